import type { DeliveryId, PersonId, WebhookId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";

/** Where a school's own software is told of what happens to its students. */
export interface Webhook {
  readonly id: WebhookId;
  readonly schoolUai: Uai;
  readonly url: string;
  /** All of them when empty. */
  readonly topics: readonly Topic[];
  readonly createdAt: Temporal.Instant;
  readonly createdBy: PersonId;
  readonly disabledAt: Temporal.Instant | null;
  readonly disabledWhy: DisabledWhy | null;
}

/** GONE: it answered 410, which asks never to be called again. NO_ANSWER: a message was given up, and none had arrived since it was first sent. */
export type DisabledWhy = "GONE" | "NO_ANSWER";

export interface WebhookDelivery {
  readonly id: DeliveryId;
  readonly webhookId: WebhookId;
  readonly topic: string;
  readonly body: string;
  readonly createdAt: Temporal.Instant;
  readonly nextAttemptAt: Temporal.Instant | null;
  readonly failures: number;
  readonly deliveredAt: Temporal.Instant | null;
  readonly deadAt: Temporal.Instant | null;
  readonly failure: string | null;
}

export const DELIVERY_STATES = ["WAITING", "DELIVERED", "DEAD"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const stateOf = ({ deliveredAt, deadAt }: WebhookDelivery): DeliveryState => (deliveredAt ? "DELIVERED" : deadAt ? "DEAD" : "WAITING");

/** What a school's software can be told of, as its messages name it: each a fact about one of its students. */
export const TOPICS = {
  CANDIDATURE_SUBMITTED: "candidature.submitted",
  CANDIDATURE_ACCEPTED: "candidature.accepted",
  CANDIDATURE_CONFIRMED: "candidature.confirmed",
  CANDIDATURE_ENDED: "candidature.ended",
  CONVENTION_STATUS_CHANGED: "convention.status_changed",
  SIGNATURE_REFUSED: "convention.signature_refused",
  ABSENCE_STEP_REACHED: "absence.step_reached",
  ABSENCE_ESCALATED: "absence.escalated",
} as const;
export type Topic = keyof typeof TOPICS;
/** What a school sends to see that its software hears. */
export const TEST_TOPIC = "test";

/** After the nth failure, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; three days in all, as Standard Webhooks advises. */
const WAITS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** When to try again after the nth failure; null when it is given up. A tenth of it is chance, so that what failed together does not come back together. */
export function waitAfter(failures: number, chance: number): Temporal.Duration | null {
  const wait = WAITS[failures - 1];
  return wait === undefined ? null : Temporal.Duration.from({ milliseconds: Math.round(wait * 1_000 * (1 + chance / 10)) });
}

export const MAX_WEBHOOKS = 5;

/** Why an address cannot be called. */
export type UrlFault = "NOT_A_URL" | "NOT_HTTPS" | "CREDENTIALS" | "NOT_PUBLIC";

export const refusalsOfUrl = (fault: UrlFault | null): readonly Refusal[] => (fault ? [refuse("WEBHOOK_URL_REFUSED", { fault }, "url")] : []);
export const refusalsToRegister = (known: readonly Webhook[]): readonly Refusal[] => (known.length >= MAX_WEBHOOKS ? [refuse("TOO_MANY_WEBHOOKS", { max: MAX_WEBHOOKS })] : []);
export const refusalsToEnable = ({ disabledAt }: Webhook): readonly Refusal[] => (disabledAt ? [] : [refuse("WRONG_STATE", { what: "Abonnement", status: "ACTIF" })]);
export const refusalsToSend = ({ disabledAt }: Webhook): readonly Refusal[] => (disabledAt ? [refuse("WEBHOOK_DISABLED")] : []);
export const refusalsToResend = (webhook: Webhook, delivery: WebhookDelivery): readonly Refusal[] =>
  stateOf(delivery) === "WAITING" ? [refuse("WRONG_STATE", { what: "Message", status: "EN ATTENTE" })] : refusalsToSend(webhook);
