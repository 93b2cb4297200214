import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Convention } from "../domain/convention.ts";
import { nextRecord } from "../domain/evidence.ts";
import { refusalsToRefuse } from "../domain/sign.ts";
import { insertEvidence } from "../persistence/evidence.ts";
import { loadSignable } from "./load-signable.ts";
import { findSigner } from "./signer-name.ts";
import type { SigningAct } from "./signing-act.ts";

/** A signatory says no, with a reason, in the chain of evidence; the document stays open, and they may still sign it. */
export function refuseToSign({ write, actor, now, address }: Pick<SigningAct, "write" | "actor" | "now" | "address">, { documentId, reason }: { readonly documentId: string; readonly reason: string }): Promise<Convention> {
  return write(async (tx) => {
    const { document, convention, frame, standing, refusals } = await loadSignable(tx, documentId, actor, now);
    insist(refusals);
    insist([...refusalsToRefuse(actor, frame), ...refusalsOfText(reason, 500, "reason")]);
    const { name } = await findSigner(tx, convention, actor, standing!);
    const record = nextRecord(document, frame.evidence, {
      id: newId("evidence"),
      kind: "REFUSED",
      capacity: standing!.capacity,
      signerId: (actor as { readonly personId: PersonId }).personId,
      at: now,
      detail: { signerName: name, channel: null, address, delegationId: standing!.delegationId, reason, batchHash: null, scanHash: null },
    });
    await insertEvidence(tx, record);
    return convention;
  });
}
