import { instant, typeId, uai } from "@stages/database/columns.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { Channel, NotificationKind, ToldRole } from "@stages/kernel/notification-kind.ts";
import { isNotNull, isNull } from "drizzle-orm";
import { boolean, index, pgSchema, primaryKey, smallint, text, unique, uuid } from "drizzle-orm/pg-core";
import type { NotificationDetails } from "../domain/notification.ts";

export type { NotificationDetails };

const schema = pgSchema("people");

/** The inbox: one line a person for one fact. */
export const notifications = schema.table(
  "notifications",
  {
    id: typeId("notification").primaryKey(),
    personId: typeId("person").notNull(),
    /** As whom they are told: someone who has that role no more is shown it no more. */
    role: text().$type<ToldRole>().notNull(),
    kind: text().$type<NotificationKind>().notNull(),
    /** The event that told it. */
    eventId: uuid().notNull(),
    studentId: typeId("student"),
    candidatureId: typeId("candidature"),
    conventionId: typeId("convention"),
    absenceId: typeId("absence"),
    offerId: typeId("offer"),
    hostId: typeId("host"),
    schoolUai: uai(),
    details: sealed<NotificationDetails>({ boundTo: ["id"] }).notNull(),
    createdAt: instant().notNull(),
    readAt: instant(),
    /** Since when there is nothing left to do, whoever did it. */
    settledAt: instant(),
  },
  (table) => [
    unique("told_once").on(table.personId, table.eventId, table.kind),
    index("notifications_of_person").on(table.personId, table.createdAt, table.id),
    index("notifications_unread").on(table.personId).where(isNull(table.readAt)),
    index().on(table.studentId),
    index("notifications_by_convention").on(table.conventionId).where(isNotNull(table.conventionId)),
    index("notifications_by_absence").on(table.absenceId).where(isNotNull(table.absenceId)),
    index("notifications_by_candidature").on(table.candidatureId).where(isNotNull(table.candidatureId)),
  ],
);

/** Where someone wants another channel than the kind's own. */
export const notificationPreferences = schema.table(
  "notification_preferences",
  {
    personId: typeId("person").notNull(),
    kind: text().$type<NotificationKind>().notNull(),
    channel: text().$type<Channel>().notNull(),
    wanted: boolean().notNull(),
    changedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.kind, table.channel] })],
);

/** A browser that someone lets us wake. Its address and its keys are the browser's secrets. */
export const pushSubscriptions = schema.table(
  "push_subscriptions",
  {
    id: typeId("push").primaryKey(),
    personId: typeId("person").notNull(),
    /** Of the address: the same browser is one line. */
    endpointIndex: text().notNull().unique(),
    subscription: sealed<{ readonly endpoint: string; readonly p256dh: string; readonly auth: string }>({ boundTo: ["id"] }).notNull(),
    createdAt: instant().notNull(),
    lastSentAt: instant(),
  },
  (table) => [index().on(table.personId)],
);

/** One way in which one line of the inbox is to reach someone. Its id is the key by which what receives it knows it again. */
export const deliveries = schema.table(
  "deliveries",
  {
    id: typeId("delivery").primaryKey(),
    notificationId: typeId("notification").notNull(),
    personId: typeId("person").notNull(),
    channel: text().$type<Channel>().notNull(),
    /** Of a push, which browser. */
    pushSubscriptionId: typeId("push"),
    dueAt: instant().notNull(),
    /** Not before: while another dispatcher has it, or after a failure. */
    nextAttemptAt: instant(),
    failures: smallint().notNull().default(0),
    /** Handed over, or of no use any more. */
    doneAt: instant(),
    /** Why it ended otherwise than handed over, or failed last, as a code: never an address. */
    failure: text(),
  },
  (table) => [
    index("deliveries_due").on(table.dueAt, table.personId).where(isNull(table.doneAt)),
    index("deliveries_of_person").on(table.personId),
    index().on(table.notificationId),
  ],
);
