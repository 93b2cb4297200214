import type { Campaign } from "@stages/kernel/campaign.ts";
import { type Period, weeksOf } from "@stages/kernel/period.ts";
import type { HostKind, TimetableDay } from "./world-types.ts";

const time = (text: string) => Temporal.PlainTime.from(text);
const day = (start: string, breakStart: string, breakEnd: string, end: string) => ({
  start: time(start),
  end: time(end),
  breaks: [{ start: time(breakStart), end: time(breakEnd) }],
});

/** Six hours a day, thirty a week: within the rules of every age, under 15 included. */
const OFFICE = day("09:00", "12:00", "13:30", "16:30");
/** Seven hours a day, thirty-five a week: from 15 years on. */
const FULL = day("09:00", "12:30", "13:30", "17:00");
const ECOLE = day("08:30", "11:30", "13:30", "16:30");
const WEDNESDAY = 3;
const ECOLE_WEDNESDAY = { start: time("08:30"), end: time("11:30"), breaks: [] };

/** Day by day, Monday to Friday, over the weeks of the period. */
export function timetableFor(campaign: Campaign, period: Period, kind: HostKind, full: boolean): readonly TimetableDay[] {
  return weeksOf(period).flatMap((week) =>
    [0, 1, 2, 3, 4].map((days) => {
      const date = campaign.weeks[week].firstDay.add({ days });
      if (kind === "ECOLE") return { date, ...(date.dayOfWeek === WEDNESDAY ? ECOLE_WEDNESDAY : ECOLE) };
      return { date, ...(full ? FULL : OFFICE) };
    }),
  );
}
