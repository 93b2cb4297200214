import { timingSafeEqual } from "node:crypto";
import type { Write } from "@stages/database/connection.ts";
import { insist, RefusedError } from "@stages/kernel/refusal.ts";
import { refusalsOfWrong, refusalsToTry, type SignatureCode } from "../domain/signature-code.ts";
import { type CodeBinding, codeMac, countTry, lockCode } from "../persistence/signature-codes.ts";

/**
 * Whether this is the code that was sent for exactly this. A wrong one is counted in a transaction that commits although
 * the act is refused; the row's lock has those who try at the same time come one after the other, so that none goes uncounted.
 */
export async function verifySignatureCode(write: Write, binding: CodeBinding, typed: string, now: Temporal.Instant): Promise<SignatureCode> {
  const outcome = await write(async (tx) => {
    const issued = await lockCode(tx, binding);
    insist(refusalsToTry(issued?.code ?? null, now));
    const { code, mac } = issued!;
    const isRight = timingSafeEqual(Buffer.from(mac, "hex"), Buffer.from(codeMac(code.id, typed.replaceAll(/\s/g, "")), "hex"));
    if (isRight) return code;
    await countTry(tx, code.id);
    return refusalsOfWrong(code.tries + 1);
  });
  if (isCode(outcome)) return outcome;
  throw new RefusedError(outcome as RefusedError["refusals"]);
}

const isCode = (outcome: SignatureCode | readonly unknown[]): outcome is SignatureCode => "personId" in outcome;
