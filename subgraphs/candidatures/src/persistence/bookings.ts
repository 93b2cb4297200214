import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { BookingId, OfferId } from "@stages/kernel/ids.ts";
import { asc, getTableColumns } from "drizzle-orm";
import type { Booking } from "../domain/booking.ts";
import { bookings } from "./tables.ts";

const { department: _department, ...columns } = getTableColumns(bookings);

const readBookings = readByKeys(bookings.id, (db, among) => db.select(columns).from(bookings).where(among));

export function findBookings(db: Reader, ids: readonly BookingId[]): Promise<readonly Booking[]> {
  return readBookings(db, ids);
}

const readBookingsOfOffers = readByKeys(bookings.offerId, (db, among) => db.select(columns).from(bookings).where(among).orderBy(asc(bookings.id)));

/** Of those that the row policies show to whoever asks. */
export function findBookingsOfOffers(db: Reader, ids: readonly OfferId[]): Promise<readonly Booking[]> {
  return readBookingsOfOffers(db, ids);
}

export async function findBooking(db: Reader, id: BookingId): Promise<Booking | null> {
  return (await findBookings(db, [id]))[0] ?? null;
}

export async function insertBooking(tx: Transaction, booking: Booking): Promise<void> {
  await tx.insert(bookings).values(booking);
}
