import { instant } from "@stages/database/columns.ts";
import { bigint, index, integer, pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { sealedPayload } from "./tables.ts";

const bus = pgSchema("bus");

/** Read and written by `postgres-bus.ts` alone; declared here for its migrations. */
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
