import type { Reader, Transaction } from "@stages/database/connection.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { campaigns } from "./tables.ts";

/** The copy that the events of `offers` bring. */
export async function mirrorCampaign(tx: Transaction, campaign: CampaignFact): Promise<void> {
  await tx.insert(campaigns).values({ id: campaign.id, campaign }).onConflictDoUpdate({ target: campaigns.id, set: { campaign } });
}

export async function findCampaigns(db: Reader): Promise<readonly Campaign[]> {
  return (await db.select().from(campaigns)).map(({ campaign }) => campaignOf(campaign));
}
