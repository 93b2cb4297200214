import { type Actor, actsForHost } from "@stages/kernel/actor.ts";
import type { HostId } from "@stages/kernel/ids.ts";
import { type Period, weeksOf } from "@stages/kernel/period.ts";
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

/** What another offer of the same host takes of what the host may offer in a week. */
export interface Beside {
  readonly period: Period;
  readonly seats: number;
}

/** The most seats that the host's other offers have in a week of this period: an école's few are over all its offers. */
export function seatsBeside(period: Period, beside: readonly Beside[]): number {
  return Math.max(...weeksOf(period).map((week) => beside.filter((other) => weeksOf(other.period).includes(week)).reduce((sum, { seats }) => sum + seats, 0)));
}

/** "Every change of an offer is checked against what is already promised: seats never fall below seats taken." */
export function refusalsToChangeSeats(line: Line, seats: number, actor: Actor, elsewhere = 0): readonly Refusal[] {
  if (!actsForHost(actor, line.hostId)) return [refuse("FORBIDDEN")];
  if (!seatsCanChangeIn(line.status)) return [refuse("WRONG_STATE", { what: "Offre", status: line.status })];
  const { taken } = line;
  const max = Math.max(1, line.maxSeats - elsewhere);
  if (seats < 1 || seats > max) return [refuse("NUMBER_OUT_OF_RANGE", { min: 1, max }, "seats")];
  return seats < taken ? [refuse("SEATS_BELOW_TAKEN", { taken }, "seats")] : [];
}
