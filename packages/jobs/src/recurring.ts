import { civilDateOf, CIVIL_ZONE, startOf } from "@stages/kernel/civil-time.ts";

/** Work that comes back: one job for each time, the next one written when one begins. */
export interface Recurrence {
  /** The first instant after that one at which it is to run. */
  readonly next: (after: Temporal.Instant) => Temporal.Instant;
}

/** The first instant of each civil day, which a crontab in UTC cannot say: it is 22:00 or 23:00 there. */
export const atMidnight: Recurrence = { next: (after) => startOf(civilDateOf(after).add({ days: 1 })) };

/** Each civil day at that hour. */
export function dailyAt(hour: number): Recurrence {
  const on = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: CIVIL_ZONE, plainTime: { hour } }).toInstant();
  return {
    next(after) {
      const today = civilDateOf(after);
      return Temporal.Instant.compare(on(today), after) > 0 ? on(today) : on(today.add({ days: 1 }));
    },
  };
}

/** Each occurrence is a job of its own: one that fails is tried again, and holds up none of those after it. */
export const occurrenceKey = (task: string, at: Temporal.Instant): string => `${task}@${at.toString()}`;
