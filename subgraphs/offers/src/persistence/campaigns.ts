import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { campaignFact, campaignOf } from "@stages/events/campaign-fact.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { and, asc, count, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { CampaignChange } from "../domain/define-campaign.ts";
import { campaignChanges, campaigns, messaging, offers } from "./tables.ts";

/** All of them, one a year, oldest first. */
export async function findCampaigns(db: Reader): Promise<readonly Campaign[]> {
  const rows = await db.select().from(campaigns).orderBy(asc(campaigns.id));
  return rows.map(({ campaign }) => campaignOf(campaign));
}

const DEFINING_LOCK = 7_283_011;

/** One definition after the other, new campaigns included, which have no row to lock. */
export async function lockCampaigns(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${DEFINING_LOCK})`);
}

export async function saveCampaign(tx: Transaction, settings: Campaign, now: Temporal.Instant): Promise<void> {
  const campaign = campaignFact(settings);
  await tx.insert(campaigns).values({ id: campaign.id, campaign }).onConflictDoUpdate({ target: campaigns.id, set: { campaign } });
  await tell(tx, messaging, [domainEvent("CampaignDefined", campaign.id, { campaign }, now)]);
}

export async function countPublishedOffers(tx: Transaction, campaignId: string): Promise<number> {
  const [row] = await tx.select({ published: count() }).from(offers).where(and(eq(offers.campaignId, campaignId), isNotNull(offers.publishedAt)));
  return row!.published;
}

interface Changed {
  readonly campaignId: string;
  readonly changes: readonly CampaignChange[];
  readonly actor: Actor;
  readonly now: Temporal.Instant;
}

export async function recordCampaignChanges(tx: Transaction, { campaignId, changes, actor, now }: Changed): Promise<void> {
  await tx.insert(campaignChanges).values({ campaignId, changes, changedAt: now, byRole: actor.role, byPersonId: personOf(actor) });
}

export type CampaignChanges = typeof campaignChanges.$inferSelect;

const readCampaignChanges = readByKeys(campaignChanges.campaignId, (db, among) => db.select().from(campaignChanges).where(among).orderBy(desc(campaignChanges.changedAt), desc(campaignChanges.id)));

/** Newest first. */
export async function findCampaignChanges(db: Reader, campaignIds: readonly string[]): Promise<readonly CampaignChanges[]> {
  return readCampaignChanges(db, campaignIds);
}

export async function findChangesBy(db: Reader, personId: PersonId): Promise<readonly CampaignChanges[]> {
  return db.select().from(campaignChanges).where(eq(campaignChanges.byPersonId, personId)).orderBy(desc(campaignChanges.changedAt));
}
