import type { Database } from "@stages/database/connection.ts";
import type { WebhookSender } from "@stages/webhooks/send-webhook.ts";
import { waitAfter } from "../domain/webhook.ts";
import { bury, claimDeliveries, type ClaimedDelivery, markDelivered, markFailed } from "../persistence/webhooks.ts";

const EACH = 4;
const BATCH = 40;
const BATCHES_A_TURN = 25;
/** Longer than one message takes where it meets every limit of time. */
const CLAIM = { minutes: 2 };

/** Sends what is due, at least once under the same id: only a crash between an answer and our writing it down sends one twice. */
export async function deliverWebhooks(db: Database, { send }: Pick<WebhookSender, "send">, now: Temporal.Instant, chance: () => number = Math.random): Promise<void> {
  for (let batch = 0; batch < BATCHES_A_TURN; batch++) {
    const claimed = await claimDeliveries(db, now, now.add(CLAIM), EACH, BATCH);
    const sent = await Promise.all(claimed.map((delivery) => deliver(db, send, delivery, now, chance())));
    // Where one fails the clock is read again before the next: it may have taken its time.
    if (claimed.length === 0 || sent.includes(false)) return;
  }
}

async function deliver(db: Database, send: WebhookSender["send"], delivery: ClaimedDelivery, now: Temporal.Instant, chance: number): Promise<boolean> {
  const { id, url, secrets, body } = delivery;
  const outcome = await send({ id, url, secrets, body, at: now });
  if (outcome.isDelivered) {
    await markDelivered(db, id, now);
    return true;
  }
  const failures = delivery.failures + 1;
  const wait = outcome.isGone ? null : waitAfter(failures, chance);
  if (wait) await markFailed(db, id, failures, outcome.told, now.add(wait));
  else await bury(db, delivery, failures, outcome.told, now, outcome.isGone);
  return false;
}
