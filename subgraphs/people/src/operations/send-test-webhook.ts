import type { Act } from "@stages/database/act.ts";
import { newId, parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsToResend, refusalsToSend, TEST_TOPIC, type WebhookDelivery } from "../domain/webhook.ts";
import { findDeliveries, insertDeliveries, lockWebhook, sendAgain } from "../persistence/webhooks.ts";
import { type OnWebhook, ownWebhook } from "./change-webhook.ts";
import { testBody } from "./webhook-message.ts";

export function sendTestWebhook({ write, now }: Act, { webhookId }: OnWebhook): Promise<WebhookDelivery> {
  return write(async (tx) => {
    const webhook = await ownWebhook(tx, webhookId);
    insist(refusalsToSend(webhook));
    const id = newId("delivery");
    await insertDeliveries(tx, [{ id, webhookId: webhook.id, eventId: crypto.randomUUID(), topic: TEST_TOPIC, studentId: null, body: testBody(webhook.schoolUai, now), createdAt: now }]);
    return (await findDeliveries(tx, [id]))[0]!;
  });
}

/** Under its own id, so that whoever had heard it drops it. */
export function resendWebhookDelivery({ write, now }: Act, { deliveryId: text }: { readonly deliveryId: string }): Promise<WebhookDelivery> {
  return write(async (tx) => {
    const id = parseId("delivery", text);
    const [delivery] = id ? await findDeliveries(tx, [id]) : [];
    const webhook = delivery && (await lockWebhook(tx, delivery.webhookId));
    if (!webhook) throw refused("NOT_FOUND", { what: "Message" }, "deliveryId");
    insist(refusalsToResend(webhook, delivery));
    await sendAgain(tx, delivery.id, now);
    return (await findDeliveries(tx, [delivery.id]))[0]!;
  });
}
