import { inFrench, isOnOrBefore, isWithin } from "./civil-time.ts";
import type { Period, Week } from "./period.ts";
import { weeksOf } from "./period.ts";
import { type PresenceRules, STRICTEST_2024 } from "./presence-rules.ts";
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
  /** On which days after the submission a host that has not answered is reminded: ascending, each before the last to answer. */
  readonly reminderDays: readonly number[];
  /** On which days a convention that waits for someone is told of again, counted from when it began to wait: ascending. */
  readonly conventionReminderDays: readonly number[];
  /** On which days before the first of the stage a missing attestation of insurance is asked for: descending. */
  readonly insuranceReminderDays: readonly number[];
  /** Over this distance from home the student is told before applying. It never blocks. */
  readonly distanceNoticeKm: number;
  readonly signingLegalRepresentatives: 1 | 2;
  /** Minutes each step of the absence chain has before it is escalated. */
  readonly absenceEscalationMinutes: { readonly referentTeacher: number; readonly educationAdviser: number; readonly family: number };
  /** In characters, as a person counts them. */
  readonly motivationMaxLength: number;
  /** "09-01": the first day of the year of première, from which students tell how their stage was; of the year of the stages. */
  readonly feedbackOpensOn: string;
  /** Seats to find in the country. */
  readonly nationalSeatsTarget: number;
  /** Those of them in the ministry's own structures: écoles, schools and its services. */
  readonly ownSeatsTarget: number;
  /** What the ministry asks of each académie that it asks something of, by code. */
  readonly academySeatsTargets: readonly AcademySeatsTarget[];
  /** What a convention's timetable must respect. */
  readonly presenceRules: PresenceRules;
}

export interface AcademySeatsTarget {
  readonly academy: string;
  readonly seats: number;
}

export type CampaignSettings = Omit<Campaign, "id" | "label" | "offersOpenOn" | "studentsOpenOn" | "weeks">;

/**
 * What the first edition had. The first campaign of a platform starts from it, each later one from the one before; and
 * it is what a campaign is read with that was told before a setting existed.
 */
export const SETTINGS_OF_2024: CampaignSettings = {
  daysToAnswer: 15,
  reminderDays: [10, 14],
  conventionReminderDays: [3, 7, 14],
  insuranceReminderDays: [14, 3],
  daysToConfirm: 5,
  distanceNoticeKm: 10,
  signingLegalRepresentatives: 1,
  absenceEscalationMinutes: { referentTeacher: 15, educationAdviser: 30, family: 60 },
  motivationMaxLength: 1_500,
  feedbackOpensOn: "09-01",
  nationalSeatsTarget: 565_000,
  ownSeatsTarget: 50_000,
  academySeatsTargets: [],
  presenceRules: STRICTEST_2024,
};

export const PHASES = ["PREPARED", "OPEN_TO_HOSTS", "OPEN_TO_STUDENTS", "STAGES", "OVER"] as const;
export type Phase = (typeof PHASES)[number];

/** Where a campaign stands on a day, told by its dates alone. */
export function phaseOn(campaign: Campaign, today: Temporal.PlainDate): Phase {
  if (isOver(campaign, today)) return "OVER";
  if (isOnOrBefore(campaign.weeks[1].firstDay, today)) return "STAGES";
  if (isOnOrBefore(campaign.studentsOpenOn, today)) return "OPEN_TO_STUDENTS";
  return isOnOrBefore(campaign.offersOpenOn, today) ? "OPEN_TO_HOSTS" : "PREPARED";
}

export function firstDayOf(campaign: Campaign, period: Period): Temporal.PlainDate {
  return campaign.weeks[weeksOf(period)[0]!].firstDay;
}

export function lastDayOf(campaign: Campaign, period: Period): Temporal.PlainDate {
  return campaign.weeks[weeksOf(period).at(-1)!].lastDay;
}

/** Domain, section 6: "Feedback opens at the start of the year of première". */
export function feedbackOpeningOf({ weeks, feedbackOpensOn }: Campaign): Temporal.PlainDate {
  return Temporal.PlainDate.from(`${weeks[2].lastDay.year}-${feedbackOpensOn}`);
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
