import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { CompletedConvention, Convention } from "../domain/convention.ts";
import { freeze } from "../domain/document.ts";
import { refusalsToValidate, validate } from "../domain/validate.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { findSchool } from "../persistence/mirror.ts";
import { arrived, loadConvention, loadHostParty, loadStudent } from "./load.ts";
import { settleSchoolPart, type WrittenSchool } from "./settle-school-part.ts";

export interface ValidateConvention extends WrittenSchool {
  readonly conventionId: string;
}

/** The school head fills the school's part; the text is frozen, hashed, and open to signature. */
export function validateConvention({ write, actor, now }: Act, { conventionId, ...input }: ValidateConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToValidate(convention, actor));
    const { completed, schoolPart, referentTeacher } = await settleSchoolPart(tx, convention as CompletedConvention, input);
    const document = freeze(newId("document"), completed, schoolPart, {
      student: await loadStudent(tx, convention),
      school: arrived(await findSchool(tx, convention.schoolUai)),
      head: { personId: (actor as { personId: PersonId }).personId },
      referentTeacher,
      ...(await loadHostParty(tx, convention)),
    }, now);
    const validated = validate(completed, schoolPart, document);
    await saveConvention(tx, convention, validated, { actor, now }, { pdf: Buffer.from(document.content), code: newId("document") });
    return validated;
  });
}
