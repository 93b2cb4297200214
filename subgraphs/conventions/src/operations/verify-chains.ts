import type { Reader } from "@stages/database/connection.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type Finding, findingsOf } from "../domain/verify.ts";
import { conventionsWithDocuments } from "../persistence/chains.ts";
import { readStored, type StoredForVerification } from "../persistence/verification.ts";

export interface VerifiedChains {
  readonly documents: number;
  readonly records: number;
  readonly findings: readonly Finding[];
}

const AT_ONCE = 200;

/**
 * Every chain of evidence there is, against its documents, its keyed values and the hash of the file that was sealed. The seals themselves are
 * `verifyConvention`'s: bytes whose hash is the one that was kept bear the seal that they bore.
 */
export async function verifyChains(db: Reader, onProgress: (documents: number) => void = () => {}): Promise<VerifiedChains> {
  let [documents, records] = [0, 0];
  const findings: Finding[] = [];
  for (let ids = await conventionsWithDocuments(db, null, AT_ONCE); ids.length > 0; ids = await conventionsWithDocuments(db, ids.at(-1)!, AT_ONCE)) {
    for (const id of ids) {
      for (const stored of await readStored(db, id)) {
        documents += 1;
        records += stored.records.length;
        findings.push(...findingsOfStored(stored));
      }
    }
    onProgress(documents);
  }
  return { documents, records, findings };
}

function findingsOfStored({ document, content, pdf, state, records, sealed }: StoredForVerification): readonly Finding[] {
  const { id, conventionId, sha256: kept } = document;
  const file = sealed && { sha256: sealed.sha256, evidenceHead: sealed.evidenceHead, pdfHash: sealed.pdf && sha256(sealed.pdf), isSealGenuine: true, attachedHash: kept, hasSameProofs: true, isAsTold: true };
  const facts = { id, conventionId, sha256: kept, pdfHash: pdf && sha256(pdf), contentHash: content === null ? null : sha256(content), state, records, sealed: file };
  // One that waits for its seal is as it was: the sweep seals it.
  return findingsOf(facts).filter(({ kind }) => kind !== "SEALED_MISSING");
}
