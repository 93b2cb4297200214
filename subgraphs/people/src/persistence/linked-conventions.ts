import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { LinkedConvention } from "../domain/personal-link.ts";
import { openedConvention, sealedConvention } from "./link-rows.ts";
import { conventions, legalRepresentatives } from "./tables.ts";

/** The copy that the events of `conventions` bring; who speaks for an unknown host is told apart, and stays. */
export async function mirrorConvention(tx: Transaction, convention: Omit<LinkedConvention, "representativeEmail">): Promise<void> {
  const row = sealedConvention({ ...convention, representativeEmail: null });
  const { representative: _, representativeIndex: __, ...told } = row;
  await tx.insert(conventions).values(row).onConflictDoUpdate({ target: conventions.id, set: told });
}

/** Of a convention of which nothing was told yet, too: both events may be of one transaction. */
export async function nameRepresentative(tx: Transaction, convention: LinkedConvention): Promise<void> {
  const row = sealedConvention(convention);
  const { representative, representativeIndex } = row;
  await tx.insert(conventions).values(row).onConflictDoUpdate({ target: conventions.id, set: { representative, representativeIndex } });
}

export async function findConvention(db: Reader, id: ConventionId): Promise<LinkedConvention | null> {
  return (await db.select().from(conventions).where(eq(conventions.id, id))).map(openedConvention)[0] ?? null;
}

/** Whatever is done with the links of one convention waits for its turn. */
export async function lockConvention(tx: Transaction, id: ConventionId): Promise<LinkedConvention | null> {
  return (await tx.select().from(conventions).where(eq(conventions.id, id)).for("update")).map(openedConvention)[0] ?? null;
}

/** Those that name this tutor, or this representative of their host, and stand in one of these statuses, in the order of their opening. */
async function findConventionsNaming(db: Reader, index: typeof conventions.tutorIndex | typeof conventions.representativeIndex, address: string, statuses: readonly string[], limit: number): Promise<readonly LinkedConvention[]> {
  const rows = await db
    .select()
    .from(conventions)
    .where(and(eq(index, emailIndex(address)), inArray(conventions.status, [...statuses])))
    .orderBy(asc(conventions.id))
    .limit(limit);
  return rows.map(openedConvention);
}

export const findConventionsOfTutor = (db: Reader, address: string, statuses: readonly string[], limit: number) => findConventionsNaming(db, conventions.tutorIndex, address, statuses, limit);
export const findConventionsOfRepresentative = (db: Reader, address: string, statuses: readonly string[], limit: number) => findConventionsNaming(db, conventions.representativeIndex, address, statuses, limit);

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
