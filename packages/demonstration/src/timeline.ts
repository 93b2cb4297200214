import { CIVIL_ZONE } from "@stages/kernel/civil-time.ts";
import type { Random } from "./random.ts";

/** Some moment of the working day, in Europe/Paris. */
export function during(day: Temporal.PlainDate, random: Random): Temporal.Instant {
  const time = new Temporal.PlainTime(random.int(8, 19), random.int(0, 59), random.int(0, 59));
  return day.toZonedDateTime({ timeZone: CIVIL_ZONE, plainTime: time }).toInstant();
}

export function daysBetween(first: Temporal.PlainDate, last: Temporal.PlainDate): number {
  return first.until(last).days;
}

/** A day between two, both included; the first one where they cross. */
export function dayBetween(first: Temporal.PlainDate, last: Temporal.PlainDate, random: Random): Temporal.PlainDate {
  return first.add({ days: random.int(0, Math.max(0, daysBetween(first, last))) });
}

export function isBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}
