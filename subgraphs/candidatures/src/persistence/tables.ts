import { academy, campaignId, civilDate, departmentOfSchool, instant, typeId, uai } from "@stages/database/columns.ts";
import { idempotencyTable } from "@stages/database/idempotency.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { OfferMode } from "@stages/kernel/offer-mode.ts";
import { MOST_SEATS } from "@stages/kernel/offer-seats.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { sql } from "drizzle-orm";
import { bigint, boolean, check, doublePrecision, index, integer, jsonb, pgSchema, primaryKey, text, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import type { Status } from "../domain/lifecycle.ts";

const schema = pgSchema("candidatures");

export const messaging = messagingTables(schema);
export const { outbox, inbox, setAside, busCursor } = messaging;
export const idempotencyKeys = idempotencyTable(schema);

/**
 * `status` is what was last written; what a candidature is now also depends on the two deadlines (see deadlines.ts).
 * The literals in the predicates below are repeated in the queries that these indexes serve.
 */
export const candidatures = schema.table(
  "candidatures",
  {
    id: typeId("candidature").primaryKey(),
    offerId: typeId("offer").notNull(),
    hostId: typeId("host").notNull(),
    studentId: typeId("student").notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    department: departmentOfSchool(),
    campaignId: campaignId().notNull(),
    period: text().$type<Period>().notNull(),
    status: text().$type<Status>().notNull(),
    /** A seal always: that nobody wrote any is sealed too. */
    motivation: sealed<string | null>().notNull(),
    bookingId: typeId("booking"),
    submittedAt: instant().notNull(),
    lastDayToAnswer: civilDate().notNull(),
    lastDayToConfirm: civilDate(),
    /** Three distances, from places that are public, would tell where the home is. */
    distanceKm: sealed<number>().notNull(),
    /** Who of the host's managers answers; null for any of them. */
    assignedTo: typeId("person"),
    nextReminderOn: civilDate(),
    /** On which day the student was told that the last one to confirm was near; null while they have not been. */
    confirmationRemindedOn: civilDate(),
    /** The offer's, brought by a trigger: what is counted by them stays so, whatever becomes of the offer. */
    sector: varchar({ length: 1 }),
    hostKind: text(),
    /** Whether the distance is over the campaign's notice: of the sealed distance, what is counted. */
    farFromHome: boolean().notNull().default(false),
  },
  (table) => [
    /** A booking that the school cancelled can be made again. */
    uniqueIndex("one_candidature_per_student_and_offer").on(table.studentId, table.offerId).where(sql`status <> 'CANCELLED_BY_SCHOOL'`),
    index().on(table.studentId, table.id),
    uniqueIndex("one_stage_in_week_1").on(table.studentId, table.campaignId).where(sql`status = 'CONFIRMED' and period in ('WEEK_1', 'BOTH_WEEKS')`),
    uniqueIndex("one_stage_in_week_2").on(table.studentId, table.campaignId).where(sql`status = 'CONFIRMED' and period in ('WEEK_2', 'BOTH_WEEKS')`),
    check("seated_until", sql`status not in ('ACCEPTED', 'CONFIRMED') or last_day_to_confirm is not null`),
    index("seats_taken").on(table.offerId).where(sql`status in ('ACCEPTED', 'CONFIRMED')`),
    index("overdue_answers").on(table.lastDayToAnswer).where(sql`status in ('SUBMITTED', 'READ')`),
    index("reminders_due").on(table.nextReminderOn).where(sql`status in ('SUBMITTED', 'READ')`),
    index().on(table.assignedTo),
    index("overdue_confirmations").on(table.lastDayToConfirm).where(sql`status = 'ACCEPTED'`),
    index().on(table.offerId, table.id),
    index().on(table.hostId, table.id),
    index().on(table.schoolUai, table.id),
    index().on(table.academy, table.id),
    index().on(table.department, table.id),
    index("candidatures_of_a_booking").on(table.bookingId).where(sql`booking_id is not null`),
  ],
);

/** What a school booked, and who did it: never changed. What became of each student stands in the candidatures. */
export const bookings = schema.table(
  "bookings",
  {
    id: typeId("booking").primaryKey(),
    offerId: typeId("offer").notNull(),
    hostId: typeId("host").notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    department: departmentOfSchool(),
    campaignId: campaignId().notNull(),
    period: text().$type<Period>().notNull(),
    bookedAt: instant().notNull(),
    bookedByPersonId: typeId("person").notNull(),
    bookedByRole: text().$type<Role>().notNull(),
  },
  (table) => [
    index().on(table.offerId, table.id),
    index().on(table.hostId, table.id),
    index().on(table.schoolUai, table.id),
    index().on(table.academy, table.id),
    index().on(table.department, table.id),
  ],
);

/** Every change of status: who, when, from, to, why. Append-only. */
export const history = schema.table(
  "history",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    candidatureId: typeId("candidature").notNull(),
    from: text().$type<Status>(),
    to: text().$type<Status>().notNull(),
    at: instant().notNull(),
    byPersonId: typeId("person"),
    byRole: text().$type<Role>().notNull(),
    reason: sealed<string>({ boundTo: ["candidatureId", "to", "at"] }),
  },
  (table) => [index().on(table.candidatureId, table.id), index().on(table.byPersonId)],
);

