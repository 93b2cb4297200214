import { randomBytes } from "node:crypto";
import type { DocumentContent } from "@stages/documents/content.ts";
import { renderFrozen } from "@stages/documents/render.ts";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import type { FrozenDocument } from "../domain/convention.ts";
import type { Papers } from "../papers.ts";
import type { DocumentFile } from "../persistence/documents.ts";

/** Crockford's base 32: no letter that is taken for a digit, and 5 bits a letter. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 16;

/** The code that is printed on a document, of 80 random bits: who has not seen the document does not guess it. */
export const newDocumentCode = (): string => documentCodeFrom(randomBytes(CODE_LENGTH));

export const documentCodeFrom = (bytes: Uint8Array): string => Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join("");

/** Draws a document once and for all: what is signed is the hash of these bytes, and none of it is ever computed again. */
export async function freezeDocument({ verifyUrl, sealing }: Papers, content: DocumentContent, now: Temporal.Instant): Promise<{ readonly document: FrozenDocument; readonly file: DocumentFile }> {
  const pdf = await renderFrozen(content, { verifyUrl, isDemonstration: sealing.authority.isDevelopment });
  const id = content.documentId as DocumentId;
  return { document: { id, kind: content.kind, content: canonicalJson(content), sha256: sha256(pdf), frozenAt: now.round("microsecond") }, file: { pdf, code: content.code } };
}
