import type { Database } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { type DeliveryId, newId, type NotificationId, type PersonId, type PushSubscriptionId } from "@stages/kernel/ids.ts";
import type { Channel, NotificationKind, ToldRole } from "@stages/kernel/notification-kind.ts";
import type { Browser } from "@stages/mail/push.ts";
import { blindIndex } from "@stages/vault/vault.ts";
import { randomUUID } from "node:crypto";
import { deliveries, type NotificationDetails, notifications, pushSubscriptions } from "./persistence/notification-tables.ts";

/** What was put in someone's inbox, and the ways by which it is to reach them. */
export interface Told extends Partial<Omit<typeof notifications.$inferInsert, "details">> {
  readonly personId: PersonId;
  readonly kind: NotificationKind;
  readonly role: ToldRole;
  readonly createdAt: Temporal.Instant;
  readonly details?: NotificationDetails;
  readonly by: readonly { readonly channel: Channel; readonly dueAt?: Temporal.Instant; readonly browser?: PushSubscriptionId }[];
}

/** Many in two statements. */
export async function tell(db: Database, told: readonly Told[]): Promise<readonly { readonly id: NotificationId; readonly deliveries: readonly DeliveryId[] }[]> {
  const rows = told.map(({ by, details = {}, ...one }) => {
    const id = newId("notification");
    const ways = by.map(({ channel, dueAt = one.createdAt, browser }) => ({ id: newId("delivery"), notificationId: id, personId: one.personId, channel, dueAt, pushSubscriptionId: browser ?? null }));
    return { line: { eventId: randomUUID(), ...one, id, details: sealFor(notifications.details, { id }, details) }, ways };
  });
  const ways = rows.flatMap((row) => row.ways);
  for (let start = 0; start < rows.length; start += 500) await db.insert(notifications).values(rows.slice(start, start + 500).map(({ line }) => line));
  for (let start = 0; start < ways.length; start += 500) await db.insert(deliveries).values(ways.slice(start, start + 500));
  return rows.map(({ line, ways: own }) => ({ id: line.id, deliveries: own.map(({ id }) => id) }));
}

export async function letWake(db: Database, personId: PersonId, browser: Browser, createdAt: Temporal.Instant): Promise<PushSubscriptionId> {
  const id = newId("push");
  await db.insert(pushSubscriptions).values({ id, personId, endpointIndex: blindIndex("PUSH_ENDPOINT", browser.endpoint), subscription: sealFor(pushSubscriptions.subscription, { id }, browser), createdAt });
  return id;
}