/** To whom of the host's managers it was given, when and by whom. Append-only. */
export const transfers = schema.table(
  "transfers",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    candidatureId: typeId("candidature").notNull(),
    at: instant().notNull(),
    /** Null when the one it was given to manages the host no more. */
    byPersonId: typeId("person"),
    fromPersonId: typeId("person"),
    /** Null for any of the managers. */
    toPersonId: typeId("person"),
  },
  (table) => [index().on(table.candidatureId, table.id), index().on(table.byPersonId)],
);

// What other subgraphs own and this one needs to decide; written by their events alone.

export const campaigns = schema.table("campaigns", { id: campaignId().primaryKey(), campaign: jsonb().$type<CampaignFact>().notNull() });

/** The seat ledger: who takes a seat, or changes how many there are, locks the offer's row first. */
export const offers = schema.table("offers", {
  id: typeId("offer").primaryKey(),
  hostId: typeId("host").notNull(),
  campaignId: campaignId().notNull(),
  title: text().notNull(),
  period: text().$type<Period>().notNull(),
  mode: text().$type<OfferMode>().notNull().default("INDIVIDUAL"),
  seats: integer().notNull(),
  maxSeats: integer().notNull().default(MOST_SEATS),
  latitude: doublePrecision().notNull(),
  longitude: doublePrecision().notNull(),
  reservedSchoolUais: uai().array().$type<readonly Uai[]>().notNull(),
  status: text().notNull(),
  sector: varchar({ length: 1 }),
  hostKind: text(),
}, (table) => [index("bounded_offers").on(table.hostId).where(sql.raw(`max_seats < ${MOST_SEATS}`))]);

/** Who may be given a candidature of which host. */
export const hostManagers = schema.table(
  "host_managers",
  {
    hostId: typeId("host").notNull(),
    personId: typeId("person").notNull(),
  },
  (table) => [primaryKey({ columns: [table.hostId, table.personId] })],
);

/** Weeks in which a student has a stage that this subgraph knows nothing else of: the school says that it was found elsewhere. */
export const stagesElsewhere = schema.table(
  "stages_elsewhere",
  {
    conventionId: typeId("convention").primaryKey(),
    studentId: typeId("student").notNull(),
    campaignId: campaignId().notNull(),
    period: text().$type<Period>().notNull(),
  },
  (table) => [index().on(table.studentId)],
);

/** Who applies or confirms locks the student's row first. */
export const students = schema.table("students", {
  id: typeId("student").primaryKey(),
  schoolUai: uai().notNull(),
  academy: academy().notNull(),
  department: departmentOfSchool(),
  campaignId: campaignId().notNull(),
  home: sealed<Coordinates>().notNull(),
});
