import { instant } from "@stages/database/columns.ts";
import { bigint, index, integer, pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { sealedPayload } from "./tables.ts";

const bus = pgSchema("bus");

// Read and written by `postgres-bus.ts` and `forget-old-events.ts` alone; declared here for their migrations.

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
  },
  (table) => [index("events_type_position").on(table.type, table.position), index("events_about").on(table.about)],
);

/** Up to where the log has forgotten events of a type: who stopped before may have missed some. */
export const horizon = bus.table("horizon", {
  type: text().primaryKey(),
  position: bigint({ mode: "number" }).notNull(),
});

/** Who reads the log to the end, and how far: what they have still to read is not forgotten under them. */
export const consumers = bus.table("consumers", {
  name: text().primaryKey(),
  types: text().array().notNull(),
  position: bigint({ mode: "number" }).notNull(),
  seenAt: instant().notNull(),
});
