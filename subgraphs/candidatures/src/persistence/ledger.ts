import type { Reader, Transaction } from "@stages/database/connection.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { asc, inArray, sql } from "drizzle-orm";
import type { Seats } from "../domain/answer.ts";
import { offers } from "./tables.ts";

export interface LedgerLine extends Seats {
  readonly offerId: OfferId;
}

/** The ledger of several offers in one statement. Who counts sees few of the candidatures: `seats_taken` counts them all. */
export function findSeats(db: Reader, ids: readonly OfferId[], now: Temporal.Instant): Promise<readonly LedgerLine[]> {
  const asked = sql.join(ids.map((id) => sql.param(id, offers.id)), sql`, `);
  const held = sql`candidatures.seats_taken(array[${asked}]::uuid[], ${civilDateOf(now).toString()}::date) held`;
  return db
    .select({ offerId: offers.id, seats: offers.seats, taken: sql<number>`coalesce(held.taken, 0)` })
    .from(offers)
    .leftJoin(held, sql`held.offer_id = ${offers.id}`)
    .where(inArray(offers.id, [...ids]));
}

/**
 * Locks the lines of offers in the order of their ids, then counts. Two statements on purpose: one that waited for the lock would count on the snapshot
 * it took before waiting, and miss the seats taken meanwhile.
 */
export async function lockLedger(tx: Transaction, ids: readonly OfferId[], now: Temporal.Instant): Promise<readonly LedgerLine[]> {
  await tx.select({ id: offers.id }).from(offers).where(inArray(offers.id, [...ids])).orderBy(asc(offers.id)).for("update");
  return findSeats(tx, ids, now);
}

export async function lockSeats(tx: Transaction, id: OfferId, now: Temporal.Instant): Promise<LedgerLine | null> {
  return (await lockLedger(tx, [id], now))[0] ?? null;
}
