import type { Transaction } from "@stages/database/connection.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { feedbackOpeningOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { lookSooner } from "../persistence/awaited.ts";
import { findCampaign, mirrorCampaign } from "../persistence/mirror.ts";

/**
 * A day that is put off is met when the one before it comes, and looked for again. One that is brought forward has to be
 * written where stages wait for it, unless that day has been: they have been told.
 */
export async function followCampaign(tx: Transaction, fact: CampaignFact, now: Temporal.Instant): Promise<void> {
  const before = await findCampaign(tx, fact.id);
  await mirrorCampaign(tx, fact);
  if (!before) return;
  const [was, is] = [feedbackOpeningOf(before), feedbackOpeningOf(campaignOf(fact))];
  if (isOnOrBefore(was, is) || isOnOrBefore(was, civilDateOf(now))) return;
  await lookSooner(tx, fact.id, "COMPLETED", is);
}
