import type { Write } from "@stages/database/connection.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { lastDayOf } from "@stages/kernel/campaign.ts";
import { startOf } from "@stages/kernel/civil-time.ts";
import type { Convention } from "../domain/convention.ts";
import { periodsOver } from "../domain/stage-to-follow.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { findAllCampaigns } from "../persistence/mirror.ts";
import { lockOver } from "../persistence/stages.ts";

const BATCH = 200;

/** Writes down, and tells, that stages have taken place: from the first instant of the day after their last, which is the one recorded. */
export async function completeStages(write: Write, now: Temporal.Instant): Promise<void> {
  const completeBatch = () =>
    write(async (tx) => {
      const campaigns = new Map((await findAllCampaigns(tx)).map((campaign) => [campaign.id, campaign]));
      const over = [...campaigns.values()].map((campaign) => ({ campaignId: campaign.id, periods: periodsOver(campaign, now) })).filter(({ periods }) => periods.length > 0);
      const ended = await lockOver(tx, over, BATCH);
      for (const convention of ended) {
        const at = startOf(lastDayOf(campaigns.get(convention.campaignId)!, convention.period).add({ days: 1 }));
        await saveConvention(tx, convention, { ...convention, status: "COMPLETED" } as Convention, { actor: PLATFORM, now: at });
      }
      return ended.length;
    });
  while ((await completeBatch()) === BATCH);
}
