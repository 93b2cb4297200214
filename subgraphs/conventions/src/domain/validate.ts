import { type Actor, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Campaign, refusalsOfMobilised } from "@stages/kernel/campaign.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { refusalsOfStatus } from "./complete.ts";
import type {
  CancelledConvention,
  CompletedConvention,
  Convention,
  DraftConvention,
  FrozenConvention,
  FrozenDocument,
  SchoolPart,
} from "./convention.ts";

const isHead = (actor: Actor, convention: Convention) =>
  actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, convention.schoolUai);

export function refusalsToValidate(convention: Convention, actor: Actor): readonly Refusal[] {
  if (!isHead(actor, convention)) return [refuse("FORBIDDEN")];
  const ofStatus = refusalsOfStatus(convention, "VALIDATED");
  if (ofStatus.length > 0) return ofStatus;
  return convention.confirmedAt === null ? [refuse("CANDIDATURE_NOT_CONFIRMED")] : [];
}

/** The teacher as the school's staff has them; and when they are called up for the baccalauréat. */
export interface TeacherFrame {
  readonly isOnStaff: boolean;
  readonly examDuties: readonly Temporal.PlainDate[];
  readonly campaign: Campaign;
  readonly period: Period;
}

export function refusalsOfSchoolPart(part: SchoolPart, { isOnStaff, examDuties, campaign, period }: TeacherFrame): readonly Refusal[] {
  return [
    ...(isOnStaff ? refusalsOfMobilised(examDuties, campaign, period, "referentTeacherId") : [refuse("REFERENT_TEACHER_UNKNOWN", "referentTeacherId")]),
    ...refusalsOfText(part.liabilityInsurance.insurer, 150, "liabilityInsurance.insurer"),
    ...refusalsOfText(part.liabilityInsurance.policyNumber, 60, "liabilityInsurance.policyNumber"),
    ...(part.adjustments === null ? [] : refusalsOfText(part.adjustments, 1000, "adjustments")),
  ];
}

/** Freezes the convention: from here on, a change is an amendment. */
export function validate(
  convention: CompletedConvention,
  schoolPart: SchoolPart,
  document: FrozenDocument,
): FrozenConvention {
  return { ...convention, status: "VALIDATED", schoolPart, document };
}

export function refusalsToReturn(convention: Convention, actor: Actor): readonly Refusal[] {
  return isHead(actor, convention) ? refusalsOfStatus(convention, "RETURNED") : [refuse("FORBIDDEN")];
}

/** Gives the host its part back, with what to mend. */
export function sendBack(convention: CompletedConvention, reason: string): DraftConvention {
  return { ...convention, status: "RETURNED", reason };
}

/** Before the stage begins, by the school head or by the host. */
export function refusalsToCancel(convention: Convention, actor: Actor, startsOn: Temporal.PlainDate, today: Temporal.PlainDate): readonly Refusal[] {
  const isHost = actor.role === "HOST_MANAGER" && actor.hostIds.includes(convention.hostId);
  if (!isHost && !isHead(actor, convention)) return [refuse("FORBIDDEN")];
  const begun = Temporal.PlainDate.compare(startsOn, today) <= 0;
  return begun ? [refuse("WRONG_STATE", { what: "Convention", status: convention.status })] : refusalsOfStatus(convention, "CANCELLED");
}

export function cancel(convention: Convention, reason: string): CancelledConvention {
  return { ...convention, status: "CANCELLED", reason };
}
