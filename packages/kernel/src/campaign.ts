import { inFrench, isWithin } from "./civil-time.ts";
import type { Period, Week } from "./period.ts";
import { weeksOf } from "./period.ts";
import { type Refusal, refuse } from "./refusal.ts";

/**
 * One year's edition. Dates, limits and legal settings are data of the `offers` subgraph, which publishes them; the
 * others keep the copy that its events bring. All dates are civil dates in Europe/Paris.
 */
export interface Campaign {
  readonly id: string;
  readonly label: string;
  /** From this date hosts can publish offers. */
  readonly offersOpenOn: Temporal.PlainDate;
  /** Before this date students see no offer and cannot apply. */
  readonly studentsOpenOn: Temporal.PlainDate;
  readonly weeks: Readonly<Record<Week, { readonly firstDay: Temporal.PlainDate; readonly lastDay: Temporal.PlainDate }>>;
  /** FAQ: "Les candidatures des élèves expirent après 15 jours sans réponse de votre part." */
  readonly daysToAnswer: number;
  readonly daysToConfirm: number;
  /** On which days after the submission a host that has not answered is reminded; left out, `REMINDER_DAYS`. */
  readonly reminderDays?: readonly number[];
  /** Over this distance from home the student is told before applying. It never blocks. */
  readonly distanceNoticeKm: number;
  readonly signingLegalRepresentatives: 1 | 2;
  /** Minutes each step of the absence chain has before it is escalated. */
  readonly absenceEscalationMinutes: { readonly referentTeacher: number; readonly educationAdviser: number; readonly family: number };
  readonly nationalSeatsTarget: number;
}

export const REMINDER_DAYS: readonly number[] = [10, 14];

export function firstDayOf(campaign: Campaign, period: Period): Temporal.PlainDate {
  return campaign.weeks[weeksOf(period)[0]!].firstDay;
}

export function lastDayOf(campaign: Campaign, period: Period): Temporal.PlainDate {
  return campaign.weeks[weeksOf(period).at(-1)!].lastDay;
}

export function isOver(campaign: Campaign, today: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(today, lastDayOf(campaign, "BOTH_WEEKS")) > 0;
}

/** The campaign under way or, between two, the one that comes: the earliest whose weeks are not over. */
export function currentCampaign(campaigns: readonly Campaign[], today: Temporal.PlainDate): Campaign | null {
  const ahead = campaigns.filter((campaign) => !isOver(campaign, today));
  return ahead.sort((a, b) => Temporal.PlainDate.compare(a.weeks[1].firstDay, b.weeks[1].firstDay))[0] ?? null;
}

/** Those of the days that fall within the period, in order. */
export function daysInPeriod(days: readonly Temporal.PlainDate[], campaign: Campaign, period: Period): readonly Temporal.PlainDate[] {
  return days.filter((day) => isWithin(day, firstDayOf(campaign, period), lastDayOf(campaign, period))).toSorted(Temporal.PlainDate.compare);
}

/** No one follows a stage on the days on which they examine. */
export function refusalsOfMobilised(dutiesOfTeacher: readonly Temporal.PlainDate[], campaign: Campaign, period: Period, field: string): readonly Refusal[] {
  const days = daysInPeriod(dutiesOfTeacher, campaign, period);
  return days.length === 0 ? [] : [refuse("REFERENT_TEACHER_MOBILISED", { days: days.map(inFrench).join(", ") }, field)];
}
