import { type Actor, actsForHost, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { AbsenceId, ConventionId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { type Concerned, isConcerned } from "./audience.ts";
import { type Convention, hostPartInForce, tutorEmailOf } from "./convention.ts";

/**
 * FAQ: the tutor "doit prévenir l'établissement sans délai, en cas de défaut d'assiduité de l'élève ou de maladie"; the
 * teacher in charge "répercute ces informations auprès du conseiller principal d'éducation qui en informe immédiatement
 * la famille".
 */
export const STEPS = ["REPORTED", "RELAYED", "FAMILY_INFORMED", "CLOSED"] as const;
export type Step = (typeof STEPS)[number];

export const NEXT: Readonly<Record<Step, Step | null>> = {
  REPORTED: "RELAYED",
  RELAYED: "FAMILY_INFORMED",
  FAMILY_INFORMED: "CLOSED",
  CLOSED: null,
};

/** Whom each step alerts, live. */
export const ALERTED: Readonly<Record<Step, readonly Role[]>> = {
  REPORTED: ["REFERENT_TEACHER"],
  RELAYED: ["EDUCATION_ADVISER"],
  FAMILY_INFORMED: ["LEGAL_REPRESENTATIVE"],
  CLOSED: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "TUTOR"],
};

/** Who takes each step, the school head always being able to. */
const TAKEN_BY: Readonly<Record<Exclude<Step, "REPORTED">, readonly Role[]>> = {
  RELAYED: ["REFERENT_TEACHER", "SCHOOL_HEAD"],
  FAMILY_INFORMED: ["EDUCATION_ADVISER", "SCHOOL_HEAD"],
  CLOSED: ["EDUCATION_ADVISER", "SCHOOL_HEAD"],
};

export const KINDS = ["ABSENT", "ILL", "LATE", "LEFT_EARLY"] as const;
export type AbsenceKind = (typeof KINDS)[number];

export interface StepTaken {
  readonly step: Step;
  readonly at: Temporal.Instant;
  readonly byPersonId: PersonId;
  readonly byRole: Role;
  readonly note: string | null;
}

export interface Absence {
  readonly id: AbsenceId;
  readonly conventionId: ConventionId;
  readonly day: Temporal.PlainDate;
  readonly kind: AbsenceKind;
  readonly step: Step;
  /** When the next step is late; null once closed. */
  readonly dueAt: Temporal.Instant | null;
  readonly timeline: readonly StepTaken[];
}

export function refusalsToReport(convention: Convention, actor: Actor): readonly Refusal[] {
  const isTutor = actor.role === "TUTOR" && actor.email.toLowerCase() === tutorEmailOf(convention);
  if (!isTutor && !actsForHost(actor, convention.hostId)) return [refuse("FORBIDDEN")];
  return convention.status === "SIGNED" ? [] : [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}

export function refusalsOfDay(convention: Convention, day: Temporal.PlainDate, known: readonly Absence[], now: Temporal.Instant): readonly Refusal[] {
  const told = { day: inFrench(day) };
  if (!hostPartInForce(convention)?.timetable.some(({ date }) => date.equals(day))) return [refuse("ABSENCE_NOT_A_DAY_OF_STAGE", told, "day")];
  if (!isOnOrBefore(day, civilDateOf(now))) return [refuse("ABSENCE_IN_THE_FUTURE", told, "day")];
  return known.some((absence) => absence.day.equals(day)) ? [refuse("ABSENCE_ALREADY_REPORTED", told, "day")] : [];
}

export function refusalsToTake(step: Exclude<Step, "REPORTED">, absence: Absence, concerned: Concerned, actor: Actor): readonly Refusal[] {
  if (!TAKEN_BY[step].includes(actor.role) || !isInChain(actor, concerned)) return [refuse("FORBIDDEN")];
  return NEXT[absence.step] === step ? [] : [refuse("WRONG_STATE", { what: "Absence", status: absence.step })];
}

type Delays = Campaign["absenceEscalationMinutes"];

/** When the step that follows is due: 15, 30 and 60 minutes unless the campaign says otherwise. */
export function dueAfter(step: Step, at: Temporal.Instant, delays: Delays): Temporal.Instant | null {
  const minutes = { REPORTED: delays.referentTeacher, RELAYED: delays.educationAdviser, FAMILY_INFORMED: delays.family, CLOSED: null }[step];
  return minutes === null ? null : at.add({ minutes });
}

export function take(absence: Absence, taken: StepTaken, delays: Delays): Absence {
  return { ...absence, step: taken.step, dueAt: dueAfter(taken.step, taken.at, delays), timeline: [...absence.timeline, taken] };
}

/** The named referent teacher alone, not every teacher of the school; for the other roles, those the convention concerns. */
function isInChain(actor: Actor, concerned: Concerned): boolean {
  if (actor.role === "REFERENT_TEACHER") {
    return actor.personId === concerned.referentTeacherId && worksAtSchool(actor, concerned.schoolUai);
  }
  return isConcerned(actor, concerned);
}

export function isAlerted(actor: Actor, step: Step, concerned: Concerned): boolean {
  return ALERTED[step].includes(actor.role) && isInChain(actor, concerned);
}

/** Only people of that student's chain know of an absence, the family from the step that informs it. */
export function seesAbsence(actor: Actor, absence: Pick<Absence, "step">, concerned: Concerned): boolean {
  if (actor.role === "RECTORAT" || actor.role === "MINISTRY") return false;
  const isFamily = actor.role === "LEGAL_REPRESENTATIVE" || actor.role === "STUDENT";
  if (isFamily && STEPS.indexOf(absence.step) < STEPS.indexOf("FAMILY_INFORMED")) return false;
  return isInChain(actor, concerned);
}
