import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { newId, type PersonId, type PushSubscriptionId } from "@stages/kernel/ids.ts";
import { blindIndex } from "@stages/vault/vault.ts";
import { and, desc, eq, inArray, ne } from "drizzle-orm";
import type { WokenBrowser } from "../domain/browser.ts";
import { pushSubscriptions } from "./notification-tables.ts";

export interface BrowserKeys {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

type Row = typeof pushSubscriptions.$inferSelect;
const browserOf = (row: Row): WokenBrowser => ({
  id: row.id,
  personId: row.personId,
  service: new URL(openFrom(pushSubscriptions.subscription, row, row.subscription).endpoint).hostname,
  createdAt: row.createdAt,
  lastSentAt: row.lastSentAt,
});

/** Someone's, the newest first. */
export async function findBrowsers(db: Reader, personId: PersonId): Promise<readonly WokenBrowser[]> {
  return (await db.select().from(pushSubscriptions).where(eq(pushSubscriptions.personId, personId)).orderBy(desc(pushSubscriptions.id))).map(browserOf);
}

/**
 * The same browser is one line, with the keys it gave last. Whoever had it before them is not woken at it any more: it is who
 * signs in there that reads it. Null when someone else took it at the same instant.
 */
export async function saveBrowser(tx: Transaction, personId: PersonId, browser: BrowserKeys, now: Temporal.Instant): Promise<WokenBrowser | null> {
  const endpointIndex = blindIndex("PUSH_ENDPOINT", browser.endpoint);
  await tx.delete(pushSubscriptions).where(and(eq(pushSubscriptions.endpointIndex, endpointIndex), ne(pushSubscriptions.personId, personId)));
  const id = newId("push");
  const [added] = await tx
    .insert(pushSubscriptions)
    .values({ id, personId, endpointIndex, subscription: sealFor(pushSubscriptions.subscription, { id }, browser), createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (added) return browserOf(added);
  const [own] = await tx.select().from(pushSubscriptions).where(and(eq(pushSubscriptions.endpointIndex, endpointIndex), eq(pushSubscriptions.personId, personId))).for("update");
  if (!own) return null;
  const [changed] = await tx.update(pushSubscriptions).set({ subscription: sealFor(pushSubscriptions.subscription, own, browser) }).where(eq(pushSubscriptions.id, own.id)).returning();
  return browserOf(changed!);
}

/** One's own; null when it is not, or is no more. */
export async function deleteBrowser(tx: Transaction, personId: PersonId, id: PushSubscriptionId): Promise<WokenBrowser | null> {
  const [gone] = await tx.delete(pushSubscriptions).where(and(eq(pushSubscriptions.id, id), eq(pushSubscriptions.personId, personId))).returning();
  return gone ? browserOf(gone) : null;
}

export async function deleteBrowsers(tx: Transaction, ids: readonly PushSubscriptionId[]): Promise<void> {
  if (ids.length > 0) await tx.delete(pushSubscriptions).where(inArray(pushSubscriptions.id, [...ids]));
}
