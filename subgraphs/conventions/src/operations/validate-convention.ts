import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId, parseId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { CompletedConvention, Convention, SchoolPart } from "../domain/convention.ts";
import { freeze } from "../domain/document.ts";
import { refusalsOfSchoolPart, refusalsToValidate, validate } from "../domain/validate.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { findExamDuties, findReferentTeacher, findSchool } from "../persistence/mirror.ts";
import { arrived, loadCampaign, loadConvention, loadHostParty, loadStudent } from "./load.ts";

export interface ValidateConvention extends Omit<SchoolPart, "referentTeacherId"> {
  readonly conventionId: string;
  readonly referentTeacherId: string;
}

/** The school head fills the school's part; the text is frozen, hashed, and open to signature. */
export function validateConvention({ write, actor, now }: Act, { conventionId, ...input }: ValidateConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToValidate(convention, actor));
    const teacherId = parseId("person", input.referentTeacherId);
    const referentTeacher = teacherId && (await findReferentTeacher(tx, teacherId, convention.schoolUai));
    const schoolPart: SchoolPart = { ...input, referentTeacherId: teacherId as PersonId };
    insist(
      refusalsOfSchoolPart(schoolPart, {
        isOnStaff: referentTeacher !== null,
        examDuties: teacherId ? await findExamDuties(tx, teacherId) : [],
        campaign: await loadCampaign(tx, convention),
        period: convention.period,
      }),
    );

    const completed = convention as CompletedConvention;
    const document = freeze(newId("document"), completed, schoolPart, {
      student: await loadStudent(tx, convention),
      school: arrived(await findSchool(tx, convention.schoolUai)),
      head: { personId: (actor as { personId: PersonId }).personId },
      referentTeacher: referentTeacher!,
      ...(await loadHostParty(tx, convention)),
    }, now);
    const validated = validate(completed, schoolPart, document);
    await saveConvention(tx, convention, validated, { actor, now }, { pdf: Buffer.from(document.content), code: newId("document") });
    return validated;
  });
}
