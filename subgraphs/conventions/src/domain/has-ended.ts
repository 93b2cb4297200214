import { type Campaign, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Convention } from "./convention.ts";

/** Whether the stage lies behind: it was interrupted, or its last day is over, whether or not that was written down yet. */
export function hasEnded({ status, period }: Pick<Convention, "status" | "period">, campaign: Campaign, now: Temporal.Instant): boolean {
  if (status === "COMPLETED" || status === "INTERRUPTED") return true;
  return status === "SIGNED" && !isOnOrBefore(civilDateOf(now), lastDayOf(campaign, period));
}
