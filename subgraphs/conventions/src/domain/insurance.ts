import { type Actor, actsForStudent, worksAtSchool } from "@stages/kernel/actor.ts";
import type { FileId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Convention } from "./convention.ts";

/**
 * FAQ: the student's liability-insurance attestation is asked for before the stage begins. One a student and campaign,
 * whatever the number of their stages.
 */
export const INSURANCE_STATES = ["MISSING", "SUBMITTED", "CHECKED", "REFUSED"] as const;
export type InsuranceState = (typeof INSURANCE_STATES)[number];

export interface Insurance {
  readonly studentId: StudentId;
  readonly campaignId: string;
  readonly state: Exclude<InsuranceState, "MISSING">;
  readonly fileId: FileId;
  readonly submittedAt: Temporal.Instant;
  readonly submittedBy: PersonId;
  /** Null until the school has looked at it. */
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedBy: PersonId | null;
  /** Why it was refused; null otherwise. */
  readonly reason: string | null;
}

/** Of whom, and in which school: what a student's stages of a campaign have in common. */
export interface Insured {
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly campaignId: string;
}

/** A student whose stage still counts needs one; the others have nothing to insure. */
export function insuredBy(conventions: readonly Convention[], campaignId: string): Insured | null {
  return conventions.find((convention) => convention.campaignId === campaignId && convention.status !== "CANCELLED") ?? null;
}

/** To be asked for: nothing was given, or what was given was refused. What the school has still to look at is not. */
export const isInsuranceMissing = (insurance: Insurance | null): boolean => insurance === null || insurance.state === "REFUSED";

export const isInsuranceChecked = (insurance: Insurance | null): boolean => insurance?.state === "CHECKED";

/** By the family or the school. What was checked off stays so. */
export function refusalsToSubmit(insurance: Insurance | null, { studentId, schoolUai }: Insured, actor: Actor): readonly Refusal[] {
  if (!actsForStudent(actor, studentId) && !worksAtSchool(actor, schoolUai)) return [refuse("FORBIDDEN")];
  return isInsuranceChecked(insurance) ? [refuse("WRONG_STATE", { what: "Attestation d'assurance", status: "CHECKED" })] : [];
}

export const submit = ({ studentId, campaignId }: Insured, fileId: FileId, submittedBy: PersonId, submittedAt: Temporal.Instant): Insurance => ({
  studentId, campaignId, state: "SUBMITTED", fileId, submittedAt, submittedBy, decidedAt: null, decidedBy: null, reason: null,
});

/** By any of the school's staff who follow students: head, CPE, teacher. A decision that was wrong can be taken again. */
export function refusalsToCheck(insurance: Insurance | null, { schoolUai }: Insured, actor: Actor): readonly Refusal[] {
  if (!worksAtSchool(actor, schoolUai)) return [refuse("FORBIDDEN")];
  return insurance ? [] : [refuse("WRONG_STATE", { what: "Attestation d'assurance", status: "MISSING" })];
}

const MAX_REASON = 500;

export const refusalsOfReason = (accepted: boolean, reason: string | null): readonly Refusal[] => (accepted ? [] : refusalsOfText(reason ?? "", MAX_REASON, "reason"));

export const check = (insurance: Insurance, accepted: boolean, reason: string | null, decidedBy: PersonId, decidedAt: Temporal.Instant): Insurance => ({
  ...insurance, state: accepted ? "CHECKED" : "REFUSED", reason: accepted ? null : reason, decidedBy, decidedAt,
});
