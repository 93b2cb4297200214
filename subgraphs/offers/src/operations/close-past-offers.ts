import type { Database, Write } from "@stages/database/connection.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { PERIODS } from "@stages/kernel/period.ts";
import { periodsLeft } from "../domain/campaigns.ts";
import { findCampaigns } from "../persistence/campaigns.ts";
import { lockPast, saveSteps, type Step } from "../persistence/offers.ts";

const BATCH = 500;

/** Writes down which offers' period has begun, by civil date. Searches and applications have known since that day; they do not wait for this. */
export async function closePastOffers({ db, write }: { readonly db: Database; readonly write: Write }, now: Temporal.Instant): Promise<void> {
  for (const campaign of await findCampaigns(db)) while ((await closeBatch(write, campaign, now)) === BATCH);
}

async function closeBatch(write: Write, campaign: Campaign, now: Temporal.Instant): Promise<number> {
  const left = periodsLeft(campaign, civilDateOf(now));
  const begun = PERIODS.filter((period) => !left.includes(period));
  if (begun.length === 0) return 0;
  return write(async (tx) => {
    const past = await lockPast(tx, campaign.id, begun, BATCH);
    await saveSteps(tx, past.map((offer): Step => ({ from: offer.status, offer: { ...offer, status: "NEEDS_UPDATE" }, host: null, actor: PLATFORM, at: now, why: "PAST" })));
    return past.length;
  });
}
