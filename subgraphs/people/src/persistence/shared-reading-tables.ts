import { instant, typeId } from "@stages/database/columns.ts";
import { index, pgSchema, primaryKey, text } from "drizzle-orm/pg-core";

const schema = pgSchema("people");

/** Who was handed the answer to a request that was made once for several colleagues: what it reads, each of them has read. */
export const sharedReadings = schema.table(
  "shared_readings",
  {
    requestId: text().notNull(),
    readerId: typeId("person").notNull(),
    notedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.readerId] }), index().on(table.notedAt)],
);
