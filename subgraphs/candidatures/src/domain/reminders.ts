import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Application } from "./candidature.ts";

type Sent = Pick<Application, "submittedAt" | "lastDayToAnswer">;

/**
 * The first day after that one on which a host that has not answered is reminded; null when there is none left. Civil days
 * counted as those of the deadline are. After an outage the days that were missed are one reminder: what is asked for next
 * is after today.
 */
export function reminderAfter(day: Temporal.PlainDate, { submittedAt, lastDayToAnswer }: Sent, { reminderDays }: Pick<Campaign, "reminderDays">): Temporal.PlainDate | null {
  const sentOn = civilDateOf(submittedAt);
  const days = reminderDays.map((days) => sentOn.add({ days })).sort(Temporal.PlainDate.compare);
  return days.find((one) => !isOnOrBefore(one, day) && isOnOrBefore(one, lastDayToAnswer)) ?? null;
}

/** The student is told on the eve of the last day to confirm, so that a whole day is left; on that day where the eve was missed. */
export const confirmableUntil = (today: Temporal.PlainDate): Temporal.PlainDate => today.add({ days: 1 });
