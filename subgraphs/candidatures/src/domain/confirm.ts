import type { Actor } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Seats } from "./answer.ts";
import { hasStageIn, shareWeek, type Weeks } from "./apply.ts";
import type { Candidature, SeatedCandidature } from "./candidature.ts";
import { statusAt } from "./deadlines.ts";
import { LIVE, type Status } from "./lifecycle.ts";
import { refusalsOfStep } from "./party.ts";

// What the student does once it is sent: confirms, or withdraws.

export interface ConfirmingFrame {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  /** All the student's candidatures, this one too. */
  readonly mine: readonly Candidature[];
  /** Of stages that the school wrote down as found elsewhere; none when left out. */
  readonly elsewhere?: readonly Weeks[];
  readonly seats: Seats;
}

export function refusalsToConfirm(candidature: Candidature, { actor, now, mine, elsewhere, seats }: ConfirmingFrame): readonly Refusal[] {
  const ofStep = refusalsOfStep(candidature, "CONFIRMED", actor, now);
  if (ofStep.length > 0) return ofStep;
  if (hasStageIn(candidature, mine, elsewhere)) return [refuse("WEEK_ALREADY_TAKEN")];
  // A request begun before midnight can be decided after the seat was given to another: then the seat is gone.
  return seats.taken > seats.seats ? [refuse("NO_SEAT_LEFT")] : [];
}

export function confirm(candidature: SeatedCandidature): SeatedCandidature {
  return { ...candidature, status: "CONFIRMED" };
}

/**
 * Which of the student's candidatures the confirmation of this one ends: the live ones of the same week or weeks.
 * FAQ: "soit deux fois une semaine dans deux structures différentes" – the other week is never touched.
 */
export function supersededBy(confirmed: Candidature, mine: readonly Candidature[], now: Temporal.Instant): readonly Candidature[] {
  return liveIn(confirmed, mine, now).filter(({ id }) => id !== confirmed.id);
}

/** The live ones of these weeks: those that a stage found elsewhere ends. */
export function liveIn(weeks: Weeks, mine: readonly Candidature[], now: Temporal.Instant): readonly Candidature[] {
  const isLive = (candidature: Candidature) => (LIVE as readonly Status[]).includes(statusAt(candidature, now));
  return mine.filter((other) => isLive(other) && shareWeek(other, weeks));
}

export function refusalsToWithdraw(candidature: Candidature, actor: Actor, now: Temporal.Instant): readonly Refusal[] {
  return refusalsOfStep(candidature, "WITHDRAWN", actor, now);
}
