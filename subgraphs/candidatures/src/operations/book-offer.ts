import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { newId, parseId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { book, type BookingFrame, refusalsOfList, refusalsToBook } from "../domain/book.ts";
import { type Booking, booksFor } from "../domain/booking.ts";
import { end } from "../domain/candidature.ts";
import { findBookings, insertBooking } from "../persistence/bookings.ts";
import { insertCandidatures, lockByStudents, saveSteps } from "../persistence/candidatures.ts";
import { lockSeats } from "../persistence/ledger.ts";
import { lockStudents } from "../persistence/mirror.ts";
import { findStagesElsewhere } from "../persistence/stages-elsewhere.ts";
import { once } from "../persistence/once.ts";
import { arrived, loadCampaign, loadOffer } from "./load.ts";

export interface BookOffer extends Keyed {
  readonly offerId: string;
  readonly studentIds: readonly string[];
}

/**
 * A school takes seats for a list of its students, all of them or none. `write` is the platform's: what is decided on may
 * have been sent from another school, or to hosts whose rows are not a school's to write. `refusalsToBook` judges who asks.
 */
export function bookOffer(act: Act, input: BookOffer): Promise<Booking> {
  const { actor, now } = act;
  insist(refusalsOfList(input.studentIds));
  return once(act, "bookOffer", input, byId(findBookings), async (tx) => {
    const frame = await lockFrame(tx, input, actor, now);
    insist(refusalsToBook(frame));

    const booking = bookingOf(frame);
    const booked = book(booking, frame, () => newId("candidature"));
    await insertBooking(tx, booking);
    // What they leave first: two stages confirmed in one week would not pass, not even for a moment.
    const by = { actor, at: now };
    await saveSteps(tx, booked.flatMap(({ superseded }) => superseded.map((other) => ({ from: other.status, candidature: end(other, "SUPERSEDED"), ...by }))));
    await insertCandidatures(tx, booked.map(({ candidature }) => ({ from: null, candidature, ...by })));
    return booking;
  });
}

/** Everything that is decided on, locked in the order of load.ts. */
async function lockFrame(tx: Transaction, { offerId, studentIds }: BookOffer, actor: Actor, now: Temporal.Instant): Promise<BookingFrame> {
  const asked = await loadOffer(tx, offerId);
  const campaign = await loadCampaign(tx, asked.campaignId);
  // A student named twice is booked once.
  const wanted = [...new Set(studentIds)].map((text) => ({ index: studentIds.indexOf(text), id: parseId("student", text) }));
  const ids = wanted.flatMap(({ id }) => id ?? []);
  // Of the others nothing more is read: they are not found.
  const theirs = (await lockStudents(tx, ids)).filter(({ schoolUai }) => booksFor(actor, schoolUai));
  const students = new Map(theirs.map((student) => [student.id, student]));
  const candidatures = Map.groupBy(await lockByStudents(tx, [...students.keys()]), ({ studentId }) => studentId);
  const elsewhere = Map.groupBy(await findStagesElsewhere(tx, [...students.keys()]), ({ studentId }) => studentId);
  const seats = arrived(await lockSeats(tx, asked.id, now));
  // As it is now that nothing changes any more.
  const offer = await loadOffer(tx, asked.id);
  const lines = wanted.map(({ index, id }) => ({ index, student: (id && students.get(id)) ?? null, mine: (id && candidatures.get(id)) ?? [], elsewhere: (id && elsewhere.get(id)) ?? [] }));
  return { actor, offer, campaign, seats, lines, now };
}

function bookingOf({ actor, offer: { id: offerId, hostId, campaignId, period }, lines, now }: BookingFrame): Booking {
  const { schoolUai, academy } = lines[0]!.student!;
  return { id: newId("booking"), offerId, hostId, schoolUai, academy, campaignId, period, bookedAt: now, bookedByPersonId: personOf(actor)!, bookedByRole: actor.role };
}
