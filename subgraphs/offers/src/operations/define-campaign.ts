import type { Act } from "@stages/database/act.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { ACADEMIES } from "@stages/reference/academies.ts";
import { changesBetween, define, refusalsOfDefinition, refusalsToDefine, type WrittenCampaign } from "../domain/define-campaign.ts";
import { countPublishedOffers, findCampaigns, lockCampaigns, recordCampaignChanges, saveCampaign } from "../persistence/campaigns.ts";

const ACADEMY_CODES: ReadonlySet<string> = new Set(ACADEMIES.map(({ code }) => code));

/** The ministry prepares a campaign or changes one: every subgraph hears of it, and what was changed is kept. */
export function defineCampaign({ write, actor, now }: Act, written: WrittenCampaign): Promise<Campaign> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    await lockCampaigns(tx);
    const campaigns = await findCampaigns(tx);
    const existing = campaigns.find(({ id }) => id === written.id) ?? null;
    insist(refusalsToDefine(existing, actor, today));
    const frame = { campaigns, today, academies: ACADEMY_CODES, publishedOffers: existing ? await countPublishedOffers(tx, existing.id) : 0 };
    insist(refusalsOfDefinition(written, frame));

    const campaign = define(written, frame);
    const changes = changesBetween(existing, campaign);
    if (changes.length === 0) return campaign;
    await saveCampaign(tx, campaign, now);
    await recordCampaignChanges(tx, { campaignId: campaign.id, changes, actor, now });
    return campaign;
  });
}
