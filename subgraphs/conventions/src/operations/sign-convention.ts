import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "../domain/convention.ts";
import { capacityOf, refusalsToSign, sign, signatureOf } from "../domain/sign.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { insertSignature } from "../persistence/evidence.ts";
import { loadConvention, loadSigningFrame } from "./load.ts";

/** One party signs the frozen document, in any order, each once. */
export function signConvention({ write, actor, now }: Act, input: { conventionId: string }): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const frame = await loadSigningFrame(tx, convention, now);
    insist(refusalsToSign(convention, actor, frame));

    const frozen = convention as FrozenConvention;
    const signer = { id: newId("signature"), capacity: capacityOf(convention, actor)!, personId: (actor as { personId: PersonId }).personId };
    const signature = signatureOf(frozen, signer, frame);
    const signed = sign(frozen, { ...frame, signatures: [...frame.signatures, signature] });
    await insertSignature(tx, signature);
    await saveConvention(tx, convention, signed, { actor, now });
    return signed;
  });
}
