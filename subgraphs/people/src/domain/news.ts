import type { NotificationId } from "@stages/kernel/ids.ts";
import { NOTIFICATION_KINDS, NOTIFICATION_RULES, type NotificationKind, type ToldRole, type Urgency } from "@stages/kernel/notification-kind.ts";
import type { NotificationDetails } from "./notification.ts";
import type { Words } from "./notification-words.ts";

/** One line of someone's inbox, as it is about to reach them elsewhere. */
export interface News {
  readonly notificationId: NotificationId;
  readonly kind: NotificationKind;
  /** As whom they are told. */
  readonly role: ToldRole;
  readonly details: NotificationDetails;
}

/** What is said of it, in French: the same words by every way. */
export type WordsOf = (news: News) => Words;

export const urgencyOf = (kind: NotificationKind): Urgency => NOTIFICATION_RULES[kind].urgency;
export const kindsOf = (...urgencies: readonly Urgency[]): readonly NotificationKind[] => NOTIFICATION_KINDS.filter((kind) => urgencies.includes(urgencyOf(kind)));

/** What is no news any more once it was read on the platform. What is told at once is told, lest it was read by someone else at the same screen. */
export const QUIET_KINDS = kindsOf("HOURLY", "DAILY");

/** Why a delivery ended otherwise than handed over. */
export type Unsent = "SETTLED" | "READ" | "ROLE_LOST" | "NO_ADDRESS" | "NO_NUMBER" | "NO_SMS" | "BROWSER_GONE";

interface PushTerms {
  readonly urgency: "high" | "normal" | "low";
  /** How long it is of use to a browser that is away. */
  readonly ttl: Temporal.Duration;
}

export const PUSH_TERMS: Readonly<Record<Urgency, PushTerms>> = {
  // Of an absence one learns by the other ways before the day is over.
  NOW: { urgency: "high", ttl: Temporal.Duration.from({ hours: 8 }) },
  HOURLY: { urgency: "normal", ttl: Temporal.Duration.from({ hours: 24 }) },
  DAILY: { urgency: "low", ttl: Temporal.Duration.from({ hours: 24 }) },
};

/** The wait doubles from 30 s to an hour: some five hours and a half in all, after which a news is old. */
export const MOST_FAILURES = 12;

/** Of news that are not of an hour: when the present one began. */
export const hourOf = (now: Temporal.Instant): Temporal.Instant => now.round({ smallestUnit: "hour", roundingMode: "floor" });
