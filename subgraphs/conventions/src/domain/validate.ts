import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, refusalsOfMobilised } from "@stages/kernel/campaign.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type {
  CompletedConvention,
  Convention,
  DraftConvention,
  FrozenConvention,
  FrozenDocument,
  SchoolPart,
} from "./convention.ts";
import { refusalsOfStep } from "./party.ts";

export function refusalsToValidate(convention: Convention, actor: Actor): readonly Refusal[] {
  const ofStep = refusalsOfStep(convention, "VALIDATED", actor);
  if (ofStep.length > 0) return ofStep;
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
    ...part.legalRepresentatives.flatMap(({ name, phone }, index) => [
      ...refusalsOfText(name, 150, `legalRepresentatives.${index}.name`),
      ...(phone === null ? [] : refusalsOfText(phone, 30, `legalRepresentatives.${index}.phone`)),
    ]),
  ];
}

/** Freezes the convention: from here on, a change is an amendment. */
export function validate(
  convention: CompletedConvention,
  schoolPart: SchoolPart,
  document: FrozenDocument,
): FrozenConvention {
  return { ...convention, status: "VALIDATED", schoolPart, document, draft: null };
}

export const refusalsToReturn = (convention: Convention, actor: Actor): readonly Refusal[] => refusalsOfStep(convention, "RETURNED", actor);

/** Gives the host its part back, with what to mend. */
export function sendBack(convention: CompletedConvention, reason: string): DraftConvention {
  return { ...convention, status: "RETURNED", reason };
}
