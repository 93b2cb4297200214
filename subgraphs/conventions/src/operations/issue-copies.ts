import type { Transaction } from "@stages/database/connection.ts";
import type { DocumentSealedFact } from "@stages/events/contracts.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { type EvidenceRecord, isSignature } from "../domain/evidence.ts";
import type { StoredDocument } from "../persistence/documents.ts";
import { issueCopyToken } from "../persistence/download-links.ts";

type Copies = Required<Pick<DocumentSealedFact, "copies" | "studentToken">>;

/**
 * For each of those who signed, the token that opens their copy for seven days. For the student too, who brings it on the
 * first day: whoever signed as the student has theirs already.
 */
export async function issueCopies(tx: Transaction, { id: documentId }: Pick<StoredDocument, "id">, chain: readonly EvidenceRecord[], now: Temporal.Instant): Promise<Copies> {
  const tokenFor = (personId: PersonId | null) => issueCopyToken(tx, { documentId, personId, now });
  const signatures = chain.filter(isSignature);
  const copies: Copies["copies"][number][] = [];
  for (const personId of new Set(signatures.map(({ signerId }) => signerId))) copies.push({ personId, token: await tokenFor(personId) });
  const hasSigned = signatures.some(({ capacity }) => capacity === "STUDENT");
  return { copies, studentToken: hasSigned ? null : await tokenFor(null) };
}
