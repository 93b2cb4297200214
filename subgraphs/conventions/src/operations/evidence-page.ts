import type { EvidenceLine, EvidencePage } from "@stages/documents/content.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import type { EvidenceRecord } from "../domain/evidence.ts";
import type { StoredDocument } from "../persistence/documents.ts";
import type { SealingMeans } from "../papers.ts";

/** What the page of evidence says of the chain. */
export function evidencePage({ sha256 }: StoredDocument, chain: readonly EvidenceRecord[], { authority, timeStamping }: SealingMeans, sealedAt: Temporal.Instant): EvidencePage {
  return {
    documentHash: sha256,
    head: chain.at(-1)!.hash,
    records: chain.map(lineOf),
    authority,
    sealedAt: sealedAt.toString(),
    level: timeStamping ? "B-T" : "B-B",
  };
}

const lineOf = ({ seq, kind, capacity, at, detail, hash, previousHash }: EvidenceRecord): EvidenceLine => ({
  seq, kind, capacity, hash, previousHash,
  signerName: detail.signerName,
  byDelegation: detail.delegationId !== null,
  at: at.toString(),
  channel: detail.channel ?? (kind === "PAPER" ? "PAPER" : "NONE"),
  address: detail.address,
});

/** `preuves.json`: with it and the file that was signed, both inside the sealed one, anyone computes the chain again. */
export function proofsOf({ id, conventionId, kind, sha256, frozenAt }: Omit<StoredDocument, "content">, chain: readonly EvidenceRecord[]): string {
  return canonicalJson({
    version: 1,
    about: "hash = SHA-256 of the record without `hash`, as JSON with sorted keys and no spaces; previousHash = hash of the record before, documentHash for the first; documentHash = SHA-256 of the attached PDF",
    document: { id, conventionId, kind, sha256, frozenAt },
    records: chain,
    head: chain.at(-1)?.hash ?? sha256,
  });
}
