import type { Reader, Transaction } from "@stages/database/connection.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { and, count, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Seats } from "../domain/answer.ts";
import { candidatures, offers } from "./tables.ts";

export interface LedgerLine extends Seats {
  readonly offerId: OfferId;
}

/** Confirmed, or accepted and still to be confirmed in time: one that has lapsed gives its seat back at once, marked or not. */
function holdsSeat(now: Temporal.Instant): SQL {
  const { status, lastDayToConfirm } = candidatures;
  return sql`${status} in ('ACCEPTED', 'CONFIRMED') and (${status} = 'CONFIRMED' or ${lastDayToConfirm} >= ${civilDateOf(now).toString()}::date)`;
}

/** The ledger of several offers in one statement. */
export function findSeats(db: Reader, ids: readonly OfferId[], now: Temporal.Instant): Promise<readonly LedgerLine[]> {
  return db
    .select({ offerId: offers.id, seats: offers.seats, taken: count(candidatures.id) })
    .from(offers)
    .leftJoin(candidatures, and(eq(candidatures.offerId, offers.id), holdsSeat(now)))
    .where(inArray(offers.id, [...ids]))
    .groupBy(offers.id);
}

/**
 * Locks an offer's line, then counts. Two statements on purpose: one that waited for the lock would count on the snapshot
 * it took before waiting, and miss the seats taken meanwhile.
 */
export async function lockSeats(tx: Transaction, id: OfferId, now: Temporal.Instant): Promise<LedgerLine | null> {
  await tx.select({ id: offers.id }).from(offers).where(eq(offers.id, id)).for("update");
  return (await findSeats(tx, [id], now))[0] ?? null;
}
