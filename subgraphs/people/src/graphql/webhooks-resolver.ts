import "reflect-metadata";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { School } from "../domain/school.ts";
import { type DeliveryState, refusalsToEnable, refusalsToResend, refusalsToSend, stateOf, type Webhook, type WebhookDelivery } from "../domain/webhook.ts";
import { changeWebhook, enableWebhook, removeWebhook, rotateWebhookSecret } from "../operations/change-webhook.ts";
import { registerWebhook } from "../operations/register-webhook.ts";
import { resendWebhookDelivery, sendTestWebhook } from "../operations/send-test-webhook.ts";
import { findDeliveriesOf } from "../persistence/webhooks.ts";
import type { KeysetPage } from "../persistence/keyset-page.ts";
import { AFTER, FIRST, pageIn, type SortedList } from "./pages.ts";
import { SchoolType } from "./school-type.ts";
import {
  ChangeWebhookInput, EnableWebhookInput, RegisterWebhookInput, RemoveWebhookInput, ResendWebhookDeliveryInput, RotateWebhookSecretInput, SendTestWebhookInput,
} from "./webhook-inputs.ts";
import { WebhookDeliveryConnectionType, WebhookDeliveryStateEnum, WebhookDeliveryType, WebhookSecretType, WebhookType } from "./webhook-type.ts";

const RESULT = { nullable: true } as const;
const DELIVERIES: SortedList<WebhookDelivery> = { name: "webhookDeliveries", keyOf: ({ createdAt, id }) => [createdAt.toString(), id] };

@Resolver(() => SchoolType)
export class SchoolWebhooksResolver {
  @FieldResolver(() => [WebhookType], { ...RESULT, description: "Where its own software is told of what happens to its students, oldest first: for the head. FORBIDDEN to everyone else." })
  webhooks(@Root() { uai }: School, @Ctx() { loaders }: PeopleContext) {
    return loaders.webhooksOfSchool.load(uai);
  }
}

@Resolver(() => WebhookType)
export class WebhooksResolver {
  @FieldResolver(() => WebhookDeliveryConnectionType, { description: "Its messages of the last 30 days, newest first." })
  deliveries(
    @Root() { id }: Webhook,
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("state", () => WebhookDeliveryStateEnum, { nullable: true, description: "Only those in this state; all when null." }) state: DeliveryState | null = null,
    @Ctx() { db }: PeopleContext,
  ) {
    return pageIn(DELIVERIES, { first, after }, (page) => findDeliveriesOf(db, id, checked(page), state));
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  viewerActions(@Root() webhook: Webhook) {
    const always = ["changeWebhook", "rotateWebhookSecret", "removeWebhook"].map((action) => viewerAction(action, []));
    return [...always, viewerAction("enableWebhook", refusalsToEnable(webhook)), viewerAction("sendTestWebhook", refusalsToSend(webhook))];
  }

  @Mutation(() => WebhookSecretType, { ...RESULT, description: "The head has the school's own software told of what happens to its students, from now on. The secret is shown once. Errors: INVALID_UAI, NOT_FOUND for a school that is not the head's own, WEBHOOK_URL_REFUSED, TOO_MANY_WEBHOOKS." })
  registerWebhook(@Arg("input", () => RegisterWebhookInput) input: RegisterWebhookInput, @Ctx() { act, callsLoopback }: PeopleContext) {
    return registerWebhook(act, input, callsLoopback);
  }

  @Mutation(() => WebhookType, { ...RESULT, description: "Another address, or other topics: also for what waits. Errors: WEBHOOK_URL_REFUSED, NOT_FOUND, FORBIDDEN." })
  changeWebhook(@Arg("input", () => ChangeWebhookInput) input: ChangeWebhookInput, @Ctx() { act, callsLoopback }: PeopleContext) {
    return changeWebhook(act, input, callsLoopback);
  }

  @Mutation(() => WebhookSecretType, { ...RESULT, description: "A new secret. For 24 hours messages carry the signatures of both, so that the receiver can change over. Errors: NOT_FOUND, FORBIDDEN." })
  rotateWebhookSecret(@Arg("input", () => RotateWebhookSecretInput) input: RotateWebhookSecretInput, @Ctx() { act }: PeopleContext) {
    return rotateWebhookSecret(act, input);
  }

  @Mutation(() => WebhookType, { ...RESULT, description: "It is called again; what waited leaves at once. Errors: WRONG_STATE, NOT_FOUND, FORBIDDEN." })
  enableWebhook(@Arg("input", () => EnableWebhookInput) input: EnableWebhookInput, @Ctx() { act }: PeopleContext) {
    return enableWebhook(act, input);
  }

  @Mutation(() => SchoolType, { ...RESULT, description: "It is called no more, and its messages are forgotten. Errors: NOT_FOUND, FORBIDDEN." })
  async removeWebhook(@Arg("input", () => RemoveWebhookInput) input: RemoveWebhookInput, @Ctx() { act, loaders }: PeopleContext) {
    return loaders.school.load(await removeWebhook(act, input));
  }

  @Mutation(() => WebhookDeliveryType, { ...RESULT, description: "Sends it a message that tells nothing, topic \"test\". Errors: WEBHOOK_DISABLED, NOT_FOUND, FORBIDDEN." })
  sendTestWebhook(@Arg("input", () => SendTestWebhookInput) input: SendTestWebhookInput, @Ctx() { act }: PeopleContext) {
    return sendTestWebhook(act, input);
  }

  @Mutation(() => WebhookDeliveryType, { ...RESULT, description: "Sends a message once more, under the same id. Errors: WRONG_STATE, WEBHOOK_DISABLED, NOT_FOUND, FORBIDDEN." })
  resendWebhookDelivery(@Arg("input", () => ResendWebhookDeliveryInput) input: ResendWebhookDeliveryInput, @Ctx() { act }: PeopleContext) {
    return resendWebhookDelivery(act, input);
  }
}

@Resolver(() => WebhookDeliveryType)
export class WebhookDeliveriesResolver {
  @FieldResolver(() => WebhookDeliveryStateEnum, { description: "How far it is." })
  state(@Root() delivery: WebhookDelivery) {
    return stateOf(delivery);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() delivery: WebhookDelivery, @Ctx() { loaders }: PeopleContext) {
    const webhook = await loaders.webhook.load(delivery.webhookId);
    return webhook ? [viewerAction("resendWebhookDelivery", refusalsToResend(webhook, delivery))] : [];
  }
}

/** Both parts of this list's key have a form, which the database would insist upon. */
function checked(page: KeysetPage): KeysetPage {
  if (page.after && !(parseId("delivery", page.after[1]) && isInstant(page.after[0]))) throw refused("INVALID_CURSOR", "after");
  return page;
}

function isInstant(text: string): boolean {
  try {
    return Boolean(Temporal.Instant.from(text));
  } catch {
    return false;
  }
}
