import { civilDateOf } from "@stages/kernel/civil-time.ts";

/**
 * The day at whose end public figures stand: the last Sunday that is over in Paris. Figures published at each moment would tell by
 * their difference what a single student has just done; between two weeks, a whole territory has moved.
 */
export function publicationDay(now: Temporal.Instant): Temporal.PlainDate {
  const today = civilDateOf(now);
  return today.subtract({ days: today.dayOfWeek });
}
