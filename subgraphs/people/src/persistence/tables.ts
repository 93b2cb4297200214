import { academy, campaignId, civilDate, typeId, uai } from "@stages/database/columns.ts";
import { messagingTables } from "@stages/events/tables.ts";
import { boolean, doublePrecision, index, jsonb, pgSchema, primaryKey, smallint, text, unique, varchar } from "drizzle-orm/pg-core";
import type { GrantedRole } from "../domain/grant.ts";
import type { SchoolSector } from "../domain/school.ts";
import type { StaffFunction } from "../domain/staff-member.ts";
import type { Home, Relationship } from "../domain/student.ts";

const schema = pgSchema("people");

export const messaging = messagingTables(schema);
export const { outbox, inbox, busCursor } = messaging;

export const persons = schema.table("persons", {
  id: typeId("person").primaryKey(),
  subject: text().unique(),
  firstName: text().notNull(),
  lastName: text().notNull(),
  email: text().notNull(),
  phone: text(),
});

/** One row a role and bound; the columns that a role has no use for are null. */
export const grants = schema.table(
  "grants",
  {
    personId: typeId("person").notNull(),
    role: text().$type<GrantedRole>().notNull(),
    schoolUai: uai(),
    hostId: typeId("host"),
    studentId: typeId("student"),
    academy: academy(),
  },
  ({ personId, role, schoolUai, hostId, studentId, academy }) => [
    unique("one_grant_per_bound").on(personId, role, schoolUai, hostId, studentId, academy).nullsNotDistinct(),
  ],
);

export const schools = schema.table(
  "schools",
  {
    uai: uai().primaryKey(),
    name: text().notNull(),
    sector: text().$type<SchoolSector>().notNull(),
    addressLine: text().notNull(),
    postcode: text().notNull(),
    communeCode: varchar({ length: 5 }).notNull(),
    communeName: text().notNull(),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    academy: academy().notNull(),
    departmentCode: varchar({ length: 3 }).notNull(),
    ministry: text(),
    /** Made of the others (`searchTextOf`): every list is in its order. */
    searchText: text().notNull(),
  },
  (table) => [
    index().on(table.searchText, table.uai),
    index().on(table.academy, table.searchText, table.uai),
    index().on(table.departmentCode, table.searchText, table.uai),
    index().on(table.communeCode, table.searchText, table.uai),
  ],
);

export const students = schema.table(
  "students",
  {
    id: typeId("student").primaryKey(),
    personId: typeId("person").notNull(),
    campaignId: campaignId().notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    birthDate: civilDate().notNull(),
    className: text().notNull(),
    home: jsonb().$type<Home>().notNull(),
  },
  (table) => [
    unique("one_enrolment_per_campaign").on(table.personId, table.campaignId),
    index().on(table.schoolUai, table.campaignId, table.className, table.id),
    index().on(table.campaignId, table.academy),
  ],
);

export const legalRepresentatives = schema.table(
  "legal_representatives",
  {
    studentId: typeId("student").notNull(),
    personId: typeId("person").notNull(),
    relationship: text().$type<Relationship>().notNull(),
    contactOrder: smallint().notNull(),
    maySign: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studentId, table.personId] }), unique("one_contact_per_rank").on(table.studentId, table.contactOrder)],
);

export const staff = schema.table(
  "staff",
  {
    personId: typeId("person").notNull(),
    schoolUai: uai().notNull(),
    function: text().$type<StaffFunction>().notNull(),
    title: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.schoolUai, table.function] }), index().on(table.schoolUai)],
);

// What others tell and visibility needs; written by their events alone.

/** A host that a student applied to; `disclosed` once it has accepted. */
export const studentHosts = schema.table(
  "student_hosts",
  {
    studentId: typeId("student").notNull(),
    hostId: typeId("host").notNull(),
    disclosed: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studentId, table.hostId] })],
);

/** A tutor named in a student's convention; the address in lower case. */
export const studentTutors = schema.table(
  "student_tutors",
  {
    studentId: typeId("student").notNull(),
    tutorEmail: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studentId, table.tutorEmail] })],
);
