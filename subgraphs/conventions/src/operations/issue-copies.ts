import type { Transaction } from "@stages/database/connection.ts";
import type { DocumentId, PersonId } from "@stages/kernel/ids.ts";
import { issueCopyToken } from "../persistence/download-links.ts";

export interface Copy {
  readonly personId: PersonId;
  readonly token: string;
}

/** For each of those who signed, the token that opens their copy for seven days. */
export async function issueCopies(tx: Transaction, document: { readonly id: DocumentId; readonly now: Temporal.Instant }, signers: readonly PersonId[]): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  for (const personId of signers) copies.push({ personId, token: await issueCopyToken(tx, { documentId: document.id, personId, now: document.now }) });
  return copies;
}
