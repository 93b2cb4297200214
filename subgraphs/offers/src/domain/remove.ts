import type { Actor } from "@stages/kernel/actor.ts";
import { seatsCanChangeIn } from "@stages/kernel/offer-seats.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { type Host, manages } from "./host.ts";
import { canBecome } from "./lifecycle.ts";
import type { Offer } from "./offer.ts";

const wrongState = ({ status }: Offer) => refuse("WRONG_STATE", { what: "Offre", status });

/** "Every change of an offer is checked against what is already promised." */
export function refusalsToRemove(offer: Offer, host: Host, actor: Actor): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  if (!canBecome(offer.status, "REMOVED", "HOST")) return [wrongState(offer)];
  return offer.seatsTaken > 0 ? [refuse("OFFER_HAS_SEATS_TAKEN", { taken: offer.seatsTaken })] : [];
}

/** Shown here beside the others; `candidatures`, which owns the seats, decides. */
export function refusalsToChangeSeats(offer: Offer, host: Host, actor: Actor): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  return seatsCanChangeIn(offer.status) ? [] : [wrongState(offer)];
}
