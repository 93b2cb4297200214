import type { Campaign } from "@stages/kernel/campaign.ts";
import { MOST_SEATS } from "@stages/kernel/offer-seats.ts";
import { periodsLeft } from "./campaigns.ts";
import { seatsOfEcole } from "./ecole.ts";
import type { Host } from "./host.ts";
import { type Lack, mayBecome, type Standing, type Status } from "./lifecycle.ts";
import type { Offer } from "./offer.ts";

export function maxSeatsOf({ kind, classes }: Pick<Host, "kind" | "classes">): number {
  return kind === "ECOLE" ? seatsOfEcole(classes ?? 0) : MOST_SEATS;
}

type Counted = Pick<Offer, "seats" | "seatsTaken" | "period">;

/** Past first: a seat that is given back changes nothing to it. */
export function lackOf({ seats, seatsTaken, period }: Counted, campaign: Campaign, today: Temporal.PlainDate): Lack | null {
  if (!periodsLeft(campaign, today).includes(period)) return "PAST";
  return seatsTaken >= seats ? "FULL" : null;
}

export function standingOf(offer: Counted, campaign: Campaign, today: Temporal.PlainDate): Standing {
  return { lack: lackOf(offer, campaign, today), seatsTaken: offer.seatsTaken };
}

export interface Settled {
  readonly to: Status;
  readonly why: Lack | null;
}

/** The step that the platform takes by itself; null when the offer is where its seats and its dates want it. */
export function settle(offer: Counted & Pick<Offer, "status">, campaign: Campaign, today: Temporal.PlainDate): Settled | null {
  const standing = standingOf(offer, campaign, today);
  const to = (["NEEDS_UPDATE", "PUBLISHED"] as const).find((status) => mayBecome(offer.status, status, "PLATFORM", standing));
  return to ? { to, why: standing.lack } : null;
}
