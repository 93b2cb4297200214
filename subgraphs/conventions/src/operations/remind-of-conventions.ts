import type { Transaction, Write } from "@stages/database/connection.ts";
import type { DomainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type Awaited, type AwaitedAfter, dueOn, nextAfter, remindersOf } from "../domain/awaited.ts";
import type { Convention } from "../domain/convention.ts";
import { isInsuranceMissing } from "../domain/insurance.ts";
import { missingSignatures } from "../domain/sign.ts";
import { type AwaitedNews, type DueConvention, lockToRemind, saveNextReminders, tellAwaited } from "../persistence/awaited.ts";
import { findInsurances } from "../persistence/insurances.ts";
import { findCampaigns, findStudent } from "../persistence/mirror.ts";
import { messaging } from "../persistence/tables.ts";
import { loadHostName, loadSigningFrame } from "./load.ts";
import { loadAwaitedAfterwards } from "./news-after.ts";

const BATCH = 200;

/**
 * Tells who is waited for, on the days that the campaign says. What is told and when it is to be looked at again are one
 * transaction: each is told of once a day at most, by whichever replica, and once for all the days that an outage missed.
 * Who is written to, and when in the day, is `people`'s to decide.
 */
export async function remindOfConventions(write: Write, now: Temporal.Instant): Promise<void> {
  const today = civilDateOf(now);
  const remindBatch = () =>
    write(async (tx) => {
      const due = await lockToRemind(tx, now, BATCH);
      if (due.length === 0) return 0;
      const campaigns = new Map((await findCampaigns(tx, [...new Set(due.map(({ convention }) => convention.campaignId))])).map((campaign) => [campaign.id, campaign]));
      const afterwards = await loadAwaitedAfterwards(tx, due.map(({ convention }) => convention));
      const news: AwaitedNews[] = [];
      const after: DomainEvent[] = [];
      const next = [];
      for (const { convention, waitingSince, nextReminderOn } of due) {
        const campaign = campaigns.get(convention.campaignId);
        const reminders = campaign ? remindersOf({ ...convention, since: waitingSince, attestationAskedOn: afterwards.attestationAskedOn(convention.id) }, campaign) : [];
        next.push({ id: convention.id, on: nextAfter(today, reminders) });
        // On the day it began to wait it was only written down; the days before that one are told.
        for (const awaited of dueOn(today, nextReminderOn.subtract({ days: 1 }), reminders)) {
          if (isAfter(awaited)) {
            after.push(...[afterwards.newsOf(convention, awaited, now)].filter((told) => told !== null));
            continue;
          }
          const told = await newsOf(tx, convention, awaited, now);
          if (told) news.push({ ...told, startsOn: firstDayOf(campaign!, convention.period) });
        }
      }
      await saveNextReminders(tx, next);
      await tellAwaited(tx, news, now);
      await tell(tx, messaging, after);
      return due.length;
    });
  while ((await remindBatch()) === BATCH);
}

const isAfter = (awaited: Awaited | AwaitedAfter): awaited is AwaitedAfter => awaited === "ATTESTATION" || awaited === "FEEDBACK";

/** Null where nobody is to be reminded after all: what it waits for is not of this platform, or has come. */
async function newsOf(tx: Transaction, convention: DueConvention["convention"], awaited: Awaited, now: Temporal.Instant): Promise<Omit<AwaitedNews, "startsOn"> | null> {
  // The student's confirmation is awaited first, which `candidatures` sees to.
  if (awaited === "SCHOOL" && convention.confirmedAt === null) return null;
  if (awaited === "INSURANCE" && !(await awaitsInsurance(tx, convention))) return null;
  const student = await findStudent(tx, convention.studentId);
  if (!student) return null;
  const capacities = awaited === "SIGNATURE" ? missingSignatures(await loadSigningFrame(tx, convention, convention.document!, now)) : [];
  return { convention, awaited, capacities, hostName: await loadHostName(tx, convention), student, askedByHost: false };
}

/** One a student and campaign, whatever the number of their stages. */
async function awaitsInsurance(tx: Transaction, { studentId, campaignId }: Convention): Promise<boolean> {
  return isInsuranceMissing((await findInsurances(tx, [studentId])).find((insurance) => insurance.campaignId === campaignId) ?? null);
}
