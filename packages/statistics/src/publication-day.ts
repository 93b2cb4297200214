import { CIVIL_ZONE } from "@stages/kernel/civil-time.ts";

/** On Monday, once what was counted has been counted again at night. */
const PUBLISHED_AT_HOUR = 6;

/**
 * The day at whose end public figures stand: the last Sunday whose figures are out. Figures told at each moment would tell by
 * their difference what a single student has just done; between two weeks, a whole territory has moved.
 */
export function publicationDay(now: Temporal.Instant): Temporal.PlainDate {
  const today = now.subtract({ hours: PUBLISHED_AT_HOUR }).toZonedDateTimeISO(CIVIL_ZONE).toPlainDate();
  return today.subtract({ days: today.dayOfWeek });
}
