import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "../domain/convention.ts";
import { nextRecord } from "../domain/evidence.ts";
import { capacityOf, refusalsToSign, sign } from "../domain/sign.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { insertEvidence } from "../persistence/evidence.ts";
import { loadConvention, loadSigningFrame } from "./load.ts";

/** One party signs the frozen document, in any order, each once. */
export function signConvention({ write, actor, now }: Act, input: { conventionId: string }): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const frame = await loadSigningFrame(tx, convention, now);
    insist(refusalsToSign(convention, actor, frame));

    const frozen = convention as FrozenConvention;
    const record = nextRecord({ ...frozen.document, conventionId: convention.id }, frame.evidence, {
      id: newId("evidence"),
      kind: "SIGNED",
      capacity: capacityOf(convention, actor)!,
      signerId: (actor as { personId: PersonId }).personId,
      at: now,
      detail: { signerName: "", channel: null, address: null, delegationId: null, reason: null, batchHash: null, scanHash: null },
    });
    const signed = sign(frozen, { ...frame, evidence: [...frame.evidence, record] });
    await insertEvidence(tx, record);
    await saveConvention(tx, convention, signed, { actor, now });
    return signed;
  });
}
