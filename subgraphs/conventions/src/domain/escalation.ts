import type { Role } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type Absence, type Escalation, isOpenStep, minutesAfter, type OpenStep } from "./absence.ts";

/**
 * Whom a step that is late alerts, level by level: each level one more delay of that step after the one before, "up to the
 * school head". Who is alerted may take the step.
 */
export const ESCALATIONS: Readonly<Record<OpenStep, readonly (readonly Role[])[]>> = {
  REPORTED: [["EDUCATION_ADVISER"], ["SCHOOL_HEAD"]],
  RELAYED: [["SCHOOL_HEAD"]],
  FAMILY_INFORMED: [["EDUCATION_ADVISER"], ["SCHOOL_HEAD"]],
};

type Delays = Campaign["absenceEscalationMinutes"];

/** The level that comes after those already raised for the present step; null when there is none. */
function nextLevel(absence: Absence, delays: Delays): Omit<Escalation, "at"> | null {
  const { step, timeline, escalations } = absence;
  if (!isOpenStep(step)) return null;
  const level = escalations.filter((raised) => raised.step === step).length + 1;
  const roles = ESCALATIONS[step][level - 1];
  if (!roles) return null;
  return { step, level, roles, dueAt: timeline.at(-1)!.at.add({ minutes: level * minutesAfter(step, delays) }) };
}

/** Every level that is due by now, in order: after an outage several at once, none left out. */
export function escalate(absence: Absence, delays: Delays, now: Temporal.Instant): Absence {
  let escalated = absence;
  for (let next = nextLevel(escalated, delays); next && Temporal.Instant.compare(next.dueAt, now) <= 0; next = nextLevel(escalated, delays)) {
    escalated = { ...escalated, escalations: [...escalated.escalations, { ...next, at: now }] };
  }
  return { ...escalated, nextEscalationAt: nextLevel(escalated, delays)?.dueAt ?? null };
}
