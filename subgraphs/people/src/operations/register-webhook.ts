import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Again, Keyed } from "@stages/database/idempotency.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { newId, type WebhookId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { faultOf } from "@stages/webhooks/webhook-url.ts";
import { refusalsOfUrl, refusalsToRegister, type Topic, type Webhook } from "../domain/webhook.ts";
import { once } from "../persistence/once.ts";
import { findWebhooks, findWebhooksOfSchools, insertWebhook, lockWebhooksOf, readSecret } from "../persistence/webhooks.ts";
import { loadOwnSchool } from "./load.ts";
import { newWebhookSecret } from "./webhook-secret.ts";

export interface RegisterWebhook extends Keyed {
  readonly schoolUai: string;
  readonly url: string;
  readonly topics: readonly Topic[];
}

/** The only answers that show a secret. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

const standing: Again<WebhookWithSecret, WebhookId> = {
  keep: ({ webhook }) => webhook.id,
  find: async (tx, id) => {
    const [webhook] = await findWebhooks(tx, [id]);
    const secret = await readSecret(tx, id);
    return webhook && secret ? { webhook, secret } : null;
  },
};

export function registerWebhook(act: Act, input: RegisterWebhook, allowLoopback: boolean): Promise<WebhookWithSecret> {
  const { actor, now } = act;
  return once(act, "registerWebhook", input, standing, async (tx: Transaction) => {
    const { uai: schoolUai } = await loadOwnSchool(tx, input.schoolUai, actor);
    insist(refusalsOfUrl(faultOf(input.url, { allowLoopback })));
    await lockWebhooksOf(tx, schoolUai);
    insist(refusalsToRegister(await findWebhooksOfSchools(tx, [schoolUai])));
    const webhook: Webhook = { id: newId("webhook"), schoolUai, url: input.url, topics: [...new Set(input.topics)], createdAt: now, createdBy: personOf(actor)!, disabledAt: null, disabledWhy: null };
    const secret = newWebhookSecret();
    await insertWebhook(tx, webhook, secret);
    return { webhook, secret };
  });
}
