import "reflect-metadata";
import { personOf } from "@stages/kernel/actor.ts";
import type { PushSubscriptionId } from "@stages/kernel/ids.ts";
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { WokenBrowser } from "../domain/browser.ts";
import { registerPushSubscription, removePushSubscription } from "../operations/wake-browser.ts";
import { findBrowsers } from "../persistence/push-subscriptions.ts";

@ObjectType("PushSubscription", { description: "A browser that the viewer lets the platform wake." })
export class PushSubscriptionType implements Pick<WokenBrowser, "id" | "service" | "createdAt" | "lastSentAt"> {
  @Field(() => ID, { description: 'Such as "push_01kz…".' })
  readonly id!: PushSubscriptionId;

  @Field(() => String, { description: 'The host of its push service, such as "fcm.googleapis.com": by which people tell their browsers apart.' })
  readonly service!: string;

  @Field(() => Temporal.Instant, { description: "Since when." })
  readonly createdAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was woken last; null before the first time." })
  readonly lastSentAt!: Temporal.Instant | null;
}

@InputType("RegisterPushSubscriptionInput", { description: "A browser's own `PushSubscription`, as `toJSON()` gives it." })
export class RegisterPushSubscriptionInput {
  @Field(() => String, { description: "Where its messages are brought: an address of Google's, Mozilla's, Microsoft's or Apple's push service. Error: INVALID_PUSH_SUBSCRIPTION." })
  readonly endpoint!: string;

  @Field(() => String, { description: "Its public key, `keys.p256dh`, in base64url. Error: INVALID_PUSH_SUBSCRIPTION." })
  readonly p256dh!: string;

  @Field(() => String, { description: "Its secret, `keys.auth`, in base64url. Error: INVALID_PUSH_SUBSCRIPTION." })
  readonly auth!: string;
}

@InputType("RemovePushSubscriptionInput", { description: "A browser that shall not be woken any more." })
export class RemovePushSubscriptionInput {
  @Field(() => ID, { description: "One of the viewer's. Error: NOT_FOUND." })
  readonly pushSubscriptionId!: string;
}

const RESULT = { nullable: true } as const;

@Resolver(() => PushSubscriptionType)
export class PushSubscriptionsResolver {
  @Query(() => String, { ...RESULT, description: "The `applicationServerKey` with which a browser subscribes (RFC 8292): a point of P-256 in base64url, the same as long as the platform keeps its keys. Error: FORBIDDEN." })
  pushPublicKey(@Ctx() { push }: PeopleContext) {
    return push.keys().publicKey;
  }

  @Query(() => [PushSubscriptionType], { ...RESULT, description: "The viewer's browsers, the newest first: at most 10. Error: FORBIDDEN." })
  pushSubscriptions(@Ctx() { db, actor }: PeopleContext) {
    return findBrowsers(db, personOf(actor)!);
  }

  @Mutation(() => PushSubscriptionType, { ...RESULT, description: "The viewer is woken at this browser from now on, and whoever registered it before them no more. Doing it again changes its keys. Past 10, the oldest makes way. Errors: INVALID_PUSH_SUBSCRIPTION, TRY_AGAIN, FORBIDDEN." })
  registerPushSubscription(@Arg("input", () => RegisterPushSubscriptionInput) input: RegisterPushSubscriptionInput, @Ctx() { act, writeAsPlatform, push }: PeopleContext) {
    return registerPushSubscription({ ...act, write: writeAsPlatform }, push.services, input);
  }

  @Mutation(() => PushSubscriptionType, { ...RESULT, description: "The viewer is not woken at one of their browsers any more; what waits for it is not sent. Errors: NOT_FOUND, FORBIDDEN." })
  removePushSubscription(@Arg("input", () => RemovePushSubscriptionInput) input: RemovePushSubscriptionInput, @Ctx() { act }: PeopleContext) {
    return removePushSubscription(act, input);
  }
}
