import type { Transaction } from "@stages/database/connection.ts";
import { sideBySide } from "@stages/database/side-by-side.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import type { DomainEvent, EventType } from "@stages/events/contracts.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { TOPICS } from "../domain/webhook.ts";
import { findWebhooksOfSchools, insertDeliveries } from "../persistence/webhooks.ts";
import { messageOf, TOLD_EVENTS } from "./webhook-message.ts";

/** In the transaction that hears the fact: one message for each webhook of the school that asked for it. Those disabled get theirs when they are enabled. */
async function queueWebhooks(tx: Transaction, event: DomainEvent, now: Temporal.Instant): Promise<void> {
  const message = messageOf(event);
  if (!message) return;
  const { topic, schoolUai, studentId, body } = message;
  const wanting = (await findWebhooksOfSchools(tx, [schoolUai])).filter(({ topics }) => topics.length === 0 || topics.includes(topic));
  await insertDeliveries(tx, wanting.map(({ id: webhookId }) => ({ id: newId("delivery"), webhookId, eventId: event.id, topic: TOPICS[topic], studentId, body, createdAt: now })));
}

type Handler = (tx: Transaction, event: DomainEvent) => Promise<void>;

/** The same handlers, which tell schools' software too. */
export function tellingWebhooks(handlers: Handlers, clock: Clock): Handlers {
  const both = (type: EventType): Handler => {
    const own = handlers[type] as Handler | undefined;
    return async (tx, event) => {
      await sideBySide(own?.(tx, event), queueWebhooks(tx, event, clock()));
    };
  };
  return { ...handlers, ...Object.fromEntries(TOLD_EVENTS.map((type) => [type, both(type)])) };
}
