import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { type Absence, isOpenStep, take, type StepTaken } from "./absence.ts";
import type { Convention, FrozenConvention } from "./convention.ts";
import { refusalsOfStep } from "./party.ts";
import { type StageFrame, statusOn } from "./status-on.ts";

/** Why a stage ends before its last day. */
export const INTERRUPTION_CAUSES = ["NO_SHOW", "ABANDONED", "HEALTH", "CONDUCT", "HOST_CANNOT_CONTINUE", "CONDITIONS", "OTHER"] as const;
export type InterruptionCause = (typeof INTERRUPTION_CAUSES)[number];

export const INTERRUPTION_IN_FRENCH: Readonly<Record<InterruptionCause, string>> = {
  NO_SHOW: "l'élève ne s'est jamais présenté",
  ABANDONED: "l'élève a abandonné le stage",
  HEALTH: "raison de santé",
  CONDUCT: "comportement de l'élève",
  HOST_CANNOT_CONTINUE: "la structure ne peut plus accueillir l'élève",
  CONDITIONS: "conditions d'accueil non conformes à la convention",
  OTHER: "autre cause",
};

export interface Interruption {
  readonly cause: InterruptionCause;
  /** The last day on which the student came; null when they never did. */
  readonly lastDay: Temporal.PlainDate | null;
  readonly reason: string;
}

/** During the stage, by the school head or the host's manager. Before it, the convention is cancelled. */
export function refusalsToInterrupt(convention: Convention, actor: Actor, { campaign, now }: StageFrame): readonly Refusal[] {
  const ofStep = refusalsOfStep({ ...convention, status: statusOn(convention, campaign, now) } as Convention, "INTERRUPTED", actor);
  if (ofStep.length > 0) return ofStep;
  const firstDay = firstDayOf(campaign, convention.period);
  return isOnOrBefore(firstDay, civilDateOf(now)) ? [] : [refuse("STAGE_NOT_BEGUN", { day: inFrench(firstDay) })];
}

export function refusalsOfInterruption({ cause, lastDay }: Interruption, { period }: Convention, { campaign, now }: StageFrame): readonly Refusal[] {
  if (lastDay === null) return cause === "NO_SHOW" ? [] : [refuse("LAST_DAY_REQUIRED", "lastDay")];
  if (cause === "NO_SHOW") return [refuse("NO_SHOW_HAS_NO_LAST_DAY", "lastDay")];
  const first = firstDayOf(campaign, period);
  const isPossible = isOnOrBefore(first, lastDay) && isOnOrBefore(lastDay, civilDateOf(now));
  return isPossible ? [] : [refuse("LAST_DAY_IMPOSSIBLE", { first: inFrench(first), last: inFrench(civilDateOf(now)) }, "lastDay")];
}

/** The days after it are no days of stage any more; none is, where the student never came. */
export function interrupt(convention: FrozenConvention, { cause, lastDay, reason }: Interruption, { campaign }: StageFrame): FrozenConvention {
  const endedOn = lastDay ?? firstDayOf(campaign, convention.period).subtract({ days: 1 });
  return { ...convention, status: "INTERRUPTED", reason, endedOn, endCause: cause };
}

/** "Interruption or no-show … is part of the same chain": an absence still open ends with it, and its chain is told. */
export function closeByInterruption(absence: Absence, taken: Omit<StepTaken, "step">, delays: Campaign["absenceEscalationMinutes"]): Absence | null {
  return isOpenStep(absence.step) ? take(absence, { ...taken, step: "CLOSED" }, delays, "STAGE_ENDED") : null;
}
