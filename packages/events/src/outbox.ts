import type { Transaction } from "@stages/database/connection.ts";
import type { DomainEvent } from "./contracts.ts";
import type { MessagingTables } from "./tables.ts";

/** Writes events beside the facts they tell: both are committed, or neither. */
export async function tell(tx: Transaction, { outbox }: MessagingTables, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(outbox).values(events.map(({ id, ...event }) => ({ ...event, eventId: id })));
}
