import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { BookingId, OfferId } from "@stages/kernel/ids.ts";
import { asc, getTableColumns, inArray } from "drizzle-orm";
import type { Booking } from "../domain/booking.ts";
import { bookings } from "./tables.ts";

const { department: _department, ...columns } = getTableColumns(bookings);

export function findBookings(db: Reader, ids: readonly BookingId[]): Promise<readonly Booking[]> {
  return db.select(columns).from(bookings).where(inArray(bookings.id, [...ids]));
}

/** Of those that the row policies show to whoever asks. */
export function findBookingsOfOffers(db: Reader, ids: readonly OfferId[]): Promise<readonly Booking[]> {
  return db.select(columns).from(bookings).where(inArray(bookings.offerId, [...ids])).orderBy(asc(bookings.id));
}

export async function findBooking(db: Reader, id: BookingId): Promise<Booking | null> {
  return (await findBookings(db, [id]))[0] ?? null;
}

export async function insertBooking(tx: Transaction, booking: Booking): Promise<void> {
  await tx.insert(bookings).values(booking);
}
