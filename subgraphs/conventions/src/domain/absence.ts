import { type Actor, actsForHost, personOf, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { AbsenceId, ConventionId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { type Concerned, isConcerned, isOfSchool } from "./audience.ts";
import { type Convention, tutorEmailOf } from "./convention.ts";
import { type StageFrame, statusOn } from "./status-on.ts";
import { timetableOf } from "./timetable-of.ts";

/**
 * FAQ: the tutor "doit prévenir l'établissement sans délai, en cas de défaut d'assiduité de l'élève ou de maladie"; the
 * teacher in charge "répercute ces informations auprès du conseiller principal d'éducation qui en informe immédiatement
 * la famille".
 */
export const OPEN_STEPS = ["REPORTED", "RELAYED", "FAMILY_INFORMED"] as const;
export type OpenStep = (typeof OPEN_STEPS)[number];
export const STEPS = [...OPEN_STEPS, "CLOSED", "CORRECTED"] as const;
export type Step = (typeof STEPS)[number];
/** The steps that someone takes in their turn. */
export type TurnStep = Exclude<Step, "REPORTED" | "CORRECTED">;

export const NEXT: Readonly<Record<Step, TurnStep | null>> = {
  REPORTED: "RELAYED",
  RELAYED: "FAMILY_INFORMED",
  FAMILY_INFORMED: "CLOSED",
  CLOSED: null,
  CORRECTED: null,
};

export const isOpenStep = (step: Step): step is OpenStep => (OPEN_STEPS as readonly Step[]).includes(step);

/** Whom each step alerts, live; a correction, whoever was alerted before it. */
export const ALERTED: Readonly<Record<Exclude<Step, "CORRECTED">, readonly Role[]>> = {
  REPORTED: ["REFERENT_TEACHER"],
  RELAYED: ["EDUCATION_ADVISER"],
  FAMILY_INFORMED: ["LEGAL_REPRESENTATIVE"],
  CLOSED: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "TUTOR"],
};

/** Who takes each step, the school head always being able to; and whoever was alerted because it is late. */
const TAKEN_BY: Readonly<Record<TurnStep, readonly Role[]>> = {
  RELAYED: ["REFERENT_TEACHER", "SCHOOL_HEAD"],
  FAMILY_INFORMED: ["EDUCATION_ADVISER", "SCHOOL_HEAD"],
  CLOSED: ["EDUCATION_ADVISER", "SCHOOL_HEAD"],
};

export const KINDS = ["ABSENT", "ILL", "LATE", "LEFT_EARLY"] as const;
export type AbsenceKind = (typeof KINDS)[number];

/** Why the student was absent, as the school closes the chain. `STAGE_ENDED` is what an interruption closes it with. */
export const ABSENCE_CAUSES = ["ILLNESS", "FAMILY", "TRANSPORT", "APPOINTMENT", "REFUSED", "UNKNOWN", "STAGE_ENDED", "OTHER"] as const;
export type AbsenceCause = (typeof ABSENCE_CAUSES)[number];

export const CAUSE_IN_FRENCH: Readonly<Record<AbsenceCause, string>> = {
  ILLNESS: "maladie ou accident",
  FAMILY: "raison familiale",
  TRANSPORT: "transport",
  APPOINTMENT: "rendez-vous ou convocation",
  REFUSED: "l'élève n'a pas voulu venir",
  UNKNOWN: "cause restée inconnue",
  STAGE_ENDED: "le stage a pris fin",
  OTHER: "autre cause",
};

/** A step that came late, and whom that alerted: kept with the chain. */
export interface Escalation {
  readonly step: OpenStep;
  /** From 1. */
  readonly level: number;
  readonly roles: readonly Role[];
  readonly dueAt: Temporal.Instant;
  /** When it was raised: at most two seconds after it was due, or when the platform runs again. */
  readonly at: Temporal.Instant;
}

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
  /** When the next step is late; null once closed or corrected. */
  readonly dueAt: Temporal.Instant | null;
  /** When someone else is alerted that it is late; null when nobody is left to be. */
  readonly nextEscalationAt: Temporal.Instant | null;
  /** Null until closed. */
  readonly cause: AbsenceCause | null;
  readonly timeline: readonly StepTaken[];
  readonly escalations: readonly Escalation[];
}

/** While the stage lasts, from the first day on which the student was to come. */
export function refusalsToReport(convention: Convention, actor: Actor, { campaign, now }: StageFrame): readonly Refusal[] {
  const isTutor = actor.role === "TUTOR" && actor.email.toLowerCase() === tutorEmailOf(convention);
  if (!isTutor && !actsForHost(actor, convention.hostId)) return [refuse("FORBIDDEN")];
  const status = statusOn(convention, campaign, now);
  if (status !== "SIGNED") return [refuse("WRONG_STATE", { what: "Convention", status })];
  const firstDay = timetableOf(convention)[0]?.date;
  return firstDay && !isOnOrBefore(firstDay, civilDateOf(now)) ? [refuse("ABSENCE_IN_THE_FUTURE", { day: inFrench(firstDay) })] : [];
}

