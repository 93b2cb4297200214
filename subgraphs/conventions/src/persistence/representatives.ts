import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { eq } from "drizzle-orm";
import type { Representative } from "../domain/people.ts";
import { representatives } from "./tables.ts";

/** A copy of what `people` tells, whole each time. */

export const representativesRow = (studentId: StudentId, family: readonly Representative[]): typeof representatives.$inferInsert => ({ studentId, family: sealFor(representatives.family, { studentId }, family) });

export async function mirrorRepresentatives(tx: Transaction, studentId: StudentId, family: readonly Representative[]): Promise<void> {
  const row = representativesRow(studentId, family);
  await tx.insert(representatives).values(row).onConflictDoUpdate({ target: representatives.studentId, set: { family: row.family } });
}

const readRepresentativesOf = readByKeys(representatives.studentId, (db, among) => db.select().from(representatives).where(among));

export async function findRepresentativesOf(db: Reader, ids: readonly StudentId[]): Promise<ReadonlyMap<StudentId, readonly Representative[]>> {
  const rows = await readRepresentativesOf(db, ids);
  return new Map(rows.map((row) => [row.studentId, openFrom(representatives.family, row, row.family)]));
}

/** Those of a student, first whom to call first; none when nobody has told any. */
export async function findRepresentatives(db: Reader, studentId: StudentId): Promise<readonly Representative[]> {
  return (await findRepresentativesOf(db, [studentId])).get(studentId) ?? [];
}

export async function deleteRepresentatives(tx: Transaction, studentId: StudentId): Promise<void> {
  await tx.delete(representatives).where(eq(representatives.studentId, studentId));
}
