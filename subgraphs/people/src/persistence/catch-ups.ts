import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { asc, eq, gt, inArray } from "drizzle-orm";
import { catchUps, legalRepresentatives } from "./tables.ts";

type CatchUp = typeof catchUps.$inferSelect;

/** Null while another replica is at it. */
export async function lockCatchUp(tx: Transaction, name: string): Promise<CatchUp | null> {
  await tx.insert(catchUps).values({ name }).onConflictDoNothing();
  return (await tx.select().from(catchUps).where(eq(catchUps.name, name)).for("update", { skipLocked: true }))[0] ?? null;
}

export async function saveCatchUp(tx: Transaction, name: string, change: Pick<CatchUp, "after" | "doneAt">): Promise<void> {
  await tx.update(catchUps).set(change).where(eq(catchUps.name, name));
}

/** Students who have representatives, after one, by their ids. */
export async function findRepresented(db: Reader, after: StudentId | null, limit: number): Promise<readonly StudentId[]> {
  const { studentId } = legalRepresentatives;
  const rows = await db.selectDistinct({ studentId }).from(legalRepresentatives).where(after === null ? undefined : gt(studentId, after)).orderBy(asc(studentId)).limit(limit);
  return rows.map((row) => row.studentId);
}

/** The students whom any of these persons represent. */
export async function findStudentsOfRepresentatives(db: Reader, personIds: readonly (typeof legalRepresentatives.$inferSelect.personId)[]): Promise<readonly StudentId[]> {
  if (personIds.length === 0) return [];
  const { studentId, personId } = legalRepresentatives;
  return (await db.selectDistinct({ studentId }).from(legalRepresentatives).where(inArray(personId, [...personIds])).orderBy(asc(studentId))).map((row) => row.studentId);
}
