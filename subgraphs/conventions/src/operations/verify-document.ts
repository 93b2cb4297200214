import type { Reader } from "@stages/database/connection.ts";
import { normalisedSha256 } from "../domain/document-code.ts";
import { isGenuine } from "../persistence/document-files.ts";

/** Longer than any code that is printed: of what is longer, nothing is computed. */
const MAX_CODE = 64;
/** No document has it. */
const NO_SHA_256 = "";

export function verifyDocument(db: Reader, code: string, sha256: string | null): Promise<boolean> {
  const fingerprint = sha256 === null ? null : (normalisedSha256(sha256) ?? NO_SHA_256);
  return isGenuine(db, code.slice(0, MAX_CODE), fingerprint);
}
