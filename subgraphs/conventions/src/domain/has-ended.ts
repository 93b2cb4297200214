import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Convention } from "./convention.ts";
import { statusOn } from "./status-on.ts";

/** Whether the stage lies behind, to its end or not. */
export function hasEnded(convention: Pick<Convention, "status" | "period">, campaign: Campaign, now: Temporal.Instant): boolean {
  const status = statusOn(convention, campaign, now);
  return status === "COMPLETED" || status === "INTERRUPTED";
}
