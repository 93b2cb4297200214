import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId, parseId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { CompletedConvention, Convention, SchoolPart } from "../domain/convention.ts";
import { refusalsOfSchoolPart, refusalsToValidate, validate } from "../domain/validate.ts";
import type { Papers } from "../papers.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { findExamDuties, findReferentTeacher, findSchool, findStaffMember } from "../persistence/mirror.ts";
import { findRepresentatives } from "../persistence/representatives.ts";
import { conventionContent } from "./convention-content.ts";
import { freezeDocument, newDocumentCode } from "./freeze-document.ts";
import { arrived, loadCampaign, loadConvention, loadHostParty, loadStudent } from "./load.ts";

export interface ValidateConvention extends Omit<SchoolPart, "referentTeacherId"> {
  readonly conventionId: string;
  readonly referentTeacherId: string;
}

/** The school head fills the school's part; the document is drawn, frozen, hashed, and open to signature. */
export function validateConvention({ write, actor, now, papers }: Act & { readonly papers: Papers }, { conventionId, ...input }: ValidateConvention): Promise<Convention> {
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
    const named = await loadHostParty(tx, convention);
    const content = conventionContent(convention, completed.hostPart, schoolPart, {
      documentId: newId("document"),
      code: newDocumentCode(),
      campaign: await loadCampaign(tx, convention),
      student: await loadStudent(tx, convention),
      legalRepresentatives: (await findRepresentatives(tx, convention.studentId)).map(({ name, phone }) => ({ name, phone })),
      school: arrived(await findSchool(tx, convention.schoolUai)),
      headName: (await findStaffMember(tx, (actor as { personId: PersonId }).personId, convention.schoolUai))?.name ?? "le chef d'établissement",
      referentTeacher: referentTeacher!,
      ...named,
      now,
    });
    const { document, file } = await freezeDocument(papers, content, now);
    const validated = validate(completed, schoolPart, document);
    await saveConvention(tx, convention, validated, { actor, now }, file);
    return validated;
  });
}
