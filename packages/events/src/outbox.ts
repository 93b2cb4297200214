import type { Reader } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { inserting } from "@stages/database/written.ts";
import { traceparentNow } from "@stages/telemetry/tracing.ts";
import { aboutOf, type DomainEvent } from "./contracts.ts";
import type { MessagingTables } from "./tables.ts";

const writers = new WeakMap<MessagingTables["outbox"], ReturnType<typeof inserting<MessagingTables["outbox"]>>>();

function writerOf(outbox: MessagingTables["outbox"]) {
  const known = writers.get(outbox) ?? inserting(outbox);
  writers.set(outbox, known);
  return known;
}

/** Writes events beside the facts they tell: both are committed, or neither. */
export async function tell(db: Reader, { outbox }: MessagingTables, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  const traceparent = traceparentNow();
  await writerOf(outbox)(
    db,
    events.map(({ id: eventId, payload, ...event }) => ({
      ...event,
      eventId,
      payload: sealFor(outbox.payload, { eventId }, payload),
      about: aboutOf({ type: event.type, payload }),
      ...(traceparent && { traceparent }),
    })),
  );
}
