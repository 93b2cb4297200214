import { sha256 } from "@stages/kernel/digest.ts";
import type { PersonId, SignatureCodeId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Capacity, Channel } from "./evidence.ts";

/** `unusedAnHour` bounds what someone who holds another's session could guess: 50 tries in a million an hour. */
export const SIGNATURE_CODES = { digits: 6, minutes: 10, tries: 5, unusedAnHour: 10 } as const;

/** How many documents one code may sign. */
export const MOST_DOCUMENTS = 200;

/** A code that was sent, without the code. */
export interface SignatureCode {
  readonly id: SignatureCodeId;
  readonly personId: PersonId;
  readonly capacity: Capacity;
  /** Of exactly what it signs: one document more, less or amended, and it is another. */
  readonly documentsHash: string;
  readonly channel: Channel;
  readonly issuedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  /** The wrong ones. */
  readonly tries: number;
  readonly usedAt: Temporal.Instant | null;
}

/** The same for the same documents in any order. */
export const documentsHashOf = (hashes: readonly string[]): string => sha256(hashes.toSorted().join("\n"));

/** Whether a code may be tried at all, whatever was typed. */
export function refusalsToTry(code: SignatureCode | null, now: Temporal.Instant): readonly Refusal[] {
  if (!code) return [refuse("SIGNATURE_CODE_MISSING")];
  if (code.usedAt) return [refuse("SIGNATURE_CODE_USED")];
  if (code.tries >= SIGNATURE_CODES.tries) return [refuse("SIGNATURE_CODE_EXHAUSTED", "code")];
  return Temporal.Instant.compare(now, code.expiresAt) >= 0 ? [refuse("SIGNATURE_CODE_EXPIRED", "code")] : [];
}

export function refusalsOfWrong(triesWithThisOne: number): readonly Refusal[] {
  const left = SIGNATURE_CODES.tries - triesWithThisOne;
  return [left > 0 ? refuse("SIGNATURE_CODE_WRONG", { left }, "code") : refuse("SIGNATURE_CODE_EXHAUSTED", "code")];
}
