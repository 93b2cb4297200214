import { type Campaign, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Convention } from "./convention.ts";
import type { Status } from "./lifecycle.ts";

export interface StageFrame {
  readonly campaign: Campaign;
  readonly now: Temporal.Instant;
}

/** A stage has taken place from the first instant of the day after its period's last, whenever that is written down. */
export function statusOn({ status, period }: Pick<Convention, "status" | "period">, campaign: Campaign, now: Temporal.Instant): Status {
  const isOver = !isOnOrBefore(civilDateOf(now), lastDayOf(campaign, period));
  return status === "SIGNED" && isOver ? "COMPLETED" : status;
}
