import { isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Absence, AbsenceKind } from "./absence.ts";
import { minutesOf, type Slot, type Timetable } from "./presence.ts";

/** What the host recorded of a day. */
export interface RecordedDay {
  readonly day: Temporal.PlainDate;
  readonly minutes: number;
  readonly note: string | null;
}

/**
 * Where the minutes of a day come from: RECORDED by the host; ABSENCE, of which none is known to have been done; PRESUMED as
 * planned, since nobody said otherwise; AHEAD, not yet.
 */
export const DAY_SOURCES = ["RECORDED", "ABSENCE", "PRESUMED", "AHEAD"] as const;
export type DaySource = (typeof DAY_SOURCES)[number];

export interface DayDone {
  readonly date: Temporal.PlainDate;
  readonly plannedMinutes: number;
  readonly minutes: number;
  readonly source: DaySource;
  /** In French, such as "absence"; without its cause, which may be of the student's health. Null when there is nothing to say. */
  readonly note: string | null;
}

const NOTE: Readonly<Record<AbsenceKind, string>> = { ABSENT: "absence", ILL: "absence", LATE: "retard", LEFT_EARLY: "départ anticipé" };
const MISSES_THE_DAY: readonly AbsenceKind[] = ["ABSENT", "ILL"];

/** Every day of the stage, in order, through the day on which it ended: what was planned, what was done, and how that is known. */
export function daysDone(
  timetable: Timetable,
  presences: readonly RecordedDay[],
  absences: readonly Pick<Absence, "day" | "kind" | "step">[],
  endedOn: Temporal.PlainDate | null,
  today: Temporal.PlainDate,
): readonly DayDone[] {
  return timetable
    .filter(({ date }) => endedOn === null || isOnOrBefore(date, endedOn))
    .toSorted((a, b) => Temporal.PlainDate.compare(a.date, b.date))
    .map(({ date, slots }): DayDone => {
      const day = { date, plannedMinutes: minutesOf(slots) };
      const recorded = presences.find((one) => one.day.equals(date));
      const absence = absences.find((one) => one.step !== "CORRECTED" && one.day.equals(date));
      const note = absence ? NOTE[absence.kind] : null;
      if (recorded) return { ...day, minutes: recorded.minutes, source: "RECORDED", note };
      if (absence && MISSES_THE_DAY.includes(absence.kind)) return { ...day, minutes: 0, source: "ABSENCE", note };
      if (!isOnOrBefore(date, today)) return { ...day, minutes: 0, source: "AHEAD", note };
      return { ...day, minutes: day.plannedMinutes, source: "PRESUMED", note };
    });
}

export interface TotalDone {
  readonly days: number;
  readonly minutes: number;
}

/** Days on which something was done, and its minutes. */
export function totalDone(days: readonly DayDone[]): TotalDone {
  const done = days.filter(({ minutes }) => minutes > 0);
  return { days: done.length, minutes: done.reduce((sum, { minutes }) => sum + minutes, 0) };
}

/** What of the planned day lies between arriving and leaving, breaks not counted. */
export function minutesBetween(slots: readonly Slot[], from: Temporal.PlainTime | null, to: Temporal.PlainTime | null): number {
  const later = (a: Temporal.PlainTime, b: Temporal.PlainTime) => (Temporal.PlainTime.compare(a, b) >= 0 ? a : b);
  const earlier = (a: Temporal.PlainTime, b: Temporal.PlainTime) => (Temporal.PlainTime.compare(a, b) <= 0 ? a : b);
  const within = slots.map((slot) => ({ from: from ? later(slot.from, from) : slot.from, to: to ? earlier(slot.to, to) : slot.to }));
  return minutesOf(within.filter((slot) => Temporal.PlainTime.compare(slot.from, slot.to) < 0));
}
