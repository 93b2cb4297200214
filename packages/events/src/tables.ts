import { instant } from "@stages/database/columns.ts";
import { sealed } from "@stages/database/sealed.ts";
import { bigint, index, integer, type PgSchema, text, uuid } from "drizzle-orm/pg-core";
import type { Events, EventType } from "./contracts.ts";

/** An event's payload is personal data more often than not: sealed for the event's id, in the outbox as in the log. */
export const sealedPayload = () => sealed<Events[EventType]>({ boundTo: ["eventId"], within: "events" });

/**
 * The tables by which a subgraph tells and hears facts, in its own Postgres schema.
 * - outbox: events written in the transaction of the facts they tell; the relay empties it into the bus.
 * - inbox: events whose effect is committed here, or that were set aside with the reason.
 * - bus_cursor: how far this subgraph has read the bus.
 */
export function messagingTables(schema: PgSchema<string>) {
  return {
    outbox: schema.table(
      "outbox",
      {
        position: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
        eventId: uuid().notNull(),
        type: text().$type<EventType>().notNull(),
        version: integer().notNull(),
        key: text().notNull(),
        payload: sealedPayload().notNull(),
        /** The student or the person that it tells of, by whom an erasure finds it. */
        about: uuid(),
        occurredAt: instant().notNull(),
      },
      (table) => [index("outbox_about").on(table.about)],
    ),
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
