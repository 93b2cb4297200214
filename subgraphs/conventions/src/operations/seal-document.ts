import type { Transaction, Write } from "@stages/database/connection.ts";
import type { DocumentContent } from "@stages/documents/content.ts";
import { renderSealable } from "@stages/documents/render.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import { isValidAt } from "@stages/seal/certificates.ts";
import { concernedBy } from "../domain/audience.ts";
import type { EvidenceRecord } from "../domain/evidence.ts";
import type { Papers } from "../papers.ts";
import { findByIds } from "../persistence/conventions.ts";
import { findDocuments, findFrozenPdf, findUnsealed, holdUnsealed, insertSealed, type StoredDocument } from "../persistence/documents.ts";
import { findChain } from "../persistence/evidence.ts";
import { messaging } from "../persistence/tables.ts";
import { evidencePage, proofsOf } from "./evidence-page.ts";
import { issueCopies } from "./issue-copies.ts";

/**
 * Closes a document that all have signed: the same text with its page of evidence, the file that was signed and its proofs
 * inside, under the platform's seal. Once, whoever asks: the document's row is held meanwhile, which no signature writes.
 */
export async function sealDocument(write: Write, papers: Papers, id: DocumentId, now: Temporal.Instant): Promise<void> {
  await write(async (tx) => {
    if (!(await holdUnsealed(tx, id))) return;
    const [document] = await findDocuments(tx, [id]);
    const chain = await findChain(tx, id);
    const sealedAt = now.round("microsecond");
    const { pdf, level } = await makeSealed(papers, document!, chain, (await findFrozenPdf(tx, id))!, sealedAt);
    await insertSealed(tx, { documentId: id, conventionId: document!.conventionId, sha256: sha256(pdf), evidenceHead: chain.at(-1)!.hash, level, sealedAt, pdf });
    await tellSealed(tx, document!, chain, sealedAt);
  });
}

export async function makeSealed({ verifyUrl, sealing }: Papers, document: StoredDocument, chain: readonly EvidenceRecord[], frozen: Uint8Array, sealedAt: Temporal.Instant) {
  const page = evidencePage(document, chain, sealing, sealedAt);
  const sealable = await renderSealable(JSON.parse(document.content) as DocumentContent, page, { frozen, proofs: proofsOf(document, chain) }, { verifyUrl, isDemonstration: sealing.authority.isDevelopment });
  const { seal } = await import("@stages/seal/seal.ts");
  return seal(sealable, { key: sealing.key, timeStamping: sealing.timeStamping, reason: "Signé par toutes les parties", location: "France", at: sealedAt });
}

async function tellSealed(tx: Transaction, { id, kind, conventionId }: StoredDocument, chain: readonly EvidenceRecord[], now: Temporal.Instant): Promise<void> {
  const [convention] = await findByIds(tx, [conventionId]);
  const { studentId, schoolUai, academy, hostId, tutorEmail, referentTeacherId } = concernedBy(convention!);
  const copies = await issueCopies(tx, { id }, chain, now);
  await tell(tx, messaging, [domainEvent("DocumentSealed", conventionId, { documentId: id, conventionId, kind, studentId, schoolUai, academy, hostId, tutorEmail, referentTeacherId, ...copies }, now)]);
}

/** What an interruption left, lists that were signed at once, and what could not be sealed when it was signed. */
export async function sealWhatWaits(write: Write, papers: Papers, now: Temporal.Instant): Promise<void> {
  // Nobody could verify such a seal: they wait for another certificate, and none is drawn in vain meanwhile.
  if (papers.sealing.key.chain.some((certificate) => !isValidAt(certificate, now))) return;
  for (const id of await write((tx) => findUnsealed(tx, MOST_AT_ONCE))) await sealDocument(write, papers, id, now);
}

/** A turn of the sweep is short; what is left is the next one's. */
const MOST_AT_ONCE = 100;
