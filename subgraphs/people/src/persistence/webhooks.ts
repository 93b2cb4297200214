import { readByKeys } from "@stages/database/compiled.ts";
import type { Database, Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { DeliveryId, StudentId, WebhookId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { DeliveryState, DisabledWhy, Topic, Webhook, WebhookDelivery } from "../domain/webhook.ts";
import type { KeysetPage } from "./keyset-page.ts";
import { webhookDeliveries as deliveries, webhooks } from "./webhook-tables.ts";

/** The secrets are read where they serve, and nowhere else. */
const SHOWN = {
  id: webhooks.id, schoolUai: webhooks.schoolUai, url: webhooks.url, topics: webhooks.topics, createdAt: webhooks.createdAt, createdBy: webhooks.createdBy,
  disabledAt: webhooks.disabledAt, disabledWhy: webhooks.disabledWhy,
};
type Row = Omit<typeof webhooks.$inferSelect, "secret" | "formerSecret" | "formerSecretUntil">;
const webhookOf = (row: Row): Webhook => ({ ...row, topics: row.topics as Topic[], disabledWhy: row.disabledWhy as DisabledWhy | null });

const readWebhooks = readByKeys(webhooks.id, (db, among) => db.select(SHOWN).from(webhooks).where(among));

export async function findWebhooks(db: Reader, ids: readonly WebhookId[]): Promise<readonly Webhook[]> {
  if (ids.length === 0) return [];
  return (await readWebhooks(db, ids)).map(webhookOf);
}

const readWebhooksOfSchools = readByKeys(webhooks.schoolUai, (db, among) => db.select(SHOWN).from(webhooks).where(among).orderBy(asc(webhooks.createdAt), asc(webhooks.id)));

/** The oldest first. */
export async function findWebhooksOfSchools(db: Reader, uais: readonly Uai[]): Promise<readonly Webhook[]> {
  return (await readWebhooksOfSchools(db, uais)).map(webhookOf);
}

/** Registrations of one school wait for each other: their number is bounded. */
export const lockWebhooksOf = (tx: Transaction, uai: Uai) => tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks ${uai}`}, 0))`);

export async function lockWebhook(tx: Transaction, id: WebhookId): Promise<Webhook | null> {
  const [row] = await tx.select(SHOWN).from(webhooks).where(eq(webhooks.id, id)).for("update");
  return row ? webhookOf(row) : null;
}

export async function insertWebhook(tx: Transaction, webhook: Webhook, secret: string): Promise<void> {
  await tx.insert(webhooks).values({ ...webhook, topics: [...webhook.topics], secret: sealFor(webhooks.secret, { id: webhook.id }, secret) });
}

export async function updateWebhook(tx: Transaction, id: WebhookId, change: { readonly url?: string; readonly topics?: readonly Topic[] }): Promise<void> {
  await tx.update(webhooks).set({ ...(change.url !== undefined && { url: change.url }), ...(change.topics && { topics: [...change.topics] }) }).where(eq(webhooks.id, id));
}

export async function replaceSecret(tx: Transaction, id: WebhookId, secret: string, formerUntil: Temporal.Instant): Promise<void> {
  const [row] = await tx.select({ id: webhooks.id, secret: webhooks.secret }).from(webhooks).where(eq(webhooks.id, id));
  const former = openFrom(webhooks.secret, row!, row!.secret);
  await tx
    .update(webhooks)
    .set({ secret: sealFor(webhooks.secret, { id }, secret), formerSecret: sealFor(webhooks.formerSecret, { id }, former), formerSecretUntil: formerUntil })
    .where(eq(webhooks.id, id));
}

export async function readSecret(tx: Reader, id: WebhookId): Promise<string | null> {
  const [row] = await tx.select({ id: webhooks.id, secret: webhooks.secret }).from(webhooks).where(eq(webhooks.id, id));
  return row ? openFrom(webhooks.secret, row, row.secret) : null;
}

/** With what it was still to be told. */
export async function deleteWebhook(tx: Transaction, id: WebhookId): Promise<void> {
  await tx.delete(deliveries).where(eq(deliveries.webhookId, id));
  await tx.delete(webhooks).where(eq(webhooks.id, id));
}

export async function enable(tx: Transaction, id: WebhookId): Promise<void> {
  await tx.update(webhooks).set({ disabledAt: null, disabledWhy: null }).where(eq(webhooks.id, id));
}

export interface NewDelivery {
  readonly id: DeliveryId;
  readonly webhookId: WebhookId;
  readonly eventId: string;
  readonly topic: string;
  readonly studentId: StudentId | null;
  readonly body: string;
  readonly createdAt: Temporal.Instant;
}

/** Once an event: the same one heard twice is one message. */
export async function insertDeliveries(tx: Transaction, all: readonly NewDelivery[]): Promise<void> {
  if (all.length === 0) return;
  await tx.insert(deliveries).values(all.map((one) => ({ ...one, body: sealFor(deliveries.body, { id: one.id }, one.body), nextAttemptAt: one.createdAt, failures: 0 }))).onConflictDoNothing();
}

type DeliveryRow = typeof deliveries.$inferSelect;
const deliveryOf = (row: DeliveryRow): WebhookDelivery => ({ ...row, body: openFrom(deliveries.body, row, row.body) });

const readDeliveries = readByKeys(deliveries.id, (db, among) => db.select().from(deliveries).where(among));

export async function findDeliveries(db: Reader, ids: readonly DeliveryId[]): Promise<readonly WebhookDelivery[]> {
  if (ids.length === 0) return [];
  return (await readDeliveries(db, ids)).map(deliveryOf);
}

const IN_STATE: Readonly<Record<DeliveryState, SQL | undefined>> = {
  WAITING: and(isNull(deliveries.deliveredAt), isNull(deliveries.deadAt)),
  DELIVERED: isNotNull(deliveries.deliveredAt),
  DEAD: isNotNull(deliveries.deadAt),
};

/** The newest first. */
export async function findDeliveriesOf(db: Reader, webhookId: WebhookId, { after, limit }: KeysetPage, state: DeliveryState | null): Promise<readonly WebhookDelivery[]> {
  const at = after && Temporal.Instant.from(after[0]);
  const id = after && (after[1] as DeliveryId);
  const rows = await db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.webhookId, webhookId), state ? IN_STATE[state] : undefined, at && id ? or(lt(deliveries.createdAt, at), and(eq(deliveries.createdAt, at), lt(deliveries.id, id))) : undefined))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit);
  return rows.map(deliveryOf);
}

