import { instant } from "@stages/database/columns.ts";
import { bigint, index, integer, pgSchema, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { sealedPayload } from "./tables.ts";

const bus = pgSchema("bus");

// Read and written by the buses and by what has them forget alone; declared here for their migrations.

export const events = bus.table(
  "events",
  {
    position: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    eventId: uuid().notNull().unique(),
    type: text().notNull(),
    version: integer().notNull(),
    key: text().notNull(),
    payload: sealedPayload().notNull(),
    about: uuid(),
    occurredAt: instant().notNull(),
    /** By what it came about, where traces are on. */
    traceparent: text(),
  },
  (table) => [index("events_type_position").on(table.type, table.position), index("events_about").on(table.about)],
);

/** Up to where a log has forgotten events of a type: who stopped before may have missed some. */
export const horizon = bus.table(
  "horizon",
  {
    /** Its name, as in cursors; empty for `events`. */
    log: text().notNull().default(""),
    type: text().notNull(),
    position: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.log, table.type] })],
);

/** Who reads a log to the end, and how far: what they have still to read is not forgotten under them. */
export const consumers = bus.table(
  "consumers",
  {
    log: text().notNull().default(""),
    name: text().notNull(),
    types: text().array().notNull(),
    position: bigint({ mode: "number" }).notNull(),
    seenAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.log, table.name] })],
);

/** By which name this database's facts are kept in NATS: one row, made when it first is used, and restored with the rest. */
export const stream = bus.table("stream", {
  token: text().primaryKey(),
});

/** What NATS is still to forget, asked for in the transaction of an erasure: each row goes once it is done. */
export const toForget = bus.table("to_forget", {
  position: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  /** Everything that tells of this student or person. */
  about: uuid(),
  /** Or this event. */
  eventId: uuid(),
});
