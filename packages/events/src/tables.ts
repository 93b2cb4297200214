import { instant } from "@stages/database/columns.ts";
import { bigint, integer, jsonb, type PgSchema, text, uuid } from "drizzle-orm/pg-core";
import type { EventType } from "./contracts.ts";

/**
 * The tables by which a subgraph tells and hears facts, in its own Postgres schema.
 * - outbox: events written in the transaction of the facts they tell; the relay empties it into the bus.
 * - inbox: events whose effect is committed here, or that were set aside with the reason.
 * - bus_cursor: how far this subgraph has read the bus.
 */
export function messagingTables(schema: PgSchema<string>) {
  return {
    outbox: schema.table("outbox", {
      position: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
      eventId: uuid().notNull(),
      type: text().$type<EventType>().notNull(),
      version: integer().notNull(),
      key: text().notNull(),
      payload: jsonb().notNull(),
      occurredAt: instant().notNull(),
    }),
    inbox: schema.table("inbox", {
      eventId: uuid().primaryKey(),
      handledAt: instant().notNull(),
      /** Why the event was set aside; null when its effect is committed. */
      failure: text(),
    }),
    busCursor: schema.table("bus_cursor", {
      consumer: text().primaryKey(),
      position: bigint({ mode: "number" }).notNull(),
    }),
  };
}

export type MessagingTables = ReturnType<typeof messagingTables>;
