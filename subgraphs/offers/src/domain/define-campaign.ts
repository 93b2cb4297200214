import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, type CampaignSettings, phaseOn, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import { inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import type { PresenceLimits, PresenceRules } from "@stages/kernel/presence-rules.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { refusalsOfNumber } from "./place.ts";

export interface WrittenWeek {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** A campaign as the ministry wrote it: what is null stays as it is or, in a new campaign, is as in the one before. */
export interface WrittenCampaign extends Nullable<CampaignSettings> {
  readonly id: string;
  readonly label: string | null;
  readonly offersOpenOn: Temporal.PlainDate | null;
  readonly studentsOpenOn: Temporal.PlainDate | null;
  /** In order, two. */
  readonly weeks: readonly WrittenWeek[] | null;
}

export interface DefiningFrame {
  /** All that are defined, oldest first. */
  readonly campaigns: readonly Campaign[];
  readonly today: Temporal.PlainDate;
  /** Offers that hosts have published in it. */
  readonly publishedOffers: number;
  /** The codes that the ministry's files know. */
  readonly academies: ReadonlySet<string>;
}

/** What is asked for, with what it leaves out filled in; a new campaign may still lack dates. */
interface Draft extends CampaignSettings {
  readonly id: string;
  readonly label: string;
  readonly offersOpenOn: Temporal.PlainDate | null;
  readonly studentsOpenOn: Temporal.PlainDate | null;
  readonly weeks: readonly WrittenWeek[];
}

const existingOf = ({ id }: WrittenCampaign, { campaigns }: DefiningFrame) => campaigns.find((one) => one.id === id) ?? null;
const weeksOf = (campaign: Campaign | null): readonly WrittenWeek[] => (campaign ? [campaign.weeks[1], campaign.weeks[2]] : []);

const SETTINGS = Object.keys(SETTINGS_OF_2024) as readonly (keyof CampaignSettings)[];

function draftOf(written: WrittenCampaign, frame: DefiningFrame): Draft {
  const existing = existingOf(written, frame);
  const before: CampaignSettings = existing ?? frame.campaigns.findLast(({ id }) => id < written.id) ?? SETTINGS_OF_2024;
  return {
    ...(Object.fromEntries(SETTINGS.map((setting) => [setting, written[setting] ?? before[setting]])) as unknown as CampaignSettings),
    id: written.id,
    label: written.label ?? existing?.label ?? `Stages de seconde ${written.id}`,
    offersOpenOn: written.offersOpenOn ?? existing?.offersOpenOn ?? null,
    studentsOpenOn: written.studentsOpenOn ?? existing?.studentsOpenOn ?? null,
    weeks: written.weeks ?? weeksOf(existing),
  };
}

/** Whether this actor may define campaigns, and change this one if it exists, whatever is written. */
export function refusalsToDefine(existing: Campaign | null, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  if (actor.role !== "MINISTRY") return [refuse("FORBIDDEN")];
  return existing && phaseOn(existing, today) === "OVER" ? [refuse("CAMPAIGN_OVER")] : [];
}

/** Everything that is wrong in what the ministry wrote, all at once, each with its field. */
export function refusalsOfDefinition(written: WrittenCampaign, frame: DefiningFrame): readonly Refusal[] {
  const draft = draftOf(written, frame);
  const existing = existingOf(written, frame);
  return [
    ...refusalsOfText(draft.label, 150, "label"),
    ...refusalsOfWeeks(draft),
    ...refusalsOfDates(draft, existing, frame.today),
    ...refusalsOfSettings(draft),
    ...refusalsOfTargets(draft, frame.academies),
    ...refusalsOfPresenceRules(draft.presenceRules),
    ...refusalsOfVersion(draft.presenceRules, frame.campaigns),
    ...(existing ? refusalsToTakeBack(draft, existing, frame) : []),
  ];
}

/** The campaign of a text without refusals. */
export function define(written: WrittenCampaign, frame: DefiningFrame): Campaign {
  const { offersOpenOn, studentsOpenOn, weeks, ...draft } = draftOf(written, frame);
  // In one order, so that the same targets in another change nothing.
  const academySeatsTargets = draft.academySeatsTargets.toSorted((a, b) => a.academy.localeCompare(b.academy));
  return { ...draft, academySeatsTargets, offersOpenOn: offersOpenOn!, studentsOpenOn: studentsOpenOn!, weeks: { 1: weeks[0]!, 2: weeks[1]! } };
}

function refusalsOfWeeks({ id, weeks }: Draft): readonly Refusal[] {
  if (weeks.length === 0) return [refuse("CAMPAIGN_DATE_REQUIRED", "weeks")];
  const [first, second] = weeks;
  if (!first || !second || weeks.length > 2) return [refuse("NUMBER_OUT_OF_RANGE", { min: 2, max: 2 }, "weeks")];
  const isWeek = ({ firstDay, lastDay }: WrittenWeek) => firstDay.dayOfWeek === 1 && firstDay.add({ days: 4 }).equals(lastDay);
  return [
    ...(id === String(first.firstDay.year) ? [] : [refuse("CAMPAIGN_ID_MISMATCH", { year: first.firstDay.year }, "id")]),
    ...weeks.flatMap((week, index) => (isWeek(week) ? [] : [refuse("CAMPAIGN_WEEK_INVALID", `weeks.${index}`)])),
    ...(first.firstDay.add({ days: 7 }).equals(second.firstDay) ? [] : [refuse("CAMPAIGN_WEEKS_NOT_CONSECUTIVE", "weeks.1")]),
  ];
}

function refusalsOfDates({ offersOpenOn, studentsOpenOn, weeks }: Draft, existing: Campaign | null, today: Temporal.PlainDate): readonly Refusal[] {
  const [first] = weeks;
  const inThePast = (date: Temporal.PlainDate | null | undefined, known: Temporal.PlainDate | undefined, field: string) =>
    date && !(known && date.equals(known)) && !isOnOrBefore(today, date) ? [refuse("CAMPAIGN_DATE_PAST", { today: inFrench(today) }, field)] : [];
  return [
    ...(offersOpenOn ? inThePast(offersOpenOn, existing?.offersOpenOn, "offersOpenOn") : [refuse("CAMPAIGN_DATE_REQUIRED", "offersOpenOn")]),
    ...(studentsOpenOn ? inThePast(studentsOpenOn, existing?.studentsOpenOn, "studentsOpenOn") : [refuse("CAMPAIGN_DATE_REQUIRED", "studentsOpenOn")]),
    ...inThePast(first?.firstDay, existing?.weeks[1].firstDay, "weeks.0"),
    ...(offersOpenOn && studentsOpenOn && !isOnOrBefore(offersOpenOn, studentsOpenOn) ? [refuse("CAMPAIGN_DATES_UNORDERED", "studentsOpenOn")] : []),
    ...(first && studentsOpenOn && isOnOrBefore(first.firstDay, studentsOpenOn) ? [refuse("CAMPAIGN_DATES_UNORDERED", "weeks.0")] : []),
  ];
}

const within = (number: number, [min, max]: readonly [number, number], field: string) => refusalsOfNumber(number, min, max, field);

const BOUNDS = {
  // Two, so that there is a day on which to remind before the last one.
  daysToAnswer: [2, 60],
  daysToConfirm: [1, 30],
  distanceNoticeKm: [1, 200],
  signingLegalRepresentatives: [1, 2],
  motivationMaxLength: [100, 10_000],
  nationalSeatsTarget: [0, 5_000_000],
} as const satisfies Partial<Record<keyof CampaignSettings, readonly [number, number]>>;

function refusalsOfSettings(draft: Draft): readonly Refusal[] {
  const bounded = Object.keys(BOUNDS) as readonly (keyof typeof BOUNDS)[];
  const { absenceEscalationMinutes: minutes, nationalSeatsTarget, ownSeatsTarget } = draft;
  return [
    ...bounded.flatMap((setting) => within(draft[setting], BOUNDS[setting], setting)),
    ...refusalsOfReminders(draft),
    ...refusalsOfDays(draft.conventionReminderDays, [1, 60], "conventionReminderDays", (day, before) => day > before),
    ...refusalsOfDays(draft.insuranceReminderDays, [1, 60], "insuranceReminderDays", (day, before) => day < before),
    ...refusalsOfMonthDay(draft.feedbackOpensOn, "feedbackOpensOn"),
    ...(["referentTeacher", "educationAdviser", "family"] as const).flatMap((step) => refusalsOfNumber(minutes[step], 1, 24 * 60, `absenceEscalationMinutes.${step}`)),
    ...refusalsOfNumber(ownSeatsTarget, 0, Math.max(0, nationalSeatsTarget), "ownSeatsTarget"),
  ];
}

/**
 * Each within the national one, as a figure of the ministry's own structures is; their sum may pass it: an académie may be
 * asked for more than its share, since some will not find theirs.
 */
function refusalsOfTargets({ academySeatsTargets: targets, nationalSeatsTarget }: Draft, academies: ReadonlySet<string>): readonly Refusal[] {
  return targets.flatMap(({ academy, seats }, index) => {
    const field = `academySeatsTargets.${index}`;
    return [
      ...(academies.has(academy) ? [] : [refuse("CAMPAIGN_ACADEMY_UNKNOWN", { value: academy.slice(0, 20) }, `${field}.academy`)]),
      ...(targets.findIndex((one) => one.academy === academy) < index ? [refuse("CAMPAIGN_ACADEMY_TWICE", { academy: academy.slice(0, 20) }, `${field}.academy`)] : []),
      ...refusalsOfNumber(seats, 1, Math.max(1, nationalSeatsTarget), `${field}.seats`),
    ];
  });
}

/** A day of every year: 29 February is not. */
function refusalsOfMonthDay(text: string, field: string): readonly Refusal[] {
  const [, month, day] = /^(\d{2})-(\d{2})$/.exec(text) ?? [];
  const isDay = month !== undefined && day !== undefined && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= new Temporal.PlainYearMonth(2027, Number(month)).daysInMonth;
  return isDay ? [] : [refuse("INVALID_MONTH_DAY", { value: text.slice(0, 20) }, field)];
}

const MOST_REMINDERS = 4;

/** Each before the last day to answer: a reminder that comes with the end, or after it, helps nobody. */
function refusalsOfReminders({ reminderDays, daysToAnswer }: Draft): readonly Refusal[] {
  if (reminderDays.length < 1 || reminderDays.length > MOST_REMINDERS) return [refuse("NUMBER_OUT_OF_RANGE", { min: 1, max: MOST_REMINDERS }, "reminderDays")];
  const [fewest, most] = BOUNDS.daysToAnswer;
  // A number of days that is itself refused says nothing of the reminders.
  const last = (daysToAnswer < fewest ? most : daysToAnswer) - 1;
  const isAscending = reminderDays.every((day, index) => index === 0 || day > reminderDays[index - 1]!);
  return [...reminderDays.flatMap((day, index) => refusalsOfNumber(day, 1, last, `reminderDays.${index}`)), ...(isAscending ? [] : [refuse("CAMPAIGN_REMINDERS_UNORDERED", "reminderDays")])];
}

/** None is a choice: then nobody is reminded. */
function refusalsOfDays(days: readonly number[], bounds: readonly [number, number], field: string, follows: (day: number, before: number) => boolean): readonly Refusal[] {
  if (days.length > MOST_REMINDERS) return [refuse("NUMBER_OUT_OF_RANGE", { min: 0, max: MOST_REMINDERS }, field)];
  const isOrdered = days.every((day, index) => index === 0 || follows(day, days[index - 1]!));
  return [...days.flatMap((day, index) => within(day, bounds, `${field}.${index}`)), ...(isOrdered ? [] : [refuse("CAMPAIGN_REMINDERS_UNORDERED", field)])];
}

const LIMITS = {
  fromAge: [0, 18],
  hoursPerDay: [1, 10],
  hoursPerWeek: [1, 48],
  daysPerWeek: [1, 6],
  dailyRestHours: [9, 24],
  weeklyRestDays: [1, 2],
  breakMinutes: [0, 120],
  longestRunMinutes: [30, 360],
} as const satisfies Partial<Record<keyof PresenceLimits, readonly [number, number]>>;

function refusalsOfPresenceRules({ version, source, byAge }: PresenceRules): readonly Refusal[] {
  const limits = Object.keys(LIMITS) as readonly (keyof typeof LIMITS)[];
  const isOrdered = byAge[0]?.fromAge === 0 && byAge.every(({ fromAge }, index) => index === 0 || fromAge > byAge[index - 1]!.fromAge);
  return [
    ...refusalsOfText(version, 30, "presenceRules.version"),
    ...refusalsOfText(source, 1_000, "presenceRules.source"),
    ...(isOrdered ? [] : [refuse("PRESENCE_RULES_AGES_UNORDERED", "presenceRules.byAge")]),
    ...byAge.flatMap((line, index) => [
      ...limits.flatMap((limit) => within(line[limit], LIMITS[limit], `presenceRules.byAge.${index}.${limit}`)),
      ...(Temporal.PlainTime.compare(line.earliest, line.latest) < 0 ? [] : [refuse("CAMPAIGN_TIMES_UNORDERED", `presenceRules.byAge.${index}.latest`)]),
    ]),
  ];
}

const same = (a: unknown, b: unknown) => canonicalJson({ a }) === canonicalJson({ a: b });

function refusalsOfVersion(rules: PresenceRules, campaigns: readonly Campaign[]): readonly Refusal[] {
  const namesake = campaigns.find(({ presenceRules }) => presenceRules.version === rules.version);
  return !namesake || same(namesake.presenceRules, rules) ? [] : [refuse("PRESENCE_RULES_VERSION_REUSED", { version: rules.version }, "presenceRules.version")];
}

/**
 * What is promised already cannot be taken back (decision of the project; no text says it):
 * - an opening that has taken place keeps its date; one to come moves as one likes;
 * - the weeks move as long as no offer was published for them;
 * - once students have entered, the number of signatures stays, and a motivation may become longer, not shorter.
 * The days to answer and to confirm change for what is sent or accepted from then on: each candidature keeps its own days.
 * Presence rules change at any time, under another version: what was completed before stays as it was checked.
 */
function refusalsToTakeBack(draft: Draft, existing: Campaign, { today, publishedOffers }: DefiningFrame): readonly Refusal[] {
  const moved = (["offersOpenOn", "studentsOpenOn"] as const).flatMap((opening) =>
    isOnOrBefore(existing[opening], today) && !same(draft[opening], existing[opening]) ? [refuse("CAMPAIGN_ALREADY_OPEN", { since: inFrench(existing[opening]) }, opening)] : [],
  );
  const weeks = publishedOffers > 0 && !same(draft.weeks, weeksOf(existing)) ? [refuse("CAMPAIGN_WEEKS_PROMISED", { offers: publishedOffers }, "weeks")] : [];
  if (!isOnOrBefore(existing.studentsOpenOn, today)) return [...moved, ...weeks];
  const promised = (isTakenBack: boolean, field: string) => (isTakenBack ? [refuse("CAMPAIGN_SETTING_PROMISED", { since: inFrench(existing.studentsOpenOn) }, field)] : []);
  return [
    ...moved,
    ...weeks,
    ...promised(draft.signingLegalRepresentatives !== existing.signingLegalRepresentatives, "signingLegalRepresentatives"),
    ...promised(draft.motivationMaxLength < existing.motivationMaxLength, "motivationMaxLength"),
  ];
}

/** A setting that a definition changed, as JSON; from null when the campaign is new. */
export interface CampaignChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string;
}

export function changesBetween(before: Campaign | null, after: Campaign): readonly CampaignChange[] {
  return (Object.keys(after) as readonly (keyof Campaign)[])
    .filter((field) => !before || !same(before[field], after[field]))
    .map((field) => ({ field, from: before && canonicalJson(before[field]), to: canonicalJson(after[field]) }));
}
