import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, isOver } from "@stages/kernel/campaign.ts";
import type { HostId, IntentionId } from "@stages/kernel/ids.ts";
import { type Period, PERIODS, weeksOf } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { periodsLeft } from "./campaigns.ts";
import { seatsOfEcole } from "./ecole.ts";
import { type Host, manages } from "./host.ts";
import { refusalsOfNumber } from "./place.ts";

/** Seats of each period: a seat is one student for one period of one offer. */
export type SeatsByPeriod = Readonly<Record<Period, number>>;

export const NO_SEATS: SeatsByPeriod = { BOTH_WEEKS: 0, WEEK_1: 0, WEEK_2: 0 };
export const totalOf = (seats: SeatsByPeriod): number => PERIODS.reduce((sum, period) => sum + seats[period], 0);
export const sumOf = (a: SeatsByPeriod, b: SeatsByPeriod): SeatsByPeriod => ({
  BOTH_WEEKS: a.BOTH_WEEKS + b.BOTH_WEEKS,
  WEEK_1: a.WEEK_1 + b.WEEK_1,
  WEEK_2: a.WEEK_2 + b.WEEK_2,
});

/** A host's promise of places, before it writes offers or beside them. One a host and campaign, but those withdrawn. */
export interface Intention {
  readonly id: IntentionId;
  readonly hostId: HostId;
  readonly campaignId: string;
  readonly seats: SeatsByPeriod;
  readonly declaredAt: Temporal.Instant;
  /** Null until it is changed. */
  readonly changedAt: Temporal.Instant | null;
  readonly withdrawnAt: Temporal.Instant | null;
}

const MAX_SEATS = 1_000;
const FIELDS: Readonly<Record<Period, string>> = { BOTH_WEEKS: "seats.bothWeeks", WEEK_1: "seats.week1", WEEK_2: "seats.week2" };

/** Before the campaign opens to hosts too: that is what an intention is for. */
export function refusalsToDeclare(host: Host, campaign: Campaign, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  if (isOver(campaign, today)) return [refuse("CAMPAIGN_ENDED")];
  return periodsLeft(campaign, today).length === 0 ? [refuse("PERIOD_STARTED")] : [];
}

/** `standing`: those that the host has declared for that campaign, and not withdrawn. Whoever declares at the same instant is stopped by the index. */
export function refusalsToDeclareNow(standing: readonly Intention[], ...frame: Parameters<typeof refusalsToDeclare>): readonly Refusal[] {
  const refusals = refusalsToDeclare(...frame);
  return refusals.length === 0 && standing.length > 0 ? [refuse("INTENTION_ALREADY_DECLARED", "campaignId")] : refusals;
}

export function refusalsToChange({ withdrawnAt }: Intention, ...frame: Parameters<typeof refusalsToDeclare>): readonly Refusal[] {
  const refusals = refusalsToDeclare(...frame);
  return refusals.length === 0 && withdrawnAt ? [refuse("INTENTION_WITHDRAWN")] : refusals;
}

interface SeatsFrame {
  readonly host: Host;
  readonly campaign: Campaign;
  readonly today: Temporal.PlainDate;
  /** What is promised so far. */
  readonly before: SeatsByPeriod;
}

/** Everything that is wrong in the seats, all at once, each with its field. A period that has begun keeps its number. */
export function refusalsOfSeats(seats: SeatsByPeriod, { host, campaign, today, before }: SeatsFrame): readonly Refusal[] {
  const left = periodsLeft(campaign, today);
  return [
    ...PERIODS.flatMap((period) => refusalsOfNumber(seats[period], 0, MAX_SEATS, FIELDS[period])),
    ...PERIODS.flatMap((period) => (left.includes(period) || seats[period] === before[period] ? [] : [refuse("PERIOD_STARTED", FIELDS[period])])),
    ...(totalOf(seats) === 0 ? [refuse("INTENTION_WITHOUT_SEATS", "seats")] : []),
    ...refusalsOfEcole(seats, host),
  ];
}

/** An école's limit is of the students who are there at the same time. */
function refusalsOfEcole(seats: SeatsByPeriod, { kind, classes }: Host): readonly Refusal[] {
  if (kind !== "ECOLE") return [];
  const max = seatsOfEcole(classes ?? 0);
  const inWeek = (week: 1 | 2) => PERIODS.reduce((sum, period) => sum + (weeksOf(period).includes(week) ? seats[period] : 0), 0);
  return inWeek(1) > max || inWeek(2) > max ? [refuse("ECOLE_SEATS_EXCEEDED", { max }, "seats")] : [];
}
