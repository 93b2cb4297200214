import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { MOST_SEATS } from "@stages/kernel/offer-seats.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Offer } from "../domain/apply.ts";
import type { Beside, Line } from "../domain/seats.ts";
import { messaging, offers } from "./tables.ts";

export interface LedgerLine extends Line {
  readonly offerId: OfferId;
}

/** The ledger of several offers in one statement. Who counts sees few of the candidatures: `seats_taken` counts them all. */
export const findSeats = (db: Reader, ids: readonly OfferId[], now: Temporal.Instant): Promise<readonly LedgerLine[]> => readSeats(db, ids, { today: civilDateOf(now).toString() });

const readSeats = readByKeys(offers.id, (db, among, { keys, value }) =>
  db
    .select({ offerId: offers.id, hostId: offers.hostId, status: offers.status, maxSeats: offers.maxSeats, seats: offers.seats, taken: sql<number>`coalesce(held.taken, 0)` })
    .from(offers)
    .leftJoin(sql`candidatures.seats_taken(${keys}::uuid[], ${value("today")}::date) held`, sql`held.offer_id = ${offers.id}`)
    .where(among),
);

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

const OUT: readonly string[] = ["PUBLISHED", "NEEDS_UPDATE", "HIDDEN"];

/**
 * Where few seats are allowed over all of a host's offers, as to an école: the others of that campaign whose students come. All
 * their lines are locked, in the order of their ids, this one's too.
 */
export async function lockBeside(tx: Transaction, { id, hostId, campaignId }: Pick<Offer, "id" | "hostId" | "campaignId">): Promise<readonly Beside[]> {
  const lines = await tx
    .select({ id: offers.id, period: offers.period, seats: offers.seats, status: offers.status })
    .from(offers)
    // Constants, not parameters: the index is partial.
    .where(and(eq(offers.hostId, hostId), eq(offers.campaignId, campaignId), sql.raw(`max_seats < ${MOST_SEATS}`)))
    .orderBy(asc(offers.id))
    .for("update");
  return lines.filter((line) => line.id !== id && OUT.includes(line.status));
}

/** Of a line that is locked. */
export async function saveSeats(tx: Transaction, id: OfferId, seats: number, now: Temporal.Instant): Promise<void> {
  await tx.update(offers).set({ seats }).where(eq(offers.id, id));
  await tell(tx, messaging, [domainEvent("OfferSeatsChanged", id, { offerId: id, seats }, now)]);
}

/** What its host may offer at most from now on. The lines are locked in the order of everyone who locks several; seats already there stay. */
export async function boundSeats(tx: Transaction, ids: readonly OfferId[], maxSeats: number): Promise<void> {
  const lines = await tx.select({ id: offers.id }).from(offers).where(inArray(offers.id, [...ids])).orderBy(asc(offers.id)).for("update");
  if (lines.length > 0) await tx.update(offers).set({ maxSeats }).where(inArray(offers.id, lines.map(({ id }) => id)));
}

/** Of each offer named, as often as it is named. */
export async function tellSeatsFreed(tx: Transaction, ids: readonly OfferId[], now: Temporal.Instant): Promise<void> {
  if (ids.length > 0) await tell(tx, messaging, ids.map((offerId) => domainEvent("SeatsFreed", offerId, { offerId, count: 1 }, now)));
}
