import { academy, campaignId, civilDate, instant, typeId, uai } from "@stages/database/columns.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { sql } from "drizzle-orm";
import { bigint, boolean, doublePrecision, index, jsonb, pgSchema, primaryKey, smallint, text, unique, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import type { GrantedRole } from "../domain/grant.ts";
import type { RevocationReason } from "../domain/personal-link.ts";
import type { SchoolSector } from "../domain/school.ts";
import type { StaffFunction } from "../domain/staff-member.ts";
import type { Home, Relationship } from "../domain/student.ts";

const schema = pgSchema("people");

/** As `packages/mail` makes it. */
export interface WrittenMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export const messaging = messagingTables(schema);
export const { outbox, inbox, busCursor } = messaging;

export const persons = schema.table(
  "persons",
  {
    id: typeId("person").primaryKey(),
    subject: text().unique(),
    firstName: text().notNull(),
    lastName: text().notNull(),
    /** Empty for a student that a class list enrolled: it tells none. */
    email: text().notNull(),
    phone: text(),
  },
  (table) => [index("persons_by_address").on(sql`lower(${table.email})`)],
);

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
    index("students_by_located_commune").on(sql`(${table.home}->>'communeCode')`).where(sql`${table.home}->'isApproximate' is null`),
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

/** By which a student is known again from one class list to the next: the INE as an HMAC alone, never as it is. */
export const nationalIdentifiers = schema.table("national_identifiers", {
  hmac: varchar({ length: 64 }).primaryKey(),
  personId: typeId("person").notNull().unique(),
});

/** Addresses of legal representatives that a school has corrected: who, when, and what it was. */
export const correctedEmails = schema.table(
  "corrected_emails",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    personId: typeId("person").notNull(),
    studentId: typeId("student").notNull(),
    former: text().notNull(),
    corrected: text().notNull(),
    at: instant().notNull(),
    byPersonId: typeId("person").notNull(),
    byRole: text().$type<Role>().notNull(),
  },
  (table) => [index().on(table.personId)],
);

/** What a post will let someone do, once a bearer with that verified address has signed in. */
export const invitations = schema.table(
  "invitations",
  {
    personId: typeId("person").notNull(),
    schoolUai: uai().notNull(),
    function: text().$type<StaffFunction>().notNull(),
    /** Lower case. */
    email: text().notNull(),
    invitedAt: instant().notNull(),
    invitedBy: typeId("person").notNull(),
    claimedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.schoolUai, table.email, table.function] }), index().on(table.email)],
);

/** Days on which a teacher is called up for the baccalauréat. */
export const examDuties = schema.table(
  "exam_duties",
  {
    personId: typeId("person").notNull(),
    day: civilDate().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day] })],
);

export const referentTeachers = schema.table(
  "referent_teachers",
  {
    studentId: typeId("student").primaryKey(),
    teacherId: typeId("person").notNull(),
    assignedAt: instant().notNull(),
    assignedBy: typeId("person").notNull(),
  },
  (table) => [index().on(table.teacherId)],
);

// What others tell, and visibility or a rule needs; written by their events alone.

export const campaigns = schema.table("campaigns", { id: campaignId().primaryKey(), campaign: jsonb().$type<CampaignFact>().notNull() });

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

/** What a personal link is about, as `conventions` told it last; the tutor's address in lower case. */
export const conventions = schema.table(
  "conventions",
  {
    id: typeId("convention").primaryKey(),
    studentId: typeId("student").notNull(),
    schoolUai: uai().notNull(),
    hostId: typeId("host").notNull(),
    status: text().notNull(),
    tutorEmail: text(),
  },
  (table) => [index().on(table.studentId), index("conventions_by_tutor").on(table.tutorEmail).where(sql`${table.tutorEmail} is not null`)],
);

/** Never a token nor a session's secret: their SHA-256 alone. */
export const personalLinks = schema.table(
  "personal_links",
  {
    id: typeId("link").primaryKey(),
    purpose: text().$type<LinkPurpose>().notNull(),
    conventionId: typeId("convention").notNull(),
    studentId: typeId("student").notNull(),
    schoolUai: uai().notNull(),
    hostId: typeId("host").notNull(),
    /** As whom the holder acts; a tutor whom nobody knew keeps the one drawn with their first link. */
    personId: typeId("person").notNull(),
    /** A tutor's, in lower case: it is by their address that tutors are known. Null for those of whom `persons` has it. */
    address: text(),
    tokenHash: varchar({ length: 64 }).notNull().unique(),
    createdAt: instant().notNull(),
    /** Null when an event did it. */
    createdBy: typeId("person"),
    expiresAt: instant().notNull(),
    openedAt: instant(),
    sessionHash: varchar({ length: 64 }).unique(),
    sessionExpiresAt: instant(),
    revokedAt: instant(),
    revokedWhy: text().$type<RevocationReason>(),
  },
  (table) => [
    uniqueIndex("only_the_newest_works").on(table.conventionId, table.purpose, table.personId).where(sql`${table.revokedAt} is null`),
    index().on(table.studentId),
    index().on(table.personId),
    index("links_by_address").on(table.address).where(sql`${table.address} is not null`),
  ],
);

/** Mail that waits to leave. Once it has left, or its time is over, what it said and to whom is forgotten. */
export const outgoingMails = schema.table(
  "outgoing_mails",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Whose mail it is, so that what waits for a wrong address can be taken back. */
    recipientId: typeId("person").notNull(),
    writtenAt: instant().notNull(),
    /** The links in it are dead then: it would be of no use. */
    expiresAt: instant().notNull(),
    mail: jsonb().$type<WrittenMail>(),
    failures: smallint().notNull(),
    /** Null for at once. */
    nextAttemptAt: instant(),
    sentAt: instant(),
    /** The last one, as a code: never an address. */
    failure: text(),
  },
  (table) => [index("mails_to_send").on(table.nextAttemptAt, table.id).where(sql`${table.mail} is not null`), index().on(table.recipientId)],
);

/** Who asked for new links, answered by a sweep: whether an address is known shows in no answer. */
export const linkRequests = schema.table(
  "link_requests",
  {
    /** Lower case. */
    address: text().primaryKey(),
    requestedAt: instant().notNull(),
    answeredAt: instant(),
  },
  (table) => [index("link_requests_to_answer").on(table.requestedAt).where(sql`${table.answeredAt} is null`)],
);
