import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { faultOf } from "@stages/webhooks/webhook-url.ts";
import { refusalsOfUrl, refusalsToEnable, type Topic, type Webhook } from "../domain/webhook.ts";
import { deleteWebhook, enable, lockWebhook, replaceSecret, updateWebhook } from "../persistence/webhooks.ts";
import type { WebhookWithSecret } from "./register-webhook.ts";
import { newWebhookSecret } from "./webhook-secret.ts";

export interface OnWebhook {
  readonly webhookId: string;
}

/** How long a receiver has to take over its new secret. */
const FORMER_SIGNS_FOR = { hours: 24 };

/** One that the row policies show to this actor: those of their schools. */
export async function ownWebhook(tx: Transaction, text: string): Promise<Webhook> {
  const id = parseId("webhook", text);
  const webhook = id && (await lockWebhook(tx, id));
  if (!webhook) throw refused("NOT_FOUND", { what: "Abonnement" }, "webhookId");
  return webhook;
}

export function changeWebhook({ write }: Act, { webhookId, url, topics }: OnWebhook & { readonly url?: string | null; readonly topics?: readonly Topic[] | null }, allowLoopback: boolean): Promise<Webhook> {
  return write(async (tx) => {
    const webhook = await ownWebhook(tx, webhookId);
    const change = { url: url ?? webhook.url, topics: topics ? [...new Set(topics)] : webhook.topics };
    insist(refusalsOfUrl(faultOf(change.url, { allowLoopback })));
    await updateWebhook(tx, webhook.id, change);
    return { ...webhook, ...change };
  });
}

export function rotateWebhookSecret({ write, now }: Act, { webhookId }: OnWebhook): Promise<WebhookWithSecret> {
  return write(async (tx) => {
    const webhook = await ownWebhook(tx, webhookId);
    const secret = newWebhookSecret();
    await replaceSecret(tx, webhook.id, secret, now.add(FORMER_SIGNS_FOR));
    return { webhook, secret };
  });
}

/** What waited meanwhile is due at once. */
export function enableWebhook({ write }: Act, { webhookId }: OnWebhook): Promise<Webhook> {
  return write(async (tx) => {
    const webhook = await ownWebhook(tx, webhookId);
    insist(refusalsToEnable(webhook));
    await enable(tx, webhook.id);
    return { ...webhook, disabledAt: null, disabledWhy: null };
  });
}

export function removeWebhook({ write }: Act, { webhookId }: OnWebhook): Promise<Uai> {
  return write(async (tx) => {
    const { id, schoolUai } = await ownWebhook(tx, webhookId);
    await deleteWebhook(tx, id);
    return schoolUai;
  });
}
