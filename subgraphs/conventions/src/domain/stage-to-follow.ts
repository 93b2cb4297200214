import { type Campaign, firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore, isWithin } from "@stages/kernel/civil-time.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Status } from "./lifecycle.ts";

/** A stage is followed from the last signature to its end, an interruption included: its absences may still be open. */
export const FOLLOWED: readonly Status[] = ["SIGNED", "COMPLETED", "INTERRUPTED"];

const PERIODS: readonly Period[] = ["BOTH_WEEKS", "WEEK_1", "WEEK_2"];

/** Of which periods of a campaign a day is. */
export const periodsOn = (campaign: Campaign, day: Temporal.PlainDate): readonly Period[] =>
  PERIODS.filter((period) => isWithin(day, firstDayOf(campaign, period), lastDayOf(campaign, period)));

/** Those of which the last day is past. */
export const periodsOver = (campaign: Campaign, now: Temporal.Instant): readonly Period[] =>
  PERIODS.filter((period) => !isOnOrBefore(civilDateOf(now), lastDayOf(campaign, period)));
