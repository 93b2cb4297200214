import type { Database, Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import type { DeliveryId, PersonId, PushSubscriptionId } from "@stages/kernel/ids.ts";
import type { Channel, NotificationKind } from "@stages/kernel/notification-kind.ts";
import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, notExists, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type News, QUIET_KINDS, type Unsent } from "../domain/news.ts";
import { deliveries, notifications, pushSubscriptions } from "./notification-tables.ts";
import { grants, legalRepresentatives, outgoingMails } from "./tables.ts";

export interface Delivery {
  readonly id: DeliveryId;
  readonly personId: PersonId;
  readonly channel: Channel;
  readonly news: News;
}

/** What is locked: the line of the inbox stays its reader's to mark. drizzle writes a schema's name, which PostgreSQL refuses here. */
const own = alias(deliveries, "deliveries");
const columns = { delivery: deliveries, notification: notifications };
type Row = { readonly delivery: typeof deliveries.$inferSelect; readonly notification: typeof notifications.$inferSelect };

const newsOf = ({ id: notificationId, kind, role, details, ...rest }: Row["notification"]): News => ({ notificationId, kind, role, details: openFrom(notifications.details, { ...rest, id: notificationId }, details) });
const deliveryOf = ({ delivery: { id, personId, channel }, notification }: Row): Delivery => ({ id, personId, channel, news: newsOf(notification) });

const isDue = (now: Temporal.Instant): SQL => and(isNull(deliveries.doneAt), lte(deliveries.dueAt, now), or(isNull(deliveries.nextAttemptAt), lte(deliveries.nextAttemptAt, now)))!;
const isBy = (channels: readonly Channel[], kinds: readonly NotificationKind[]): SQL => and(inArray(deliveries.channel, [...channels]), inArray(notifications.kind, [...kinds]))!;

const select = (tx: Reader) => tx.select(columns).from(deliveries).innerJoin(notifications, eq(notifications.id, deliveries.notificationId));

/** Some of what is due, the longest due first; locked, and what another replica has locked is its own. */
export async function lockDue(tx: Transaction, channels: readonly Channel[], kinds: readonly NotificationKind[], now: Temporal.Instant, limit: number): Promise<readonly Delivery[]> {
  const rows = await select(tx).where(and(isDue(now), isBy(channels, kinds))).orderBy(asc(deliveries.dueAt), asc(deliveries.id)).limit(limit).for("update", { of: own, skipLocked: true });
  return rows.map(deliveryOf);
}

/** Some of those to whom something is to be written; without those who had the digest of that day already. */
export async function findToWrite(db: Reader, kinds: readonly NotificationKind[], now: Temporal.Instant, limit: number, digestOn?: Temporal.PlainDate): Promise<readonly PersonId[]> {
  const hadDigest = digestOn && db.select({ one: sql`1` }).from(outgoingMails).where(and(eq(outgoingMails.recipientId, deliveries.personId), eq(outgoingMails.digestOn, digestOn)));
  const rows = await db
    .selectDistinct({ personId: deliveries.personId })
    .from(deliveries)
    .innerJoin(notifications, eq(notifications.id, deliveries.notificationId))
    .where(and(isDue(now), isBy(["MAIL"], kinds), hadDigest && notExists(hadDigest)))
    .limit(limit);
  return rows.map(({ personId }) => personId);
}

/** All that is to be written to each of these, in the order in which it happened; locked, what another replica has locked being waited for or left to it. */
export async function lockLetters(tx: Transaction, personIds: readonly PersonId[], kinds: readonly NotificationKind[], now: Temporal.Instant, locked: "wait" | "skip"): Promise<ReadonlyMap<PersonId, readonly Delivery[]>> {
  if (personIds.length === 0) return new Map();
  const rows = await select(tx)
    .where(and(isDue(now), isBy(["MAIL"], kinds), inArray(deliveries.personId, [...personIds])))
    .orderBy(asc(notifications.createdAt), asc(notifications.id))
    .for("update", locked === "skip" ? { of: own, skipLocked: true } : { of: own });
  return Map.groupBy(rows.map(deliveryOf), ({ personId }) => personId);
}

export interface ClaimedPush extends Delivery {
  readonly failures: number;
  /** Null once they have taken it from us, or another person has the browser. */
  readonly browser: { readonly id: PushSubscriptionId; readonly endpoint: string; readonly p256dh: string; readonly auth: string } | null;
}

/**
 * Takes some for oneself until `until`; what is not told handed over or failed by then, as after a crash, is anyone's again. No
 * lock outlives the statement: a push service may take its time.
 */
export function claimPushes(db: Database, now: Temporal.Instant, until: Temporal.Instant, limit: number): Promise<readonly ClaimedPush[]> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .select({ ...columns, browser: pushSubscriptions })
      .from(deliveries)
      .innerJoin(notifications, eq(notifications.id, deliveries.notificationId))
      .leftJoin(pushSubscriptions, and(eq(pushSubscriptions.id, deliveries.pushSubscriptionId), eq(pushSubscriptions.personId, deliveries.personId)))
      .where(and(isDue(now), eq(deliveries.channel, "PUSH")))
      .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
      .limit(limit)
      .for("update", { of: own, skipLocked: true });
    if (rows.length === 0) return [];
    await tx.update(deliveries).set({ nextAttemptAt: until }).where(inArray(deliveries.id, rows.map(({ delivery }) => delivery.id)));
    return rows.map(({ browser, ...row }) => ({
      ...deliveryOf(row),
      failures: row.delivery.failures,
      browser: browser && { id: browser.id, ...openFrom(pushSubscriptions.subscription, browser, browser.subscription) },
    }));
  });
}

