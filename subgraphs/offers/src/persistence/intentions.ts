import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { HostId, IntentionId } from "@stages/kernel/ids.ts";
import { desc, eq, isNull } from "drizzle-orm";
import type { Intention } from "../domain/intention.ts";
import { intentions } from "./tables.ts";

export type IntentionRow = typeof intentions.$inferSelect;

export function intentionOf({ bothWeeks, week1, week2, ...row }: IntentionRow): Intention {
  return { ...row, seats: { BOTH_WEEKS: bothWeeks, WEEK_1: week1, WEEK_2: week2 } };
}

export function intentionRow({ seats, ...intention }: Intention): IntentionRow {
  return { ...intention, bothWeeks: seats.BOTH_WEEKS, week1: seats.WEEK_1, week2: seats.WEEK_2 };
}

/** False when the host has one for that campaign, whoever declares it at the same instant: the unique index decides. */
export async function insertIntention(tx: Transaction, intention: Intention): Promise<boolean> {
  const inserted = await tx
    .insert(intentions)
    .values(intentionRow(intention))
    .onConflictDoNothing({ target: [intentions.hostId, intentions.campaignId], where: isNull(intentions.withdrawnAt) })
    .returning({ id: intentions.id });
  return inserted.length > 0;
}

/** Locks the row until the end of the transaction. */
export async function lockIntention(tx: Transaction, id: IntentionId): Promise<Intention | null> {
  const [row] = await tx.select().from(intentions).where(eq(intentions.id, id)).for("update");
  return row ? intentionOf(row) : null;
}

export async function saveIntention(tx: Transaction, intention: Intention): Promise<void> {
  const { bothWeeks, week1, week2, changedAt, withdrawnAt } = intentionRow(intention);
  await tx.update(intentions).set({ bothWeeks, week1, week2, changedAt, withdrawnAt }).where(eq(intentions.id, intention.id));
}

const readIntentionsByIds = readByKeys(intentions.id, (db, among) => db.select().from(intentions).where(among));

export async function findIntentionsByIds(db: Reader, ids: readonly IntentionId[]): Promise<readonly Intention[]> {
  return (await readIntentionsByIds(db, ids)).map(intentionOf);
}

const readIntentionsOfHosts = readByKeys(intentions.hostId, (db, among) => db.select().from(intentions).where(among).orderBy(desc(intentions.id)));

/** Newest first. */
export async function findIntentionsOfHosts(db: Reader, hostIds: readonly HostId[]): Promise<readonly Intention[]> {
  const rows = await readIntentionsOfHosts(db, hostIds);
  return rows.map(intentionOf);
}
