import type { Reader, Transaction } from "@stages/database/connection.ts";
import { campaignFact, campaignOf } from "@stages/events/campaign-fact.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { asc } from "drizzle-orm";
import { campaigns, messaging } from "./tables.ts";

/** All of them, one a year, oldest first. */
export async function findCampaigns(db: Reader): Promise<readonly Campaign[]> {
  const rows = await db.select().from(campaigns).orderBy(asc(campaigns.id));
  return rows.map(({ campaign }) => campaignOf(campaign));
}

export async function saveCampaign(tx: Transaction, settings: Campaign, now: Temporal.Instant): Promise<void> {
  const campaign = campaignFact(settings);
  await tx.insert(campaigns).values({ id: campaign.id, campaign }).onConflictDoUpdate({ target: campaigns.id, set: { campaign } });
  await tell(tx, messaging, [domainEvent("CampaignDefined", campaign.id, { campaign }, now)]);
}
