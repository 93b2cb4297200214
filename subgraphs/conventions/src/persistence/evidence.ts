import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { asc, eq } from "drizzle-orm";
import type { EvidenceRecord } from "../domain/evidence.ts";
import { chainRow, evidenceOf, evidenceRow } from "./rows.ts";
import { evidence, evidenceChains } from "./tables.ts";

const readEvidence = readByKeys(evidence.conventionId, (db, among) => db.select().from(evidence).where(among).orderBy(asc(evidence.documentId), asc(evidence.seq)));

/** The chains of evidence of all the documents of these conventions, each chain in its order. */
export async function findEvidence(db: Reader, ids: readonly ConventionId[]): Promise<readonly EvidenceRecord[]> {
  const rows = await readEvidence(db, ids);
  return rows.map(evidenceOf);
}

/** The chain of one document. */
export async function findChain(db: Reader, id: DocumentId): Promise<readonly EvidenceRecord[]> {
  const rows = await db.select().from(evidence).where(eq(evidence.documentId, id)).orderBy(asc(evidence.seq));
  return rows.map(evidenceOf);
}

/**
 * The unique indexes refuse a second signature of a party even where the check before was passed, and the chain grows only from
 * where it was when the record was made. `completedAt` with the last signature that is asked for.
 */
export async function insertEvidence(tx: Transaction, record: EvidenceRecord, completedAt: Temporal.Instant | null = null): Promise<void> {
  await tx.insert(evidence).values(evidenceRow(record));
  const [before] = await tx.select().from(evidenceChains).where(eq(evidenceChains.documentId, record.documentId)).for("update");
  if (!before || before.head !== record.previousHash) throw new Error(`The chain of ${record.documentId} does not end where record ${record.seq} begins`);
  const { mac: _, ...state } = before;
  const { length, head, completedAt: at, mac } = chainRow({ ...state, length: record.seq, head: record.hash, completedAt: before.completedAt ?? completedAt });
  await tx.update(evidenceChains).set({ length, head, completedAt: at, mac }).where(eq(evidenceChains.documentId, record.documentId));
}