export async function markPushed(db: Database, id: DeliveryId, browser: PushSubscriptionId, now: Temporal.Instant): Promise<void> {
  await db.transaction(async (tx) => {
    await finish(tx, [id], now, null);
    await tx.update(pushSubscriptions).set({ lastSentAt: now }).where(eq(pushSubscriptions.id, browser));
  });
}

/** Those handed to a browser last, for whoever develops. */
export async function findPushed(db: Reader, limit: number): Promise<readonly (Delivery & { readonly doneAt: Temporal.Instant })[]> {
  const rows = await select(db).where(and(eq(deliveries.channel, "PUSH"), isNotNull(deliveries.doneAt), isNull(deliveries.failure))).orderBy(desc(deliveries.doneAt), desc(deliveries.id)).limit(limit);
  return rows.map((row) => ({ ...deliveryOf(row), doneAt: row.delivery.doneAt! }));
}

export async function markPushFailed(db: Reader, id: DeliveryId, failures: number, failure: string, nextAttemptAt: Temporal.Instant): Promise<void> {
  await db.update(deliveries).set({ failures, failure, nextAttemptAt }).where(eq(deliveries.id, id));
}

/** Given up: nobody tries it again, and its row says why. */
export async function markGivenUp(db: Reader, id: DeliveryId, failures: number, failure: string, now: Temporal.Instant): Promise<void> {
  await db.update(deliveries).set({ doneAt: now, failures, failure: `GIVEN_UP ${failure}` }).where(eq(deliveries.id, id));
}

/** What else waits for it ends with it. */
export async function forgetBrowser(db: Database, id: PushSubscriptionId, now: Temporal.Instant): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(pushSubscriptions).where(eq(pushSubscriptions.id, id));
    await tx.update(deliveries).set({ doneAt: now, failure: "BROWSER_GONE" satisfies Unsent }).where(and(eq(deliveries.pushSubscriptionId, id), isNull(deliveries.doneAt)));
  });
}

/** Handed over when there is no reason; otherwise of no use any more. */
export async function finish(db: Reader, ids: readonly DeliveryId[], now: Temporal.Instant, failure: Unsent | null): Promise<void> {
  if (ids.length > 0) await db.update(deliveries).set({ doneAt: now, failure }).where(inArray(deliveries.id, [...ids]));
}

export async function postpone(db: Reader, ids: readonly DeliveryId[], until: Temporal.Instant): Promise<void> {
  if (ids.length > 0) await db.update(deliveries).set({ nextAttemptAt: until }).where(inArray(deliveries.id, [...ids]));
}

const { personId, role, schoolUai, hostId, studentId } = notifications;
/** Within the bounds that the line was told in; a line without bounds asks for the role alone. */
const hasRole: SQL = sql`(exists (
    select from ${grants} where ${grants.personId} = ${personId} and ${grants.role} = ${role} and case ${grants.role}
      when 'HOST_MANAGER' then ${hostId} is null or ${grants.hostId} = ${hostId}
      when 'STUDENT' then ${studentId} is null or ${grants.studentId} = ${studentId}
      when 'LEGAL_REPRESENTATIVE' then ${studentId} is null or ${grants.studentId} = ${studentId}
      when 'TUTOR' then true
      else ${schoolUai} is null or ${grants.schoolUai} = ${schoolUai}
    end)
  or ${role} = 'LEGAL_REPRESENTATIVE' and exists (
    select from ${legalRepresentatives} where ${legalRepresentatives.personId} = ${personId} and ${legalRepresentatives.studentId} = ${studentId}))`;

/**
 * Ends what is of no use any more without sending it: nothing is left to do, it was read where it may wait, or it is not theirs
 * to know any more. How many it ended, at most `limit`.
 */
export async function finishUseless(tx: Transaction, kinds: readonly NotificationKind[], now: Temporal.Instant, limit: number): Promise<number> {
  const isQuiet = inArray(notifications.kind, [...QUIET_KINDS]);
  const why = sql<Unsent>`case when ${notifications.settledAt} is not null then 'SETTLED' when ${notifications.readAt} is not null and ${isQuiet} then 'READ' when not ${hasRole} then 'ROLE_LOST' end`;
  const useless = await tx
    .select({ id: deliveries.id, why })
    .from(deliveries)
    .innerJoin(notifications, eq(notifications.id, deliveries.notificationId))
    .where(and(isNull(deliveries.doneAt), lte(deliveries.dueAt, now), inArray(notifications.kind, [...kinds]), sql`${why} is not null`))
    .limit(limit)
    .for("update", { of: own, skipLocked: true });
  for (const [reason, rows] of Map.groupBy(useless, (row) => row.why)) await finish(tx, rows.map(({ id }) => id), now, reason);
  return useless.length;
}
