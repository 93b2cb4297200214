import type { DomainEvent, Events, EventType } from "@stages/events/contracts.ts";
import type { PersonId, StudentId, WebhookId, DeliveryId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { faultOf } from "@stages/webhooks/webhook-url.ts";

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

/** What a message says: ids and words of state. Who they are, the software asks of the graph, as someone who may know. */
type Said = Readonly<Record<string, string | number | null>>;
interface Told {
  readonly schoolUai: Uai;
  readonly studentId: StudentId;
  readonly data: Said;
}
type Teller<T extends EventType> = (payload: Events[T]) => Told;

const ofCandidature = ({ schoolUai, studentId, candidatureId, offerId, hostId, campaignId, period }: Events["CandidatureSubmitted"]): Told => ({
  schoolUai, studentId, data: { candidatureId, studentId, schoolUai, offerId, hostId, campaignId, period },
});

interface TopicDefinition<T extends EventType> {
  /** As messages name it. */
  readonly name: string;
  readonly event: T;
  readonly tell: Teller<T>;
}
const topic = <T extends EventType>(name: string, event: T, tell: Teller<T>): TopicDefinition<T> => ({ name, event, tell });

/** What a school's software can be told of: each a fact about one of its students. */
const TOPICS = {
  CANDIDATURE_SUBMITTED: topic("candidature.submitted", "CandidatureSubmitted", ofCandidature),
  CANDIDATURE_ACCEPTED: topic("candidature.accepted", "CandidatureAccepted", ofCandidature),
  CANDIDATURE_CONFIRMED: topic("candidature.confirmed", "CandidatureConfirmed", ofCandidature),
  CANDIDATURE_ENDED: topic("candidature.ended", "CandidatureEnded", (fact) => {
    const told = ofCandidature(fact);
    return { ...told, data: { ...told.data, status: fact.status } };
  }),
  CONVENTION_STATUS_CHANGED: topic("convention.status_changed", "ConventionStatusChanged", ({ schoolUai, studentId, conventionId, candidatureId, hostId, from, to }) => ({
    schoolUai, studentId, data: { conventionId, candidatureId, studentId, schoolUai, hostId, from, to },
  })),
  SIGNATURE_REFUSED: topic("convention.signature_refused", "SignatureRefused", ({ schoolUai, studentId, conventionId, documentId, kind, capacity, hostId }) => ({
    schoolUai, studentId, data: { conventionId, documentId, kind, capacity, studentId, schoolUai, hostId },
  })),
  ABSENCE_STEP_REACHED: topic("absence.step_reached", "AbsenceStepReached", ({ schoolUai, studentId, absenceId, conventionId, step, hostId }) => ({
    schoolUai, studentId, data: { absenceId, conventionId, studentId, schoolUai, hostId, step },
  })),
  ABSENCE_ESCALATED: topic("absence.escalated", "AbsenceEscalated", ({ schoolUai, studentId, absenceId, conventionId, step, level, hostId }) => ({
    schoolUai, studentId, data: { absenceId, conventionId, studentId, schoolUai, hostId, step, level },
  })),
} as const;

export type Topic = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as readonly Topic[];
export const nameOfTopic = (wanted: Topic): string => TOPICS[wanted].name;

const BY_EVENT = new Map<EventType, Topic>(TOPIC_NAMES.map((name) => [TOPICS[name].event, name]));
/** The facts to be heard for it. */
export const TOLD_EVENTS: readonly EventType[] = [...BY_EVENT.keys()];

export interface Message {
  readonly topic: Topic;
  readonly schoolUai: Uai;
  readonly studentId: StudentId;
  /** JSON, as Standard Webhooks shapes it: type, timestamp, data. */
  readonly body: string;
}

/** What a fact tells schools' software; null when nothing. */
export function messageOf(event: DomainEvent): Message | null {
  const name = BY_EVENT.get(event.type);
  if (!name) return null;
  const { schoolUai, studentId, data } = (TOPICS[name].tell as Teller<EventType>)(event.payload);
  return { topic: name, schoolUai, studentId, body: bodyOf(TOPICS[name].name, event.occurredAt, data) };
}

/** What a school sends to see that its software hears. */
export const TEST_TOPIC = "test";
export const testBody = (schoolUai: Uai, at: Temporal.Instant): string => bodyOf(TEST_TOPIC, at, { schoolUai });

const bodyOf = (type: string, at: Temporal.Instant, data: Said): string => JSON.stringify({ type, timestamp: at.toString(), data });

/** After the nth failure, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; three days in all, as Standard Webhooks advises. */
const WAITS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** When to try again after the nth failure; null when it is given up. A tenth of it is chance, so that what failed together does not come back together. */
export function waitAfter(failures: number, chance: number): Temporal.Duration | null {
  const wait = WAITS[failures - 1];
  return wait === undefined ? null : Temporal.Duration.from({ milliseconds: Math.round(wait * 1_000 * (1 + chance / 10)) });
}

export const MAX_WEBHOOKS = 5;

export function refusalsOfUrl(url: string, allowLoopback: boolean): readonly Refusal[] {
  const fault = faultOf(url, { allowLoopback });
  return fault ? [refuse("WEBHOOK_URL_REFUSED", { fault }, "url")] : [];
}

export const refusalsToRegister = (known: readonly Webhook[]): readonly Refusal[] => (known.length >= MAX_WEBHOOKS ? [refuse("TOO_MANY_WEBHOOKS", { max: MAX_WEBHOOKS })] : []);
export const refusalsToEnable = ({ disabledAt }: Webhook): readonly Refusal[] => (disabledAt ? [] : [refuse("WRONG_STATE", { what: "Abonnement", status: "ACTIF" })]);
export const refusalsToSend = ({ disabledAt }: Webhook): readonly Refusal[] => (disabledAt ? [refuse("WEBHOOK_DISABLED")] : []);
export const refusalsToResend = (webhook: Webhook, delivery: WebhookDelivery): readonly Refusal[] =>
  stateOf(delivery) === "WAITING" ? [refuse("WRONG_STATE", { what: "Message", status: "EN ATTENTE" })] : refusalsToSend(webhook);
