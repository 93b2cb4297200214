import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { LinkedConvention } from "../domain/personal-link.ts";
import { openedConvention, sealedConvention } from "./link-rows.ts";
import { conventions, legalRepresentatives } from "./tables.ts";

/** The copy that the events of `conventions` bring. */
export async function mirrorConvention(tx: Transaction, convention: LinkedConvention): Promise<void> {
  const row = sealedConvention(convention);
  await tx.insert(conventions).values(row).onConflictDoUpdate({ target: conventions.id, set: row });
}

export async function findConvention(db: Reader, id: ConventionId): Promise<LinkedConvention | null> {
  return (await db.select().from(conventions).where(eq(conventions.id, id))).map(openedConvention)[0] ?? null;
}

/** Whatever is done with the links of one convention waits for its turn. */
export async function lockConvention(tx: Transaction, id: ConventionId): Promise<LinkedConvention | null> {
  return (await tx.select().from(conventions).where(eq(conventions.id, id)).for("update")).map(openedConvention)[0] ?? null;
}

/** Those that name this tutor and stand in one of these statuses, in the order of their opening. */
export async function findConventionsOfTutor(db: Reader, tutorEmail: string, statuses: readonly string[], limit: number): Promise<readonly LinkedConvention[]> {
  const rows = await db
    .select()
    .from(conventions)
    .where(and(eq(conventions.tutorIndex, emailIndex(tutorEmail)), inArray(conventions.status, [...statuses])))
    .orderBy(asc(conventions.id))
    .limit(limit);
  return rows.map(openedConvention);
}

export interface ToSign {
  readonly convention: LinkedConvention;
  readonly personId: typeof legalRepresentatives.$inferSelect.personId;
}

/** The conventions that these people may sign for their children. */
export async function findConventionsToSign(db: Reader, personIds: readonly ToSign["personId"][], statuses: readonly string[], limit: number): Promise<readonly ToSign[]> {
  const rows = await db
    .select({ convention: conventions, personId: legalRepresentatives.personId })
    .from(legalRepresentatives)
    .innerJoin(conventions, eq(conventions.studentId, legalRepresentatives.studentId))
    .where(and(inArray(legalRepresentatives.personId, [...personIds]), eq(legalRepresentatives.maySign, true), inArray(conventions.status, [...statuses])))
    .orderBy(asc(conventions.id))
    .limit(limit);
  return rows.map(({ convention, personId }) => ({ convention: openedConvention(convention), personId }));
}
