import type { Transaction } from "@stages/database/connection.ts";
import { parseId, type StudentId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfNewerRules } from "../domain/complete.ts";
import type { CompletedConvention, SchoolPart } from "../domain/convention.ts";
import { filled, schoolPartFrom, writtenIn } from "../domain/draft.ts";
import type { StaffMember } from "../domain/people.ts";
import { refusalsOfSchoolPart } from "../domain/validate.ts";
import { findExamDuties, findReferentTeacher } from "../persistence/mirror.ts";
import { findRepresentatives } from "../persistence/representatives.ts";
import { loadCampaign, loadPresenceFrame } from "./load.ts";

/** What the head says when validating; what is left out is as the school drafted it. */
export interface WrittenSchool {
  readonly referentTeacherId?: string | null;
  readonly liabilityInsurance?: { readonly insurer: string; readonly policyNumber?: string | null } | null;
  readonly adjustments?: string | null;
  readonly legalRepresentatives?: SchoolPart["legalRepresentatives"] | null;
}

export interface SettledSchoolPart {
  /** By the rules that its timetable has just been found to respect. */
  readonly completed: CompletedConvention;
  readonly schoolPart: SchoolPart;
  readonly referentTeacher: StaffMember;
}

/** The school's part as it will be frozen, held to its rules, beside a host's part that the rules of today allow. */
export async function settleSchoolPart(tx: Transaction, convention: CompletedConvention, said: WrittenSchool): Promise<SettledSchoolPart> {
  const written = schoolPartFrom({ ...convention.draft?.school, ...filled(writtenIn("school", said)) }, await knownRepresentatives(tx, convention.studentId));
  const teacherId = parseId("person", written.referentTeacherId);
  const referentTeacher = teacherId && (await findReferentTeacher(tx, teacherId, convention.schoolUai));
  const schoolPart = { ...written, referentTeacherId: teacherId! };
  const frame = await loadPresenceFrame(tx, convention);
  insist([
    ...refusalsOfSchoolPart(schoolPart, {
      isOnStaff: referentTeacher !== null,
      examDuties: teacherId ? await findExamDuties(tx, teacherId) : [],
      campaign: await loadCampaign(tx, convention),
      period: convention.period,
    }),
    ...refusalsOfNewerRules(convention, frame),
  ]);
  return { completed: { ...convention, presenceRulesVersion: frame.rules.version }, schoolPart, referentTeacher: referentTeacher! };
}

/** Whom the class list names, unless the school writes others. */
const knownRepresentatives = async (tx: Transaction, studentId: StudentId): Promise<SchoolPart["legalRepresentatives"]> =>
  (await findRepresentatives(tx, studentId)).map(({ name, phone }) => ({ name, phone }));
