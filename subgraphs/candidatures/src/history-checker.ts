import type { Role } from "@stages/kernel/actor.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { meet } from "@stages/kernel/period.ts";
import type { Candidature } from "./domain/candidature.ts";
import { canBecome, type Status } from "./domain/lifecycle.ts";

/** A line of the history, as it was recorded: `id` is the order in which it was written. */
export interface Recorded {
  readonly id: number;
  readonly candidatureId: Candidature["id"];
  readonly from: Status | null;
  readonly to: Status;
  readonly at: Temporal.Instant;
  readonly byRole: Role;
}

export interface RecordedMarket {
  readonly candidatures: readonly Candidature[];
  readonly history: readonly Recorded[];
  readonly seats: ReadonlyMap<Candidature["offerId"], number>;
}

/**
 * Replays what was recorded and tells everything in it that must never be, each in a sentence. It shares the table of
 * transitions with the platform, and none of the code that takes a step: what that code gets wrong is found here.
 */
export function illegalitiesIn(market: RecordedMarket): readonly string[] {
  const byCandidature = Map.groupBy(market.history, ({ candidatureId }) => candidatureId);
  return [
    ...market.candidatures.flatMap((candidature) => illegalStepsOf(candidature, byCandidature.get(candidature.id) ?? [])),
    ...twoStagesInAWeek(market.candidatures),
    ...overbookings(market),
  ];
}

/** A student applies, and a school books: no other beginning. */
const BEGINNINGS: Partial<Record<Status, readonly Role[]>> = { SUBMITTED: ["STUDENT"], CONFIRMED: ["SCHOOL_HEAD", "REFERENT_TEACHER"] };

function illegalStepsOf(candidature: Candidature, steps: readonly Recorded[]): readonly string[] {
  const { id, status } = candidature;
  const found: string[] = [];
  let at: Status | null = null;
  for (const step of steps.toSorted((a, b) => a.id - b.id)) {
    if (step.from !== at) found.push(`${id} goes from ${step.from} while it is ${at}`);
    if (step.from === null ? !BEGINNINGS[step.to]?.includes(step.byRole) : !canBecome(step.from, step.to)) found.push(`${id} goes from ${step.from} to ${step.to}`);
    found.push(...lateness(candidature, step));
    at = step.to;
  }
  if (at !== status) found.push(`${id} is ${status} and its history ends ${at}`);
  return found;
}

function lateness({ id, lastDayToAnswer, lastDayToConfirm }: Candidature, { from, to, at }: Recorded): readonly string[] {
  const day = civilDateOf(at);
  const answered = (from === "SUBMITTED" || from === "READ") && to !== "EXPIRED" && to !== "SUPERSEDED";
  if (answered && !isOnOrBefore(day, lastDayToAnswer)) return [`${id} becomes ${to} on ${day}, to answer until ${lastDayToAnswer}`];
  if (to === "EXPIRED" && isOnOrBefore(day, lastDayToAnswer)) return [`${id} expires on ${day}, to answer until ${lastDayToAnswer}`];
  if (from !== "ACCEPTED" || !lastDayToConfirm) return [];
  if (to === "CONFIRMED" && !isOnOrBefore(day, lastDayToConfirm)) return [`${id} becomes CONFIRMED on ${day}, to confirm until ${lastDayToConfirm}`];
  return to === "LAPSED" && isOnOrBefore(day, lastDayToConfirm) ? [`${id} lapses on ${day}, to confirm until ${lastDayToConfirm}`] : [];
}

function twoStagesInAWeek(candidatures: readonly Candidature[]): readonly string[] {
  const confirmed = Map.groupBy(candidatures.filter(({ status }) => status === "CONFIRMED"), ({ studentId, campaignId }) => `${studentId} in ${campaignId}`);
  return [...confirmed].flatMap(([student, stages]) => {
    const pairs = stages.flatMap((one, index) => stages.slice(index + 1).map((other) => [one, other] as const));
    return pairs.filter(([one, other]) => meet(one.period, other.period)).map(([one, other]) => `${student} has ${one.id} and ${other.id} in one week`);
  });
}

/**
 * Who takes a seat holds the offer's line, and writes once those are written who freed one that it counts on: in the order of
 * writing no offer has ever more seats taken than it has. A seat that lapsed is free from its day on, marked or not.
 */
function overbookings({ candidatures, history, seats }: RecordedMarket): readonly string[] {
  const known = new Map(candidatures.map((candidature) => [candidature.id, candidature]));
  const perOffer = Map.groupBy(history.filter(({ candidatureId }) => known.has(candidatureId)), ({ candidatureId }) => known.get(candidatureId)!.offerId);
  return [...perOffer].flatMap(([offerId, steps]) => {
    const holding = new Map<string, Status>();
    let most = 0;
    for (const { candidatureId, to, at } of steps.toSorted((a, b) => a.id - b.id)) {
      holding.set(candidatureId, to);
      const isHeld = ([id, status]: [string, Status]) =>
        status === "CONFIRMED" || (status === "ACCEPTED" && isOnOrBefore(civilDateOf(at), known.get(id as Candidature["id"])!.lastDayToConfirm!));
      if (to === "ACCEPTED" || to === "CONFIRMED") most = Math.max(most, [...holding].filter(isHeld).length);
    }
    const there = seats.get(offerId);
    return there !== undefined && most > there ? [`${offerId} has ${there} seats and ${most} were taken at once`] : [];
  });
}
