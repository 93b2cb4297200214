import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Field, ID, InputType } from "type-graphql";
import type { Topic } from "../domain/webhook.ts";
import { WebhookTopicEnum } from "./webhook-type.ts";

const WEBHOOK = { description: "One of the viewer's school. Error: NOT_FOUND." } as const;
const URL_OF = "https, public, 500 characters at most, without credentials. Error: WEBHOOK_URL_REFUSED.";

@InputType("RegisterWebhookInput", { description: "Where to tell a school's software what happens." })
export class RegisterWebhookInput {
  @Field(() => ID, { description: "UAI of a school that the viewer heads. Error: FORBIDDEN." })
  readonly schoolUai!: string;

  @Field(() => String, { description: URL_OF })
  readonly url!: string;

  @Field(() => [WebhookTopicEnum], { defaultValue: [], description: "What to tell it; everything when empty." })
  readonly topics!: readonly Topic[];

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("ChangeWebhookInput", { description: "Another address, or other topics; null leaves as it is." })
export class ChangeWebhookInput {
  @Field(() => ID, WEBHOOK)
  readonly webhookId!: string;

  @Field(() => String, { nullable: true, description: `${URL_OF} Null: the same.` })
  readonly url!: string | null;

  @Field(() => [WebhookTopicEnum], { nullable: true, description: "What to tell it from now on; everything when empty. Null: the same." })
  readonly topics!: readonly Topic[] | null;
}

@InputType("RotateWebhookSecretInput", { description: "Whose secret to replace." })
export class RotateWebhookSecretInput {
  @Field(() => ID, WEBHOOK)
  readonly webhookId!: string;
}

@InputType("EnableWebhookInput", { description: "Which one to call again." })
export class EnableWebhookInput {
  @Field(() => ID, WEBHOOK)
  readonly webhookId!: string;
}

@InputType("RemoveWebhookInput", { description: "Which one to forget." })
export class RemoveWebhookInput {
  @Field(() => ID, WEBHOOK)
  readonly webhookId!: string;
}

@InputType("SendTestWebhookInput", { description: "Which one to try." })
export class SendTestWebhookInput {
  @Field(() => ID, WEBHOOK)
  readonly webhookId!: string;
}

@InputType("ResendWebhookDeliveryInput", { description: "Which message to send once more." })
export class ResendWebhookDeliveryInput {
  @Field(() => ID, { description: "A message of one of the school's webhooks, delivered or given up. Errors: NOT_FOUND, WRONG_STATE." })
  readonly deliveryId!: string;
}
