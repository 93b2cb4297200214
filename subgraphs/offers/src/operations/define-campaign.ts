import type { Act } from "@stages/database/act.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { saveCampaign } from "../persistence/campaigns.ts";

/** Defines a campaign, or changes its settings: every subgraph hears of it. */
export function defineCampaign({ write, now }: Pick<Act, "write" | "now">, campaign: Campaign): Promise<void> {
  return write((tx) => saveCampaign(tx, campaign, now));
}