/** Delivered or given up, it is sent once more, as new. */
export async function sendAgain(tx: Transaction, id: DeliveryId, at: Temporal.Instant): Promise<void> {
  await tx.update(deliveries).set({ nextAttemptAt: at, failures: 0, deliveredAt: null, deadAt: null, failure: null }).where(eq(deliveries.id, id));
}

export interface ClaimedDelivery {
  readonly id: DeliveryId;
  readonly webhookId: WebhookId;
  readonly body: string;
  readonly failures: number;
  readonly createdAt: Temporal.Instant;
  readonly url: string;
  readonly secrets: readonly string[];
}

/**
 * A few of each webhook that is not disabled, for oneself until `until`: a receiver that takes its time holds up its own
 * messages alone. What is not told delivered or failed by then, as after a crash, is anyone's again.
 */
export function claimDeliveries(db: Database, now: Temporal.Instant, until: Temporal.Instant, each: number, limit: number): Promise<readonly ClaimedDelivery[]> {
  return db.transaction(async (tx) => {
    const due = await tx.execute<{ id: string }>(sql`
      select due.id from ${webhooks} w
      cross join lateral (
        select d.id from ${deliveries} d
        where d.webhook_id = w.id and d.delivered_at is null and d.next_attempt_at <= ${now.toString()}::timestamptz
        order by d.next_attempt_at limit ${each} for update skip locked
      ) due
      where w.disabled_at is null
      limit ${limit}`);
    if (due.length === 0) return [];
    const rows = await tx
      .update(deliveries)
      .set({ nextAttemptAt: until })
      .where(sql`${deliveries.id} = any(${`{${due.map(({ id }) => id).join(",")}}`}::uuid[])`)
      .returning();
    const senders = await tx.select().from(webhooks).where(inArray(webhooks.id, rows.map(({ webhookId }) => webhookId)));
    return rows.map((row) => {
      const sender = senders.find(({ id }) => id === row.webhookId)!;
      const isFormerGood = sender.formerSecret && sender.formerSecretUntil && Temporal.Instant.compare(sender.formerSecretUntil, now) > 0;
      const secrets = [openFrom(webhooks.secret, sender, sender.secret), ...(isFormerGood ? [openFrom(webhooks.formerSecret, sender, sender.formerSecret!)] : [])];
      return { ...deliveryOf(row), url: sender.url, secrets };
    });
  });
}

export async function markDelivered(db: Reader, id: DeliveryId, at: Temporal.Instant): Promise<void> {
  await db.update(deliveries).set({ deliveredAt: at, nextAttemptAt: null, failure: null }).where(eq(deliveries.id, id));
}

export async function markFailed(db: Reader, id: DeliveryId, failures: number, failure: string, nextAttemptAt: Temporal.Instant): Promise<void> {
  await db.update(deliveries).set({ failures, failure, nextAttemptAt }).where(eq(deliveries.id, id));
}

/** Given up; and with it the webhook, when it asked for that or has taken nothing since this was first sent. */
export async function bury(db: Database, { id, webhookId, createdAt }: Pick<ClaimedDelivery, "id" | "webhookId" | "createdAt">, failures: number, failure: string, at: Temporal.Instant, isGone: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(deliveries).set({ failures, failure, nextAttemptAt: null, deadAt: at }).where(eq(deliveries.id, id));
    const since = tx.select({ one: sql`1` }).from(deliveries).where(and(eq(deliveries.webhookId, webhookId), gt(deliveries.deliveredAt, createdAt)));
    const disabledWhy: DisabledWhy = isGone ? "GONE" : "NO_ANSWER";
    await tx
      .update(webhooks)
      .set({ disabledAt: at, disabledWhy })
      .where(and(eq(webhooks.id, webhookId), isNull(webhooks.disabledAt), isGone ? undefined : sql`not exists ${since}`));
  });
}
