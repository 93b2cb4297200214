import type { SeriesStep } from "@stages/kernel/export-figure.ts";
import type { Change, Figures } from "./figures.ts";
import type { Measures } from "./measures.ts";

/** What stood at the end of each day, or of each week: one entry a day asked for, changed or not. */
export interface Point<M extends Measures> {
  readonly day: Temporal.PlainDate;
  readonly figures: Figures<M>;
}

export interface Asked {
  readonly by: SeriesStep;
  /** Left out: the first day on which anything was counted. */
  readonly from: Temporal.PlainDate | null;
  readonly until: Temporal.PlainDate;
}

/**
 * Where a series ends whose last day nobody said: on the day of its figures; of a campaign in which nothing has changed for a
 * year, on the day of its last change, since what comes after is a flat line.
 */
export function lastDayOf<M extends Measures>(changes: readonly Change<M>[], day: Temporal.PlainDate): Temporal.PlainDate {
  const last = changes.at(-1)?.day;
  return last && Temporal.PlainDate.compare(last.add({ years: 1 }), day) < 0 ? last : day;
}

/** A client that asks for centuries is shown this many days, the last ones. */
export const MOST_POINTS = 750;

/** From the days that changed something, every day: weeks end on Sunday, and the last one where the series does. */
export function pointsOf<M extends Measures>(changes: readonly Change<M>[], nothing: Figures<M>, { by, from, until }: Asked): readonly Point<M>[] {
  const start = from ?? changes[0]?.day ?? until;
  const points: Point<M>[] = [];
  let next = 0;
  let standing: Figures<M> = nothing;
  const earliest = until.subtract({ days: MOST_POINTS * (by === "WEEK" ? 7 : 1) });
  let day = Temporal.PlainDate.compare(start, earliest) < 0 ? earliest : start;
  for (; Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
    for (; next < changes.length && Temporal.PlainDate.compare(changes[next]!.day, day) <= 0; next++) standing = sum(standing, changes[next]!.by);
    if (by === "DAY" || day.dayOfWeek === 7 || day.equals(until)) points.push({ day, figures: standing });
  }
  return points;
}

function sum<M extends Measures>(a: Figures<M>, b: Figures<M>): Figures<M> {
  const total: Record<string, number> = {};
  for (const name in a) total[name] = a[name as keyof Figures<M>] + b[name as keyof Figures<M>];
  return total as Figures<M>;
}

/** The day of one campaign that is as far from its first stage day as a day is from another's. */
export function sameDayOf(day: Temporal.PlainDate, firstDay: Temporal.PlainDate, otherFirstDay: Temporal.PlainDate): Temporal.PlainDate {
  return otherFirstDay.add({ days: day.since(firstDay, { largestUnit: "day" }).days });
}
