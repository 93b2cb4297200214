import { instant, typeId, uai } from "@stages/database/columns.ts";
import { sealed } from "@stages/database/sealed.ts";
import { isNull } from "drizzle-orm";
import { index, pgSchema, smallint, text, unique, uuid } from "drizzle-orm/pg-core";

const schema = pgSchema("people");

/** Where a school's own software is told of what happens to its students. */
export const webhooks = schema.table(
  "webhooks",
  {
    id: typeId("webhook").primaryKey(),
    schoolUai: uai().notNull(),
    url: text().notNull(),
    /** What its messages are signed with, shown once. While it is being replaced, both sign. */
    secret: sealed<string>({ boundTo: ["id"] }).notNull(),
    formerSecret: sealed<string>({ boundTo: ["id"] }),
    formerSecretUntil: instant(),
    /** Such as `convention.status_changed`; all of them when empty. */
    topics: text().array().notNull(),
    createdAt: instant().notNull(),
    createdBy: typeId("person").notNull(),
    /** After too many failures, or by the school. */
    disabledAt: instant(),
    disabledWhy: text(),
  },
  (table) => [index().on(table.schoolUai)],
);

/** One message to one of them; its id is the `webhook-id` by which it is known again. */
export const webhookDeliveries = schema.table(
  "webhook_deliveries",
  {
    id: typeId("delivery").primaryKey(),
    webhookId: typeId("webhook").notNull(),
    eventId: uuid().notNull(),
    topic: text().notNull(),
    studentId: typeId("student"),
    /** Ids and words of state alone. */
    body: sealed<string>({ boundTo: ["id"] }).notNull(),
    createdAt: instant().notNull(),
    nextAttemptAt: instant(),
    failures: smallint().notNull().default(0),
    deliveredAt: instant(),
    /** Given up: kept to be looked at and sent again. */
    deadAt: instant(),
    failure: text(),
  },
  (table) => [
    unique("one_message_an_event").on(table.webhookId, table.eventId),
    index("webhook_deliveries_due").on(table.nextAttemptAt).where(isNull(table.deliveredAt)),
    index().on(table.studentId),
    index().on(table.webhookId, table.createdAt),
  ],
);
