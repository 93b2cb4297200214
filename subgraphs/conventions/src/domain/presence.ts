import { ageOn, inFrench, isWithin } from "@stages/kernel/civil-time.ts";
import { limitsAt, type PresenceLimits, type PresenceRules } from "@stages/kernel/presence-rules.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";

/** A stretch of presence without a break. */
export interface Slot {
  readonly from: Temporal.PlainTime;
  readonly to: Temporal.PlainTime;
}

export interface Day {
  readonly date: Temporal.PlainDate;
  readonly slots: readonly Slot[];
}

/** The presence agreed day by day, in any order. */
export type Timetable = readonly Day[];

export interface PresenceFrame {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  readonly birthDate: Temporal.PlainDate;
  readonly rules: PresenceRules;
}

/** The period, and the limits for a student of that age on its first day. */
interface Bounds {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  readonly limits: PresenceLimits;
}

/** Every rule that a timetable breaks, each with its day and the path of the input at fault. */
export function refusalsOfTimetable(timetable: Timetable, { firstDay, lastDay, birthDate, rules }: PresenceFrame): readonly Refusal[] {
  if (timetable.length === 0) return [refuse("PRESENCE_EMPTY", "timetable")];
  const bounds: Bounds = { firstDay, lastDay, limits: limitsAt(ageOn(birthDate, firstDay), rules) };
  const ofDays = timetable.flatMap((day, index) => refusalsOfDay(day, bounds, `timetable.${index}`));
  const twice = timetable.flatMap((day, index) =>
    timetable.findIndex((other) => other.date.equals(day.date)) < index
      ? [refuse("PRESENCE_DAY_TWICE", { day: inFrench(day.date) }, `timetable.${index}.date`)]
      : [],
  );
  // Rules between days only make sense once each day does.
  if (ofDays.length > 0 || twice.length > 0) return [...twice, ...ofDays];
  const ordered = [...timetable].sort((a, b) => Temporal.PlainDate.compare(a.date, b.date));
  return [...refusalsOfWeeks(ordered, bounds.limits), ...refusalsOfDailyRest(ordered, bounds.limits)];
}

function refusalsOfDay({ date, slots }: Day, { firstDay, lastDay, limits }: Bounds, field: string): readonly Refusal[] {
  const day = inFrench(date);
  if (!isWithin(date, firstDay, lastDay)) return [refuse("PRESENCE_OUTSIDE_PERIOD", { day }, `${field}.date`)];
  if (!areOrdered(slots)) return [refuse("PRESENCE_TIMES_UNORDERED", { day }, `${field}.slots`)];

  const refusals: Refusal[] = [];
  const minutes = minutesOf(slots);
  if (isBefore(slots[0]!.from, limits.earliest)) {
    refusals.push(refuse("PRESENCE_TOO_EARLY", { day, earliest: clock(limits.earliest) }, `${field}.slots.0.from`));
  }
  if (isBefore(limits.latest, slots.at(-1)!.to)) {
    refusals.push(refuse("PRESENCE_TOO_LATE", { day, latest: clock(limits.latest) }, `${field}.slots.${slots.length - 1}.to`));
  }
  if (minutes > limits.hoursPerDay * 60) {
    refusals.push(refuse("PRESENCE_HOURS_PER_DAY", { day, max: duration(limits.hoursPerDay * 60), planned: duration(minutes) }, field));
  }
  if (longestRun(slots, limits.breakMinutes) > limits.longestRunMinutes) {
    refusals.push(
      refuse("PRESENCE_BREAK_MISSING", { day, minutes: limits.breakMinutes, after: duration(limits.longestRunMinutes) }, `${field}.slots`),
    );
  }
  return refusals;
}

function refusalsOfWeeks(ordered: Timetable, limits: PresenceLimits): readonly Refusal[] {
  const weeks = Map.groupBy(ordered, ({ date }) => mondayOf(date).toString());
  const presentOn = (date: Temporal.PlainDate) => ordered.some((day) => day.date.equals(date));

  return [...weeks].flatMap(([key, days]) => {
    const monday = Temporal.PlainDate.from(key);
    const day = inFrench(monday);
    const minutes = days.reduce((sum, { slots }) => sum + minutesOf(slots), 0);
    const refusals: Refusal[] = [];
    if (minutes > limits.hoursPerWeek * 60) {
      refusals.push(refuse("PRESENCE_HOURS_PER_WEEK", { day, max: duration(limits.hoursPerWeek * 60), planned: duration(minutes) }, "timetable"));
    }
    if (days.length > limits.daysPerWeek) {
      refusals.push(refuse("PRESENCE_DAYS_PER_WEEK", { day, max: limits.daysPerWeek }, "timetable"));
    }
    const [saturday, sunday, nextMonday] = [5, 6, 7].map((n) => presentOn(monday.add({ days: n })));
    if (sunday || (limits.weeklyRestDays > 1 && saturday && nextMonday)) refusals.push(refuse("PRESENCE_WEEKLY_REST", { day, days: limits.weeklyRestDays }, "timetable"));
    return refusals;
  });
}

function refusalsOfDailyRest(ordered: Timetable, limits: PresenceLimits): readonly Refusal[] {
  return ordered.slice(1).flatMap((day, index) => {
    const eve = ordered[index]!;
    if (!eve.date.add({ days: 1 }).equals(day.date)) return [];
    const rest = 24 * 60 - eve.slots.at(-1)!.to.since(day.slots[0]!.from).total("minutes");
    return rest < limits.dailyRestHours * 60
      ? [refuse("PRESENCE_DAILY_REST", { day: inFrench(day.date), hours: limits.dailyRestHours }, "timetable")]
      : [];
  });
}

/** The presence planned, in minutes; breaks between slots are not counted. */
export function minutesOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { from, to }) => sum + to.since(from).total("minutes"), 0);
}

/** The longest stretch without a break of at least `breakMinutes`; a shorter pause does not interrupt it. */
function longestRun(slots: readonly Slot[], breakMinutes: number): number {
  let longest = 0;
  let start = slots[0]!.from;
  slots.forEach(({ from, to }, index) => {
    const previous = slots[index - 1];
    if (previous && from.since(previous.to).total("minutes") >= breakMinutes) start = from;
    longest = Math.max(longest, to.since(start).total("minutes"));
  });
  return longest;
}

function areOrdered(slots: readonly Slot[]): boolean {
  return (
    slots.length > 0 &&
    slots.every(({ from, to }, index) => isBefore(from, to) && (index === 0 || !isBefore(from, slots[index - 1]!.to)))
  );
}

const isBefore = (a: Temporal.PlainTime, b: Temporal.PlainTime) => Temporal.PlainTime.compare(a, b) < 0;
const mondayOf = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 });
const clock = (time: Temporal.PlainTime) => `${time.hour} h${time.minute ? ` ${String(time.minute).padStart(2, "0")}` : ""}`;
const duration = (minutes: number) => `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${String(minutes % 60).padStart(2, "0")}` : ""}`;
