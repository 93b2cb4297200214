import type { Channel, NotificationKind } from "@stages/kernel/notification-kind.ts";
import { ask } from "./ask.ts";
import * as operations from "./notifications-operations.ts";

/** What the page of notifications asks of the graph, as whoever has signed in in this tab. */

export interface Session {
  readonly token: string;
  /** Null for the first of their roles. */
  readonly role: string | null;
}

export interface Viewer {
  readonly displayName: string | null;
  readonly role: string;
  readonly roles: readonly string[];
}

export interface Line {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly urgency: "NOW" | "HOURLY" | "DAILY";
  readonly title: string;
  readonly body: string;
  readonly createdAt: string;
  readonly readAt: string | null;
  readonly settledAt: string | null;
}

export interface Lines {
  readonly unreadCount: number;
  readonly edges: readonly { readonly node: Line }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface Choice {
  readonly kind: NotificationKind;
  readonly channel: Channel;
  readonly wanted: boolean;
  readonly isDefault: boolean;
  readonly isLocked: boolean;
}

export interface Browser {
  readonly id: string;
  /** The host of its push service. */
  readonly service: string;
  readonly createdAt: string;
  readonly lastSentAt: string | null;
}

export interface Added {
  readonly notifications: { readonly unreadCount: number; readonly notification: Line | null };
}

const asked = <T>({ token, role }: Session, query: string, variables: object = {}) => ask<T>(query, variables, token, role);

export const readViewer = async (session: Session) => (await asked<{ viewer: Viewer }>(session, operations.VIEWER)).viewer;

/** The newest of what is unread, and of all. */
export const readInbox = (session: Session) =>
  asked<{ unread: Lines; all: Lines }>(session, operations.INBOX);

export const readOlder = async (session: Session, after: string, unreadOnly: boolean) =>
  (await asked<{ notifications: Lines }>(session, operations.OLDER, { after, unreadOnly })).notifications;

/** These, or all told up to an instant. Answers how many are left. */
export const markRead = async (session: Session, input: { readonly ids: readonly string[] } | { readonly until: string }) =>
  (await asked<{ markNotificationsRead: { unreadCount: number } }>(session, operations.MARK_READ, { input })).markNotificationsRead.unreadCount;

export const readChoices = async (session: Session) => (await asked<{ notificationPreferences: readonly Choice[] }>(session, operations.CHOICES)).notificationPreferences;

export const choose = async (session: Session, change: Pick<Choice, "kind" | "channel" | "wanted">) =>
  (await asked<{ changeNotificationPreferences: readonly Choice[] }>(session, operations.CHOOSE, { input: { changes: [change] } }))
    .changeNotificationPreferences;

export const readBrowsers = (session: Session) => asked<{ pushPublicKey: string; pushSubscriptions: readonly Browser[] }>(session, operations.BROWSERS);

export const registerBrowser = async (session: Session, input: { readonly endpoint: string; readonly p256dh: string; readonly auth: string }) =>
  (await asked<{ registerPushSubscription: Browser }>(session, operations.REGISTER_BROWSER, { input })).registerPushSubscription;

export const removeBrowser = (session: Session, pushSubscriptionId: string) =>
  asked(session, operations.REMOVE_BROWSER, { id: pushSubscriptionId });
