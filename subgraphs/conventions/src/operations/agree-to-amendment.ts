import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { inForce } from "../domain/amended-terms.ts";
import { agree, type Amendment, refusalsToAgree } from "../domain/amendment.ts";
import type { FrozenConvention } from "../domain/convention.ts";
import { missingSignatures } from "../domain/sign.ts";
import type { Papers } from "../papers.ts";
import { findAmendments, saveAmendment } from "../persistence/amendments.ts";
import { insertDocument } from "../persistence/documents.ts";
import { findPost } from "../persistence/mirror.ts";
import { amendmentContent } from "./amendment-content.ts";
import { freezeDocument, newDocumentCode } from "./freeze-document.ts";
import { loadCampaign, loadSigningFrame } from "./load.ts";
import { loadAmendment } from "./load-after-signing.ts";
import { tellToSign } from "./tell-to-sign.ts";
import { refusalsOfAmending } from "./propose-amendment.ts";

/** The school head freezes what was proposed: from here on it is signed by all, or abandoned. */
export function agreeToAmendment({ write, actor, now, papers }: Act & { readonly papers: Papers }, { amendmentId }: { readonly amendmentId: string }): Promise<Amendment> {
  return write(async (tx) => {
    const [amendment, convention] = await loadAmendment(tx, amendmentId, actor);
    insist(refusalsToAgree(amendment, convention, actor, { campaign: await loadCampaign(tx, convention), now }));
    const frozen = convention as FrozenConvention;
    const known = await findAmendments(tx, [convention.id]);
    const before = inForce(frozen, known);
    // Again: days may have passed, and teachers been called up, since it was proposed.
    insist(await refusalsOfAmending(tx, convention, before, amendment.changes, now));

    const agreed = agree(amendment, known, newId("document"), now);
    const named = async (personId: PersonId) => (await findPost(tx, personId, convention.schoolUai))?.name;
    const teachers = new Map<string, string | undefined>();
    for (const personId of [before.schoolPart.referentTeacherId, amendment.changes.referentTeacherId]) if (personId) teachers.set(personId, await named(personId));
    const content = amendmentContent(frozen, agreed, {
      documentId: agreed.documentId!,
      code: newDocumentCode(),
      before,
      nameOfTeacher: (personId) => teachers.get(personId) ?? "professeur de l'établissement",
      headName: (await named((actor as { personId: PersonId }).personId)) ?? "le chef d'établissement",
      now,
    });
    const { document, file } = await freezeDocument(papers, content, now);
    await insertDocument(tx, convention.id, agreed.rank!, document, file);
    await saveAmendment(tx, agreed);
    const frame = await loadSigningFrame(tx, convention, document, now);
    await tellToSign(tx, convention, { documentId: document.id, kind: "AMENDMENT", capacities: missingSignatures(frame) }, now);
    return agreed;
  });
}
