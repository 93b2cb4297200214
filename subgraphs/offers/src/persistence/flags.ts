import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { OfferId, PersonId } from "@stages/kernel/ids.ts";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { FlagReason } from "../domain/moderate.ts";
import { flags } from "./tables.ts";

export interface Flag {
  readonly offerId: OfferId;
  readonly personId: PersonId;
  readonly byRole: Role;
  readonly reason: FlagReason;
  readonly text: string | null;
  readonly at: Temporal.Instant;
  readonly dismissedAt: Temporal.Instant | null;
}

function flagOf({ dismissedByPersonId: _, text, ...row }: typeof flags.$inferSelect): Flag {
  return { ...row, text: text && openFrom(flags.text, row, text) };
}

/** The first one stays: who flags again changes nothing. */
export async function insertFlag(tx: Transaction, { text, ...flag }: Omit<Flag, "dismissedAt">): Promise<void> {
  await tx.insert(flags).values({ ...flag, text: text === null ? null : sealFor(flags.text, flag, text) }).onConflictDoNothing();
}

const readFlags = readByKeys(flags.offerId, (db, among) => db.select().from(flags).where(among).orderBy(asc(flags.at)));

/** Of the offers that one oversees, oldest first. */
export async function findFlags(db: Reader, ids: readonly OfferId[]): Promise<readonly Flag[]> {
  return (await readFlags(db, ids)).map(flagOf);
}

/** Those that someone made. */
export async function findFlagsBy(db: Reader, personId: PersonId): Promise<readonly Flag[]> {
  return (await db.select().from(flags).where(eq(flags.personId, personId)).orderBy(asc(flags.at))).map(flagOf);
}

export async function dismissFlagsOf(tx: Transaction, offerId: OfferId, dismissedByPersonId: PersonId, dismissedAt: Temporal.Instant): Promise<void> {
  await tx.update(flags).set({ dismissedAt, dismissedByPersonId }).where(and(eq(flags.offerId, offerId), isNull(flags.dismissedAt)));
}

export async function deleteFlagsBy(tx: Transaction, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length > 0) await tx.delete(flags).where(inArray(flags.personId, [...personIds]));
}
