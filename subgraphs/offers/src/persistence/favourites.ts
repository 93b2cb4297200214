import type { Reader, Transaction } from "@stages/database/connection.ts";
import { type OfferId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { and, count, desc, eq, inArray, sql } from "drizzle-orm";
import type { Offer } from "../domain/offer.ts";
import { offerColumns, offerOpenedLater } from "./offers.ts";
import { favourites, offers } from "./tables.ts";

export interface Favourite {
  readonly offer: Offer;
  readonly addedAt: Temporal.Instant;
}

const of = (studentId: StudentId, offerId: OfferId) => and(eq(favourites.studentId, studentId), eq(favourites.offerId, offerId));

/** Twice is once: the first time stays. */
export async function insertFavourite(tx: Transaction, studentId: StudentId, offerId: OfferId, addedAt: Temporal.Instant): Promise<void> {
  await tx.insert(favourites).values({ studentId, offerId, addedAt }).onConflictDoNothing();
}

export async function deleteFavourite(tx: Transaction, studentId: StudentId, offerId: OfferId): Promise<void> {
  await tx.delete(favourites).where(of(studentId, offerId));
}

export async function deleteFavouritesOf(tx: Transaction, studentId: StudentId): Promise<void> {
  await tx.delete(favourites).where(eq(favourites.studentId, studentId));
}

/** How many others the student has put aside. */
export async function countOtherFavourites(db: Reader, studentId: StudentId, offerId: OfferId): Promise<number> {
  const [row] = await db.select({ others: count() }).from(favourites).where(and(eq(favourites.studentId, studentId), sql`${favourites.offerId} <> ${uuidOf(offerId)}::uuid`));
  return row!.others;
}

/** The last added first. */
export async function findFavourites(
  db: Reader,
  studentId: StudentId,
  after: { readonly addedAt: string; readonly id: OfferId } | null,
  limit: number,
): Promise<readonly Favourite[]> {
  const rows = await db
    .select({ offer: offerColumns, addedAt: favourites.addedAt })
    .from(favourites)
    .innerJoin(offers, eq(offers.id, favourites.offerId))
    .where(and(eq(favourites.studentId, studentId), after ? sql`(${favourites.addedAt}, ${favourites.offerId}) < (${after.addedAt}::timestamptz, ${uuidOf(after.id)}::uuid)` : undefined))
    .orderBy(desc(favourites.addedAt), desc(favourites.offerId))
    .limit(limit);
  return rows.map(({ offer, addedAt }) => ({ offer: offerOpenedLater(offer), addedAt }));
}

/** Which of these a student has put aside. */
export async function findFavouritesAmong(db: Reader, studentId: StudentId, ids: readonly OfferId[]): Promise<ReadonlySet<OfferId>> {
  const rows = await db.select({ id: favourites.offerId }).from(favourites).where(and(eq(favourites.studentId, studentId), inArray(favourites.offerId, [...ids])));
  return new Set(rows.map(({ id }) => id));
}
