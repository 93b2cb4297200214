import "reflect-metadata";
import type { DeliveryId, WebhookId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { DeliveryState, DisabledWhy, Topic } from "../domain/webhook.ts";

export const WebhookTopicEnum = enumType<Topic>("WebhookTopic", "What a school's software can be told of. Its messages name it as in brackets, and hold ids and words of state alone.", {
  CANDIDATURE_SUBMITTED: "A student of the school applied (`candidature.submitted`).",
  CANDIDATURE_ACCEPTED: "A host accepted one (`candidature.accepted`).",
  CANDIDATURE_CONFIRMED: "The student confirmed (`candidature.confirmed`).",
  CANDIDATURE_ENDED: "One ended otherwise; `status` says how (`candidature.ended`).",
  CONVENTION_STATUS_CHANGED: "A convention changed status, the opening included (`convention.status_changed`).",
  SIGNATURE_REFUSED: "Someone refused to sign (`convention.signature_refused`).",
  ABSENCE_STEP_REACHED: "An absence was reported, or a step of its chain taken (`absence.step_reached`).",
  ABSENCE_ESCALATED: "A step of an absence's chain is late (`absence.escalated`).",
});

const DisabledWhyEnum = enumType<DisabledWhy>("WebhookDisabledWhy", "Why the platform calls a webhook no more.", {
  GONE: "It answered 410: it asks never to be called again.",
  NO_ANSWER: "A message was given up after three days, and none had arrived meanwhile.",
});

export const WebhookDeliveryStateEnum = enumType<DeliveryState>("WebhookDeliveryState", "How far a message is.", {
  WAITING: "To be sent, or sent again.",
  DELIVERED: "Answered by one of the 200s.",
  DEAD: "Given up: see `failure`, then `resendWebhookDelivery`.",
});

@ObjectType("Webhook", {
  description: "Where a school's own software is told of what happens to its students, by HTTP POST, by the rules of Standard Webhooks (standardwebhooks.com): `webhook-id`, `webhook-timestamp` and `webhook-signature`. A message may come twice under one id, and in another order than the facts.",
})
export class WebhookType {
  readonly schoolUai!: Uai;

  @Field(() => ID, { description: 'Such as "webhook_01kz…".' })
  readonly id!: WebhookId;

  @Field(() => String, { description: "The address that is called." })
  readonly url!: string;

  @Field(() => [WebhookTopicEnum], { description: "What it is told of; everything when empty." })
  readonly topics!: readonly Topic[];

  @Field(() => Temporal.Instant, { description: "When it was registered." })
  readonly createdAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "Since when it is called no more; null while it is. Its messages wait, 30 days at most." })
  readonly disabledAt!: Temporal.Instant | null;

  @Field(() => DisabledWhyEnum, { nullable: true, description: "Why; null while it is called." })
  readonly disabledWhy!: DisabledWhy | null;
}

@ObjectType("WebhookDelivery", { description: "One message to a school's software. It is kept 30 days." })
export class WebhookDeliveryType {
  @Field(() => ID, { description: 'Such as "delivery_01kz…": the `webhook-id` of every attempt, by which the receiver drops what it has already.' })
  readonly id!: DeliveryId;

  @Field(() => String, { description: 'What it tells, such as "convention.status_changed"; "test" for one that was sent to try.' })
  readonly topic!: string;

  @Field(() => String, { description: "What is sent, byte for byte: JSON with `type`, `timestamp` (when it happened) and `data` (ids and words of state)." })
  readonly body!: string;

  @Field(() => Temporal.Instant, { description: "When it was written." })
  readonly createdAt!: Temporal.Instant;

  @Field(() => Int, { description: "How many attempts have failed. The next come after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h; then it is given up." })
  readonly failures!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed, as a code such as "HTTP 503", "ECONNREFUSED", "NOT_PUBLIC" or "CERT_HAS_EXPIRED 2026-11-03", the day since when the certificate there is over; null when none did.' })
  readonly failure!: string | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it is sent next; null once delivered or given up." })
  readonly nextAttemptAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was answered by one of the 200s; null until then." })
  readonly deliveredAt!: Temporal.Instant | null;
}

@ObjectType("WebhookSecret", { description: "A webhook with the secret that its messages are signed with, which no other answer shows." })
export class WebhookSecretType {
  @Field(() => WebhookType, { description: "The webhook." })
  readonly webhook!: WebhookType;

  @Field(() => String, { description: 'The secret, as Standard Webhooks writes it ("whsec_…"): to be kept by the software that receives.' })
  readonly secret!: string;
}

export const { ConnectionType: WebhookDeliveryConnectionType } = connectionOf("WebhookDelivery", () => WebhookDeliveryType);
