import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { CandidatureId } from "@stages/kernel/ids.ts";
import { isForSchools } from "@stages/kernel/offer-mode.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Seats } from "./answer.ts";
import { hasCandidatureTo, hasStageIn, isOfferedTo, type Offer, refusalsOfOpening, type Student, type Weeks } from "./apply.ts";
import { type Booking, booksFor } from "./booking.ts";
import type { Candidature, SeatedCandidature } from "./candidature.ts";
import { supersededBy } from "./confirm.ts";
import { isFar, roundedDistanceKm } from "./distance.ts";

/** As many as a class has. */
export const BOOKED_MAX = 40;

/** A student of the list, with all their candidatures; no student where there is none, or none of the actor's. */
export interface Line {
  /** Where in the list that was sent. */
  readonly index: number;
  readonly student: Student | null;
  readonly mine: readonly Candidature[];
  /** Of stages that the school wrote down as found elsewhere; none when left out. */
  readonly elsewhere?: readonly Weeks[];
}

export interface BookingFrame {
  readonly actor: Actor;
  readonly offer: Offer;
  readonly campaign: Campaign;
  readonly seats: Seats;
  readonly lines: readonly Line[];
  readonly now: Temporal.Instant;
}

export function refusalsOfList(studentIds: readonly string[]): readonly Refusal[] {
  return studentIds.length >= 1 && studentIds.length <= BOOKED_MAX ? [] : [refuse("NUMBER_OUT_OF_RANGE", { min: 1, max: BOOKED_MAX }, "studentIds")];
}

/** Why this list may not be booked now, all the reasons at once: of the offer first, then of each student by their place in it. */
export function refusalsToBook(frame: BookingFrame): readonly Refusal[] {
  return [...refusalsOfOffer(frame), ...refusalsOfSeats(frame), ...frame.lines.flatMap((line) => refusalsOfLine(line, frame))];
}

function refusalsOfOffer({ actor, offer, campaign, now, lines }: BookingFrame): readonly Refusal[] {
  const today = civilDateOf(now);
  const refusals: Refusal[] = [...refusalsOfOpening(campaign, now)];
  const uais = schoolsOf(actor, lines);
  const isOffered = uais.some((schoolUai) => isOfferedTo(offer, { schoolUai, campaignId: offer.campaignId }));
  if (!isOnOrBefore(today, campaign.weeks[2].lastDay)) refusals.push(refuse("CAMPAIGN_ENDED"));
  else if (!isOffered || !isOnOrBefore(today, firstDayOf(campaign, offer.period))) refusals.push(refuse("OFFER_NOT_AVAILABLE"));
  if (!isForSchools(offer.mode)) refusals.push(refuse("OFFER_FOR_STUDENTS"));
  return refusals;
}

/** Of the students named; while none is, any school of the actor's. */
function schoolsOf(actor: Actor, lines: readonly Line[]) {
  const named = lines.flatMap((line) => (isBookable(line, actor) ? [line.student.schoolUai] : []));
  return named.length > 0 || !("schoolUais" in actor) ? named.slice(0, 1) : actor.schoolUais;
}

function refusalsOfSeats({ seats, lines }: BookingFrame): readonly Refusal[] {
  const left = Math.max(0, seats.seats - seats.taken);
  if (left === 0) return [refuse("NO_SEAT_LEFT")];
  return lines.length > left ? [refuse("NOT_ENOUGH_SEATS", { left, asked: lines.length }, "studentIds")] : [];
}

function refusalsOfLine(line: Line, { actor, offer, lines }: BookingFrame): readonly Refusal[] {
  const field = `studentIds.${line.index}`;
  if (!isBookable(line, actor)) return [refuse("NOT_FOUND", { what: "Élève" }, field)];
  const { student, mine, elsewhere } = line;
  const [schoolUai] = schoolsOf(actor, lines);
  if (student.schoolUai !== schoolUai) return [refuse("BOOKING_OF_ONE_SCHOOL", field)];
  if (student.campaignId !== offer.campaignId) return [refuse("OFFER_NOT_AVAILABLE", field)];
  if (hasCandidatureTo(offer, mine)) return [refuse("ALREADY_APPLIED", field)];
  return hasStageIn(offer, mine, elsewhere) ? [refuse("WEEK_ALREADY_TAKEN", field)] : [];
}

function isBookable(line: Line, actor: Actor): line is Line & { readonly student: Student } {
  return line.student !== null && booksFor(actor, line.student.schoolUai);
}

export interface Booked {
  readonly candidature: SeatedCandidature;
  /** What it ends: the student's live candidatures of the same week or weeks. */
  readonly superseded: readonly Candidature[];
}

/** One confirmed candidature for each student. Nothing waits for an answer: both deadlines are the day itself. */
export function book(booking: Booking, { lines, offer, campaign }: Pick<BookingFrame, "lines" | "offer" | "campaign">, newCandidatureId: () => CandidatureId): readonly Booked[] {
  const { id: bookingId, bookedAt, hostId, campaignId, period } = booking;
  const day = civilDateOf(bookedAt);
  return lines.map(({ student, mine }) => {
    const { id: studentId, schoolUai, academy } = student!;
    const km = roundedDistanceKm(student!, offer);
    const candidature: SeatedCandidature = {
      id: newCandidatureId(), offerId: offer.id, hostId, studentId, schoolUai, academy, campaignId, period, bookingId,
      motivation: null, submittedAt: bookedAt, lastDayToAnswer: day, distanceKm: km, farFromHome: isFar(km, campaign),
      assignedTo: null, nextReminderOn: null, status: "CONFIRMED", lastDayToConfirm: day,
    };
    return { candidature, superseded: supersededBy(candidature, mine, bookedAt) };
  });
}
