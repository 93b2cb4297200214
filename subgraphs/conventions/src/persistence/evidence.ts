import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { asc, eq, inArray } from "drizzle-orm";
import type { EvidenceRecord } from "../domain/evidence.ts";
import { evidenceOf, evidenceRow } from "./rows.ts";
import { evidence } from "./tables.ts";

/** The chains of evidence of all the documents of these conventions, each chain in its order. */
export async function findEvidence(db: Reader, ids: readonly ConventionId[]): Promise<readonly EvidenceRecord[]> {
  const rows = await db.select().from(evidence).where(inArray(evidence.conventionId, [...ids])).orderBy(asc(evidence.documentId), asc(evidence.seq));
  return rows.map(evidenceOf);
}

/** The chain of one document. */
export async function findChain(db: Reader, id: DocumentId): Promise<readonly EvidenceRecord[]> {
  const rows = await db.select().from(evidence).where(eq(evidence.documentId, id)).orderBy(asc(evidence.seq));
  return rows.map(evidenceOf);
}

/** The unique indexes refuse a second signature of a party even where the check before was passed. */
export async function insertEvidence(tx: Transaction, record: EvidenceRecord): Promise<void> {
  await tx.insert(evidence).values(evidenceRow(record));
}
