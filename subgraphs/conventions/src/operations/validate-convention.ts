import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { CompletedConvention, Convention } from "../domain/convention.ts";
import { refusalsToValidate, validate } from "../domain/validate.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { findPost, findSchool } from "../persistence/mirror.ts";
import { arrived, loadCampaign, loadConvention, loadHostParty, loadStudent } from "./load.ts";
import { settleSchoolPart, type WrittenSchool } from "./settle-school-part.ts";
import type { Papers } from "../papers.ts";
import { conventionContent } from "./convention-content.ts";
import { freezeDocument, newDocumentCode } from "./freeze-document.ts";

export interface ValidateConvention extends WrittenSchool {
  readonly conventionId: string;
}

export type ValidatingAct = Act & { readonly papers: Papers };

/** The school head fills the school's part; the document is drawn, frozen, hashed, and open to signature. */
export function validateConvention({ write, actor, now, papers }: ValidatingAct, { conventionId, ...input }: ValidateConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToValidate(convention, actor));
    const { completed, schoolPart, referentTeacher } = await settleSchoolPart(tx, convention as CompletedConvention, input);
    const named = await loadHostParty(tx, convention);
    const content = conventionContent(convention, completed.hostPart, schoolPart, {
      documentId: newId("document"),
      code: newDocumentCode(),
      campaign: await loadCampaign(tx, convention),
      student: await loadStudent(tx, convention),
      school: arrived(await findSchool(tx, convention.schoolUai)),
      headName: (await findPost(tx, (actor as { personId: PersonId }).personId, convention.schoolUai))?.name ?? "le chef d'établissement",
      referentTeacher,
      ...named,
      now,
    });
    const { document, file } = await freezeDocument(papers, content, now);
    const validated = validate(completed, schoolPart, document);
    await saveConvention(tx, convention, validated, { actor, now }, file);
    return validated;
  });
}
