import type { BookingId, CandidatureId, HostId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { End } from "./lifecycle.ts";

/** What a student sent, or a school booked, and what was counted on that day. Never changes afterwards. */
export interface Application {
  readonly id: CandidatureId;
  readonly offerId: OfferId;
  readonly hostId: HostId;
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly campaignId: string;
  readonly period: Period;
  /** Null in a booking: nobody wrote any. */
  readonly motivation: string | null;
  /** The booking that made it; null for those that students sent. */
  readonly bookingId: BookingId | null;
  readonly submittedAt: Temporal.Instant;
  readonly lastDayToAnswer: Temporal.PlainDate;
  /** From home to the place of the stage on the day of submission, to a tenth. */
  readonly distanceKm: number;
  /** Whether that was over the campaign's notice: what is counted of the distance, which is sealed. */
  readonly farFromHome: boolean;
}

/** What the host and the platform do with it beside answering. */
export interface Handling {
  /** The host's manager who answers for it; null when any of them may be asked. */
  readonly assignedTo: PersonId | null;
  /** From this day on the host is to be reminded; null when there is nothing left to remind of. */
  readonly nextReminderOn: Temporal.PlainDate | null;
}

interface Waiting {
  readonly status: "SUBMITTED" | "READ";
  readonly lastDayToConfirm: null;
}

interface Seated {
  readonly status: "ACCEPTED" | "CONFIRMED";
  readonly lastDayToConfirm: Temporal.PlainDate;
}

interface Ended {
  readonly status: End;
  /** Kept of those that had been accepted. */
  readonly lastDayToConfirm: Temporal.PlainDate | null;
}

export type WaitingCandidature = Application & Handling & Waiting;
export type SeatedCandidature = Application & Handling & Seated;
export type EndedCandidature = Application & Handling & Ended;
export type Candidature = WaitingCandidature | SeatedCandidature | EndedCandidature;

export function end(candidature: Candidature, status: End): EndedCandidature {
  return { ...candidature, status };
}