export function refusalsOfDay(convention: Convention, day: Temporal.PlainDate, known: readonly Absence[], now: Temporal.Instant): readonly Refusal[] {
  const told = { day: inFrench(day) };
  if (!timetableOf(convention).some(({ date }) => date.equals(day))) return [refuse("ABSENCE_NOT_A_DAY_OF_STAGE", told, "day")];
  if (!isOnOrBefore(day, civilDateOf(now))) return [refuse("ABSENCE_IN_THE_FUTURE", told, "day")];
  return known.some((absence) => absence.step !== "CORRECTED" && absence.day.equals(day)) ? [refuse("ABSENCE_ALREADY_REPORTED", told, "day")] : [];
}

export function refusalsToTake(step: TurnStep, absence: Absence, concerned: Concerned, actor: Actor): readonly Refusal[] {
  const isTheirTurn = TAKEN_BY[step].includes(actor.role) || wasEscalatedTo(actor.role, absence, step);
  if (!isTheirTurn || !isInChain(actor, concerned)) return [refuse("FORBIDDEN")];
  return NEXT[absence.step] === step ? [] : [refuse("WRONG_STATE", { what: "Absence", status: absence.step })];
}

/** Who is alerted that a step is late may take it. */
const wasEscalatedTo = (role: Role, { escalations }: Absence, step: TurnStep): boolean =>
  escalations.some((escalation) => NEXT[escalation.step] === step && escalation.roles.includes(role));

/** "Corrected when reported by mistake": by who reported it, or by those of the school who act on it. */
export function refusalsToCorrect(absence: Absence, concerned: Concerned, actor: Actor): readonly Refusal[] {
  const reportedIt = absence.timeline[0] !== undefined && absence.timeline[0].byPersonId === personOf(actor);
  if (!(reportedIt || isOfSchool(actor.role)) || !isInChain(actor, concerned)) return [refuse("FORBIDDEN")];
  return absence.step === "CORRECTED" ? [refuse("WRONG_STATE", { what: "Absence", status: absence.step })] : [];
}

type Delays = Campaign["absenceEscalationMinutes"];

/** How long each step may wait for the next: 15, 30 and 60 minutes unless the campaign says otherwise. */
export const minutesAfter = (step: OpenStep, delays: Delays): number =>
  ({ REPORTED: delays.referentTeacher, RELAYED: delays.educationAdviser, FAMILY_INFORMED: delays.family })[step];

/** When the step that follows is due. */
export function dueAfter(step: Step, at: Temporal.Instant, delays: Delays): Temporal.Instant | null {
  return isOpenStep(step) ? at.add({ minutes: minutesAfter(step, delays) }) : null;
}

export interface Reporting {
  readonly id: AbsenceId;
  readonly conventionId: ConventionId;
  readonly day: Temporal.PlainDate;
  readonly kind: AbsenceKind;
  readonly by: Omit<StepTaken, "step">;
}

export function report({ by, ...absence }: Reporting, delays: Delays): Absence {
  const dueAt = dueAfter("REPORTED", by.at, delays);
  return { ...absence, step: "REPORTED", dueAt, nextEscalationAt: dueAt, cause: null, timeline: [{ ...by, step: "REPORTED" }], escalations: [] };
}

export function take(absence: Absence, taken: StepTaken, delays: Delays, cause: AbsenceCause | null = null): Absence {
  const dueAt = dueAfter(taken.step, taken.at, delays);
  return { ...absence, step: taken.step, dueAt, nextEscalationAt: dueAt, cause: cause ?? absence.cause, timeline: [...absence.timeline, taken] };
}

/** The named referent teacher alone, not every teacher of the school; for the other roles, those the convention concerns. */
export function isInChain(actor: Actor, concerned: Concerned): boolean {
  if (actor.role === "RECTORAT" || actor.role === "MINISTRY") return false;
  if (actor.role === "REFERENT_TEACHER") {
    return actor.personId === concerned.referentTeacherId && worksAtSchool(actor, concerned.schoolUai);
  }
  return isConcerned(actor, concerned);
}

/**
 * Whom the last step alerts. The end of a chain is told to all whom it had alerted, those of its late steps included; a
 * correction to them and to who reported it.
 */
export function alertedBy({ step, timeline, escalations }: Pick<Absence, "step" | "timeline" | "escalations">): readonly Role[] {
  const late = escalations.flatMap(({ roles }) => roles);
  if (step === "CLOSED") return [...new Set([...ALERTED.CLOSED, ...late])];
  if (step !== "CORRECTED") return ALERTED[step];
  const before = timeline.flatMap((taken) => (taken.step === "CORRECTED" ? [] : ALERTED[taken.step]));
  return [...new Set([...before, ...late, ...timeline.slice(0, 1).map(({ byRole }) => byRole)])];
}

/** Those of the step, unless the event says others. */
export function isAlerted(actor: Actor, { step, roles }: { readonly step: string; readonly roles?: readonly Role[] }, concerned: Concerned): boolean {
  return (roles ?? ALERTED[step as keyof typeof ALERTED] ?? []).includes(actor.role) && isInChain(actor, concerned);
}

/** Only people of that student's chain know of an absence, the family from the step that informs it. */
export function seesAbsence(actor: Actor, { timeline }: Pick<Absence, "timeline">, concerned: Concerned): boolean {
  const isFamily = actor.role === "LEGAL_REPRESENTATIVE" || actor.role === "STUDENT";
  const wasTold = timeline.some(({ step }) => step === "FAMILY_INFORMED" || step === "CLOSED");
  return (!isFamily || wasTold) && isInChain(actor, concerned);
}
