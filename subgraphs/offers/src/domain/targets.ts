import type { Campaign } from "@stages/kernel/campaign.ts";
import { MINISTRY_KINDS } from "./host.ts";

/** By the columns of a figure: empty is all. */
interface Place {
  readonly academy: string;
  readonly department: string;
}

const isCountry = ({ academy, department }: Place) => academy === "" && department === "";

/** What the ministry asks of the country or of an académie; nothing is asked of a département. */
export function seatsTargetOf({ nationalSeatsTarget, academySeatsTargets }: Campaign, place: Place): number | null {
  if (isCountry(place)) return nationalSeatsTarget;
  return place.department === "" ? (academySeatsTargets.find(({ academy }) => academy === place.academy)?.seats ?? null) : null;
}

/** What it asks of its own structures, in the country alone. */
export const ownSeatsTargetOf = ({ ownSeatsTarget }: Campaign, place: Place): number | null => (isCountry(place) ? ownSeatsTarget : null);

/** How far a count is on its way; nowhere when there is nothing to reach. */
export const progressTo = (target: number | null, published: number): number | null => (target ? published / target : null);

/** Of counts by kind of host, those of the ministry's own. */
export const ownOf = (byKind: readonly { readonly key: string; readonly seats: number }[]): number =>
  byKind.filter(({ key }) => (MINISTRY_KINDS as readonly string[]).includes(key)).reduce((sum, { seats }) => sum + seats, 0);
