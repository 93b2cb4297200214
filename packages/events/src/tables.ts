import { instant } from "@stages/database/columns.ts";
import { sealed } from "@stages/database/sealed.ts";
import { bigint, index, integer, type PgSchema, text, uuid } from "drizzle-orm/pg-core";
import type { Events, EventType } from "./contracts.ts";

/** An event's payload is personal data more often than not: sealed for the event's id, in the outbox as in the log. */
export const sealedPayload = () => sealed<Events[EventType]>({ boundTo: ["eventId"], within: "events" });

/**
 * FAILED: its handler, or its publication, fails each time. UNREADABLE: its content cannot be opened. NEWER: its version is
 * not known yet. BEHIND: it follows one of the same object that is NEWER, and waits for it so that their order stays.
 */
export type SetAsideFor = "FAILED" | "UNREADABLE" | "NEWER" | "BEHIND";

/**
 * The tables by which a subgraph tells and hears facts, in its own Postgres schema.
 * - outbox: events written in the transaction of the facts they tell; the relay empties it into the bus.
 * - inbox: events whose effect is committed here, or that were set aside.
 * - set_aside: events that could not be applied, or not be told, with all that it takes to do it later.
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
        /** By what it came about, where traces are on. */
        traceparent: text(),
      },
      (table) => [index("outbox_about").on(table.about)],
    ),
    inbox: schema.table("inbox", {
      eventId: uuid().primaryKey(),
      handledAt: instant().notNull(),
      /** Why its effect is missing: it was set aside, or dropped, and why. Null when it is committed. */
      failure: text(),
    }),
    setAside: schema.table(
      "set_aside",
      {
        eventId: uuid().primaryKey(),
        /** HEARD: to be applied here. TOLD: to leave from here. */
        side: text().$type<"HEARD" | "TOLD">().notNull(),
        why: text().$type<SetAsideFor>().notNull(),
        type: text().$type<EventType>().notNull(),
        version: integer().notNull(),
        key: text().notNull(),
        payload: sealedPayload().notNull(),
        /** The student or the person that it tells of, by whom an erasure finds it. */
        about: uuid(),
        occurredAt: instant().notNull(),
        /** In the log, or in the outbox: what is applied later is applied in this order. */
        position: bigint({ mode: "number" }).notNull(),
        /** The last failure, without the parameters of statements. */
        reason: text().notNull(),
        tries: integer().notNull(),
        since: instant().notNull(),
      },
      (table) => [index("set_aside_about").on(table.about)],
    ),
    busCursor: schema.table("bus_cursor", {
      consumer: text().primaryKey(),
      position: bigint({ mode: "number" }).notNull(),
    }),
  };
}

export type MessagingTables = ReturnType<typeof messagingTables>;
