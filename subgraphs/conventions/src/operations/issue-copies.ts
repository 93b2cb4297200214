import type { Transaction } from "@stages/database/connection.ts";
import type { DocumentId, PersonId } from "@stages/kernel/ids.ts";

export interface Copy {
  readonly personId: PersonId;
  readonly token: string;
}

/** For each of those who signed, the token that opens their copy for seven days. */
export async function issueCopies(_tx: Transaction, _document: { readonly id: DocumentId; readonly now: Temporal.Instant }, _signers: readonly PersonId[]): Promise<readonly Copy[]> {
  return [];
}
