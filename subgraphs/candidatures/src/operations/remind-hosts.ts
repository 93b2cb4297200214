import type { Write } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { reminderAfter } from "../domain/reminders.ts";
import { answerAwaited } from "../persistence/events.ts";
import { findCampaigns, findOffers } from "../persistence/mirror.ts";
import { lockToRemind, saveNextReminders } from "../persistence/reminders.ts";
import { messaging } from "../persistence/tables.ts";

const BATCH = 500;

/**
 * Tells that a host has still not answered, on the days that the campaign says. What is told and when it is to be told again
 * are one transaction: each candidature is told of once a day at most, by whichever replica, and once for all the days that
 * an outage missed. Who is written to, and when in the day, is `people`'s to decide.
 */
export async function remindHosts(write: Write, now: Temporal.Instant): Promise<void> {
  const remindBatch = () =>
    write(async (tx) => {
      const due = await lockToRemind(tx, now, BATCH);
      if (due.length === 0) return 0;
      const campaigns = new Map((await findCampaigns(tx, [...new Set(due.map(({ campaignId }) => campaignId))])).map((campaign) => [campaign.id, campaign]));
      const offers = new Map((await findOffers(tx, [...new Set(due.map(({ offerId }) => offerId))])).map((offer) => [offer.id, offer]));
      await saveNextReminders(tx, due.map((candidature) => ({ id: candidature.id, on: reminderAfter(civilDateOf(now), candidature, campaigns.get(candidature.campaignId) ?? SETTINGS_OF_2024) })));
      await tell(tx, messaging, due.map((candidature) => domainEvent("AnswerAwaited", candidature.id, answerAwaited(candidature, offers.get(candidature.offerId)?.title ?? ""), now)));
      return due.length;
    });
  while ((await remindBatch()) === BATCH);
}
