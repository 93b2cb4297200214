import type { Reader } from "@stages/database/connection.ts";
import { and, count, isNotNull, isNull, lt, eq } from "drizzle-orm";
import { absences, evidenceChains, sealedDocuments } from "./tables.ts";

/** What all have signed and no seal closes yet. */
export async function countUnsealed(db: Reader): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(evidenceChains).leftJoin(sealedDocuments, eq(sealedDocuments.documentId, evidenceChains.documentId)).where(and(isNotNull(evidenceChains.completedAt), isNull(sealedDocuments.documentId)));
  return row!.rows;
}

/** Chains of absences that were to alert someone before that instant, and have not. */
export async function countLateAlerts(db: Reader, before: Temporal.Instant): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(absences).where(lt(absences.nextEscalationAt, before));
  return row!.rows;
}
