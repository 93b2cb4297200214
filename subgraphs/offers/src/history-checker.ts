import type { Role } from "@stages/kernel/actor.ts";
import { type Campaign, firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { canBecome, type Lack, type Party, type Status } from "./domain/lifecycle.ts";
import type { Offer } from "./domain/offer.ts";

/** A line of the history, as it was recorded: `id` is the order in which it was written. */
export interface Recorded {
  readonly id: number;
  readonly offerId: OfferId;
  readonly from: Status | null;
  readonly to: Status;
  readonly at: Temporal.Instant;
  readonly byRole: Role;
  readonly why: Lack | null;
}

/** What the other subgraphs hear of an offer's status, in the order in which they hear it; the title where they are told one. */
export interface Told {
  readonly offerId: OfferId;
  readonly status: string;
  readonly title: string | null;
}

export interface RecordedOffers {
  readonly offers: readonly Offer[];
  readonly history: readonly Recorded[];
  readonly told: readonly Told[];
}

const PARTY_OF: Partial<Record<Role, Party>> = { HOST_MANAGER: "HOST", RECTORAT: "RECTORAT", MINISTRY: "RECTORAT", PLATFORM: "PLATFORM" };

/**
 * Replays what was recorded and tells everything in it that must never be, each in a sentence. It shares the table of steps
 * with the platform, and none of the code that takes a step: what that code gets wrong is found here.
 */
export function illegalitiesIn({ offers, history, told }: RecordedOffers, campaign: Campaign): readonly string[] {
  const stepsOf = Map.groupBy(history, ({ offerId }) => offerId);
  const toldOf = Map.groupBy(told, ({ offerId }) => offerId);
  return offers.flatMap((offer) => [...illegalStepsOf(offer, stepsOf.get(offer.id) ?? [], campaign), ...untoldOf(offer, toldOf.get(offer.id) ?? [])]);
}

function illegalStepsOf({ id, status, publishedAt, period }: Offer, steps: readonly Recorded[], campaign: Campaign): readonly string[] {
  const found: string[] = [];
  let at: Status | null = null;
  let published: Temporal.Instant | null = null;
  for (const { from, to, byRole, why, at: when } of steps.toSorted((a, b) => a.id - b.id)) {
    const by = PARTY_OF[byRole];
    if (from !== at) found.push(`${id} goes from ${from} while it is ${at}`);
    if (from === null ? by !== "HOST" || (to !== "DRAFT" && to !== "PUBLISHED") : !by || !canBecome(from, to, by)) found.push(`${id} goes from ${from} to ${to} by ${byRole}`);
    if ((to === "NEEDS_UPDATE") !== (why !== null)) found.push(`${id} becomes ${to}, and why is ${why}`);
    const isPast = !isOnOrBefore(civilDateOf(when), firstDayOf(campaign, period));
    if (isPast ? to === "PUBLISHED" || why === "FULL" : why === "PAST") found.push(`${id} becomes ${to} (${why}) on ${civilDateOf(when)}, and begins on ${firstDayOf(campaign, period)}`);
    if (to === "PUBLISHED") published ??= when;
    at = to;
  }
  if (at !== status) found.push(`${id} is ${status} and its history ends ${at}`);
  if (String(published) !== String(publishedAt)) found.push(`${id} was published at ${publishedAt} and by its history at ${published}`);
  return found;
}

/** Who heard it all knows where it is; a draft, and what became of one that was never published, is told to nobody. */
function untoldOf({ id, status, title, publishedAt }: Offer, told: readonly Told[]): readonly string[] {
  const last = told.at(-1);
  if (publishedAt === null) return last ? [`${id} was never published, and is told to be ${last.status}`] : [];
  if (last?.status !== status) return [`${id} is ${status}, and told to be ${last?.status}`];
  return status === "PUBLISHED" && last.title !== title ? [`${id} is called ${title}, and told as ${last.title}`] : [];
}
