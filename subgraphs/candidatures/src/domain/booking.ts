import { type Actor, actsForHost, overseesSchool, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Campaign, firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { BookingId, HostId, OfferId, PersonId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Candidature } from "./candidature.ts";
import { refusalsOfStatus, statusAt } from "./deadlines.ts";

/** What a school booked on a group offer: a fact that stays. Its students are those of its candidatures. */
export interface Booking {
  readonly id: BookingId;
  readonly offerId: OfferId;
  readonly hostId: HostId;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly campaignId: string;
  readonly period: Period;
  readonly bookedAt: Temporal.Instant;
  readonly bookedByPersonId: PersonId;
  readonly bookedByRole: Role;
}

/** The school's staff, the host's managers, the territory's staff. A family sees its own candidature, and no list. */
export function isConcernedByBooking(actor: Actor, booking: Pick<Booking, "hostId" | "schoolUai" | "academy">): boolean {
  return worksAtSchool(actor, booking.schoolUai) || actsForHost(actor, booking.hostId) || overseesSchool(actor, booking);
}

/** Who books and cancels for a school. */
export function booksFor(actor: Actor, schoolUai: Uai): boolean {
  return (actor.role === "SCHOOL_HEAD" || actor.role === "REFERENT_TEACHER") && worksAtSchool(actor, schoolUai);
}

export interface CancellingFrame {
  readonly actor: Actor;
  readonly booking: Booking;
  /** All those that the booking made, whatever they have become. */
  readonly booked: readonly Candidature[];
  /** The students it is asked for, in their order; null for all who are left. */
  readonly studentIds: readonly string[] | null;
  readonly campaign: Campaign;
  readonly now: Temporal.Instant;
}

/** Of all of a booking, or of some of its students: who fell ill is one, and the others still go. */
export function refusalsToCancelBooking(frame: CancellingFrame): readonly Refusal[] {
  const { actor, booking, booked, studentIds, campaign, now } = frame;
  if (!booksFor(actor, booking.schoolUai)) return [refuse("FORBIDDEN")];
  const firstDay = firstDayOf(campaign, booking.period);
  const refusals: Refusal[] = isOnOrBefore(firstDay, civilDateOf(now)) ? [refuse("STAGE_BEGUN", { since: inFrench(firstDay) })] : [];
  if (studentIds === null) {
    const [last] = booked;
    if (toCancel(frame).length === 0) refusals.push(refuse("WRONG_STATE", { what: "Réservation", status: last ? statusAt(last, now) : "EMPTY" }));
    return refusals;
  }
  for (const [index, id] of studentIds.entries()) {
    const field = `studentIds.${index}`;
    const candidature = booked.find(({ studentId }) => studentId === id);
    if (!candidature) refusals.push(refuse("NOT_FOUND", { what: "Élève" }, field));
    else refusals.push(...refusalsOfStatus(candidature, "CANCELLED_BY_SCHOOL", now).map((refusal) => ({ ...refusal, field })));
  }
  return refusals;
}

export function toCancel({ booked, studentIds, now }: Pick<CancellingFrame, "booked" | "studentIds" | "now">): readonly Candidature[] {
  const isAsked = (candidature: Candidature) => studentIds === null || studentIds.includes(candidature.studentId);
  return booked.filter((candidature) => isAsked(candidature) && refusalsOfStatus(candidature, "CANCELLED_BY_SCHOOL", now).length === 0);
}
