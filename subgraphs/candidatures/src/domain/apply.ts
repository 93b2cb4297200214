import { type Campaign, firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { CandidatureId, HostId, OfferId, StudentId } from "@stages/kernel/ids.ts";
import { isForSchools, type OfferMode } from "@stages/kernel/offer-mode.ts";
import { meet, type Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Candidature, WaitingCandidature } from "./candidature.ts";
import { lastDayAfter } from "./deadlines.ts";
import { isFar, roundedDistanceKm } from "./distance.ts";
import { reminderAfter } from "./reminders.ts";

/** What this subgraph keeps of an offer: the line of the seat ledger, and what decides who may apply. */
export interface Offer extends Coordinates {
  readonly id: OfferId;
  readonly hostId: HostId;
  readonly campaignId: string;
  readonly title: string;
  readonly period: Period;
  readonly mode: OfferMode;
  readonly seats: number;
  /** Empty when it is open to all. */
  readonly reservedSchoolUais: readonly Uai[];
  /** As `offers` tells it: "PUBLISHED", or the status in which it takes no candidatures. */
  readonly status: string;
}

/** What this subgraph keeps of a student: territory, and where the distance is measured from. */
export interface Student extends Coordinates {
  readonly id: StudentId;
  readonly schoolUai: Uai;
  readonly academy: string;
  /** The campaign of the student's year of seconde. */
  readonly campaignId: string;
}

export interface ApplyingFrame {
  readonly offer: Offer;
  readonly student: Student;
  readonly campaign: Campaign;
  /** The student's candidatures, whatever their status. */
  readonly mine: readonly Candidature[];
  /** Of stages that the school wrote down as found elsewhere; none when left out. */
  readonly elsewhere?: readonly Weeks[];
  readonly now: Temporal.Instant;
}

/** Before the opening there is no offer for a student, whichever is named. */
export function refusalsOfOpening({ studentsOpenOn }: Pick<Campaign, "studentsOpenOn">, now: Temporal.Instant): readonly Refusal[] {
  return isOnOrBefore(studentsOpenOn, civilDateOf(now)) ? [] : [refuse("STUDENTS_NOT_OPEN", { opensOn: inFrench(studentsOpenOn) })];
}

/** Why this student may not apply to this offer now, whatever the motivation says; all the reasons at once. */
export function refusalsToApply({ offer, student, campaign, mine, elsewhere, now }: ApplyingFrame): readonly Refusal[] {
  const today = civilDateOf(now);
  const refusals: Refusal[] = [...refusalsOfOpening(campaign, now)];
  if (!isOnOrBefore(today, campaign.weeks[2].lastDay)) refusals.push(refuse("CAMPAIGN_ENDED"));
  else if (!isOfferedTo(offer, student) || !isOnOrBefore(today, firstDayOf(campaign, offer.period))) refusals.push(refuse("OFFER_NOT_AVAILABLE"));
  if (isForSchools(offer.mode)) refusals.push(refuse("OFFER_FOR_SCHOOLS"));
  if (hasCandidatureTo(offer, mine)) refusals.push(refuse("ALREADY_APPLIED"));
  else if (hasStageIn(offer, mine, elsewhere)) refusals.push(refuse("WEEK_ALREADY_TAKEN"));
  return refusals;
}

/** Once a school has cancelled its booking it may book for the same student again. */
export function hasCandidatureTo(offer: Offer, mine: readonly Candidature[]): boolean {
  return mine.some(({ offerId, status }) => offerId === offer.id && status !== "CANCELLED_BY_SCHOOL");
}

export function isOfferedTo({ status, campaignId, reservedSchoolUais }: Offer, student: Pick<Student, "schoolUai" | "campaignId">): boolean {
  const isReserved = reservedSchoolUais.length > 0 && !reservedSchoolUais.includes(student.schoolUai);
  return status === "PUBLISHED" && campaignId === student.campaignId && !isReserved;
}

/** Weeks are those of one campaign: who repeats the year of seconde is free again. */
export type Weeks = Pick<Candidature, "campaignId" | "period">;

export function shareWeek(a: Weeks, b: Weeks): boolean {
  return a.campaignId === b.campaignId && meet(a.period, b.period);
}

/** Confirmed here, or found elsewhere. */
export function hasStageIn(weeks: Weeks, candidatures: readonly Candidature[], elsewhere: readonly Weeks[] = []): boolean {
  return candidatures.some((candidature) => candidature.status === "CONFIRMED" && shareWeek(candidature, weeks)) || elsewhere.some((stage) => shareWeek(stage, weeks));
}

/** Domain: "Motivation text required, ≤ 1 500 characters"; the campaign says how many. */
export function refusalsOfMotivation(motivation: string, { motivationMaxLength }: Pick<Campaign, "motivationMaxLength">): readonly Refusal[] {
  return refusalsOfText(motivation, motivationMaxLength, "motivation");
}

export function apply(id: CandidatureId, motivation: string, { offer, student, campaign, now }: ApplyingFrame): WaitingCandidature {
  const deadlines = { submittedAt: now, lastDayToAnswer: lastDayAfter(now, campaign.daysToAnswer) };
  const km = roundedDistanceKm(student, offer);
  return {
    id,
    offerId: offer.id,
    hostId: offer.hostId,
    studentId: student.id,
    schoolUai: student.schoolUai,
    academy: student.academy,
    campaignId: offer.campaignId,
    period: offer.period,
    motivation,
    bookingId: null,
    ...deadlines,
    distanceKm: km,
    farFromHome: isFar(km, campaign),
    assignedTo: null,
    nextReminderOn: reminderAfter(civilDateOf(now), deadlines, campaign),
    status: "SUBMITTED",
    lastDayToConfirm: null,
  };
}
