import { academy, campaignId, civilDate, departmentOfSchool, instant, typeId, uai } from "@stages/database/columns.ts";
import { idempotencyTable } from "@stages/database/idempotency.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact, OfferFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgSchema, primaryKey, smallint, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { AbsenceCause, AbsenceKind, OpenStep, Step } from "../domain/absence.ts";
import type { SchoolPart } from "../domain/convention.ts";
import type { FollowUpKind } from "../domain/follow-up.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { StaffMember, Student } from "../domain/people.ts";
import type { Capacity } from "../domain/sign.ts";
import type { HostPartJson } from "./parts-json.ts";

const schema = pgSchema("conventions");

export type StudentIdentity = Pick<Student, "firstName" | "lastName"> & { readonly birthDate: string };
export type StaffContact = Pick<StaffMember, "name" | "email" | "phone">;

export const messaging = messagingTables(schema);
export const { outbox, inbox, busCursor } = messaging;
export const idempotencyKeys = idempotencyTable(schema);

export const conventions = schema.table(
  "conventions",
  {
    id: typeId("convention").primaryKey(),
    candidatureId: typeId("candidature").notNull().unique(),
    offerId: typeId("offer").notNull(),
    hostId: typeId("host").notNull(),
    studentId: typeId("student").notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    department: departmentOfSchool(),
    campaignId: campaignId().notNull(),
    period: text().$type<Period>().notNull(),
    status: text().$type<Status>().notNull(),
    openedAt: instant().notNull(),
    confirmedAt: instant(),
    reason: sealed<string>(),
    hostPart: sealed<HostPartJson>(),
    schoolPart: sealed<SchoolPart>(),
    /** The blind index of the address in the host's part: a tutor's list is a query on it. */
    tutor: text(),
  },
  (table) => [
    index().on(table.studentId),
    index().on(table.schoolUai, table.id),
    index().on(table.hostId, table.id),
    index().on(table.tutor, table.id),
    index().on(table.academy, table.campaignId, table.status),
    index().on(table.department, table.id),
  ],
);

/** The validated text; its hash is of what is sealed. Triggers refuse truncation, every change but another seal, and every deletion but the purge's. */
export const documents = schema.table("documents", {
  conventionId: typeId("convention").primaryKey(),
  content: sealed<string>().notNull(),
  sha256: text().notNull(),
  frozenAt: instant().notNull(),
});

/** The chain of evidence; append-only like the documents. */
export const signatures = schema.table(
  "signatures",
  {
    id: typeId("signature").primaryKey(),
    conventionId: typeId("convention").notNull(),
    capacity: text().$type<Capacity>().notNull(),
    rank: smallint().notNull(),
    signerId: typeId("person").notNull(),
    signedAt: instant().notNull(),
    documentHash: text().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [
    unique("one_signature_per_party").on(table.conventionId, table.capacity, table.rank),
    unique("one_signature_per_person").on(table.conventionId, table.capacity, table.signerId),
    unique("one_chain").on(table.conventionId, table.previousHash),
    index().on(table.signerId),
  ],
);

/** Every change of status: who, when, from, to, why. */
export const history = schema.table(
  "history",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    conventionId: typeId("convention").notNull(),
    from: text().$type<Status>(),
    to: text().$type<Status>().notNull(),
    at: instant().notNull(),
    byPersonId: typeId("person"),
    byRole: text().$type<Role>().notNull(),
    reason: sealed<string>({ boundTo: ["conventionId", "to", "at"] }),
  },
  (table) => [index().on(table.conventionId, table.id), index().on(table.byPersonId)],
);

export const absences = schema.table(
  "absences",
  {
    id: typeId("absence").primaryKey(),
    conventionId: typeId("convention").notNull(),
    day: civilDate().notNull(),
    kind: text().$type<AbsenceKind>().notNull(),
    step: text().$type<Step>().notNull(),
    dueAt: instant(),
    nextEscalationAt: instant(),
    cause: text().$type<AbsenceCause>(),
  },
  (table) => [
    // A day that was reported by mistake can be reported again.
    uniqueIndex("one_absence_a_day").on(table.conventionId, table.day).where(sql`step <> 'CORRECTED'`),
    index().on(table.conventionId),
    index().on(table.nextEscalationAt).where(sql`next_escalation_at is not null`),
  ],
);

export const absenceSteps = schema.table(
  "absence_steps",
  {
    absenceId: typeId("absence").notNull(),
    rank: integer().notNull(),
    step: text().$type<Step>().notNull(),
    at: instant().notNull(),
    byPersonId: typeId("person").notNull(),
    byRole: text().$type<Role>().notNull(),
    note: sealed<string>(),
  },
  (table) => [primaryKey({ columns: [table.absenceId, table.rank] }), index().on(table.byPersonId)],
);

/** Steps that came late, and whom that alerted; append-only. */
export const absenceEscalations = schema.table(
  "absence_escalations",
  {
    absenceId: typeId("absence").notNull(),
    step: text().$type<OpenStep>().notNull(),
    level: smallint().notNull(),
    roles: text().$type<Role>().array().notNull(),
    dueAt: instant().notNull(),
    at: instant().notNull(),
  },
  (table) => [primaryKey({ name: "one_escalation_a_level", columns: [table.absenceId, table.step, table.level] })],
);

/** The days on which the host said that the student came; a day when they did not is an absence. */
export const presences = schema.table(
  "presences",
  {
    conventionId: typeId("convention").notNull(),
    day: civilDate().notNull(),
    minutes: smallint().notNull(),
    note: sealed<string>(),
    byPersonId: typeId("person").notNull(),
    byRole: text().$type<Role>().notNull(),
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.conventionId, table.day] }), index().on(table.byPersonId)],
);

/** How the school followed the student; append-only. */
export const followUps = schema.table(
  "follow_ups",
  {
    id: typeId("followup").primaryKey(),
    conventionId: typeId("convention").notNull(),
    kind: text().$type<FollowUpKind>().notNull(),
    at: instant().notNull(),
    text: sealed<string>().notNull(),
    byPersonId: typeId("person").notNull(),
    byRole: text().$type<Role>().notNull(),
    recordedAt: instant().notNull(),
  },
  (table) => [index().on(table.conventionId, table.id), index().on(table.byPersonId)],
);

// What other subgraphs own and this one needs to decide; written by their events alone.

export const campaigns = schema.table("campaigns", { id: campaignId().primaryKey(), campaign: jsonb().$type<CampaignFact>().notNull() });

export const offers = schema.table("offers", {
  id: typeId("offer").primaryKey(),
  /** The fact's own: an offer goes with its campaign. */
  campaignId: campaignId().notNull(),
  offer: sealed<OfferFact>().notNull(),
});

export const students = schema.table(
  "students",
  {
    id: typeId("student").primaryKey(),
    identity: sealed<StudentIdentity>().notNull(),
    className: text().notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    campaignId: campaignId().notNull(),
  },
  (table) => [index().on(table.campaignId, table.academy)],
);

export const schools = schema.table("schools", {
  uai: uai().primaryKey(),
  name: text().notNull(),
  address: text().notNull(),
  academy: academy().notNull(),
});

export const staff = schema.table(
  "staff",
  {
    personId: typeId("person").notNull(),
    schoolUai: uai().notNull(),
    role: text().$type<StaffMember["role"]>().notNull(),
    contact: sealed<StaffContact>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.schoolUai, table.role] })],
);

/** Days on which a teacher is called up for the baccalauréat. */
export const examDuties = schema.table("exam_duties", {
  personId: typeId("person").primaryKey(),
  days: jsonb().$type<readonly string[]>().notNull(),
});
