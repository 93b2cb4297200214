import type { Reader } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { aboutOf, type DomainEvent } from "./contracts.ts";
import type { MessagingTables } from "./tables.ts";

/** Writes events beside the facts they tell: both are committed, or neither. */
export async function tell(db: Reader, { outbox }: MessagingTables, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db.insert(outbox).values(
    events.map(({ id: eventId, payload, ...event }) => ({
      ...event,
      eventId,
      payload: sealFor(outbox.payload, { eventId }, payload),
      about: aboutOf({ type: event.type, payload }),
    })),
  );
}
