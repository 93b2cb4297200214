import { type Actor, actsForHost } from "@stages/kernel/actor.ts";
import type { HostId } from "@stages/kernel/ids.ts";
import { seatsCanChangeIn } from "@stages/kernel/offer-seats.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Seats } from "./answer.ts";

/** A line of the ledger, with what bounds it. */
export interface Line extends Seats {
  readonly hostId: HostId;
  /** The most that the host may offer: an école has few. */
  readonly maxSeats: number;
  /** As `offers` tells it. */
  readonly status: string;
}

/** "Every change of an offer is checked against what is already promised: seats never fall below seats taken." */
export function refusalsToChangeSeats(line: Line, seats: number, actor: Actor): readonly Refusal[] {
  if (!actsForHost(actor, line.hostId)) return [refuse("FORBIDDEN")];
  if (!seatsCanChangeIn(line.status)) return [refuse("WRONG_STATE", { what: "Offre", status: line.status })];
  const { taken, maxSeats } = line;
  if (seats < 1 || seats > maxSeats) return [refuse("NUMBER_OUT_OF_RANGE", { min: 1, max: maxSeats }, "seats")];
  return seats < taken ? [refuse("SEATS_BELOW_TAKEN", { taken }, "seats")] : [];
}
