import { academy, campaignId, civilDate, department, departmentOfSchool, instant, typeId, uai } from "@stages/database/columns.ts";
import { idempotencyTable } from "@stages/database/idempotency.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import type { PersonalDataCategory } from "@stages/kernel/personal-data.ts";
import { isNotNull, isNull, sql } from "drizzle-orm";
import { bigint, boolean, check, doublePrecision, index, jsonb, pgSchema, primaryKey, smallint, text, unique, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import type { Awaited, AwaitedRole } from "../domain/awaited.ts";
import type { GrantedRole } from "../domain/grant.ts";
import type { Person } from "../domain/person.ts";
import type { RevocationReason } from "../domain/personal-link.ts";
import type { SchoolSector } from "../domain/school.ts";
import type { Match } from "../domain/sign-in.ts";
import type { StaffFunction } from "../domain/staff-member.ts";
import type { Home, Relationship } from "../domain/student.ts";
import type { TerritoryRole } from "../domain/territory-staff.ts";

const schema = pgSchema("people");

/** As `packages/mail` makes it. */
export interface WrittenMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The same queue carries what is for a telephone. */
export interface WrittenSms {
  readonly to: string;
  readonly sms: string;
}

export type WrittenMessage = WrittenMail | WrittenSms;

export const messaging = messagingTables(schema);
export const { outbox, inbox, setAside, busCursor } = messaging;
export const idempotencyKeys = idempotencyTable(schema);

/** An HMAC in hexadecimal, by which something is found again and cannot be read (`packages/vault`). */
const blind = () => varchar({ length: 64 });

export type Identity = Pick<Person, "firstName" | "lastName" | "email" | "phone">;

export const persons = schema.table(
  "persons",
  {
    id: typeId("person").primaryKey(),
    subject: text().unique(),
    identity: sealed<Identity>().notNull(),
    /** Null without an address. */
    emailIndex: blind(),
  },
  (table) => [index("persons_by_address").on(table.emailIndex)],
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
    department: department(),
  },
  ({ personId, role, schoolUai, hostId, studentId, academy, department }) => [
    unique("one_grant_per_bound").on(personId, role, schoolUai, hostId, studentId, academy, department).nullsNotDistinct(),
    index().on(studentId),
    index("grants_by_host").on(hostId).where(isNotNull(hostId)),
    // Of who works there alone: a student's role names the school too.
    index("grants_by_school").on(schoolUai, role).where(isNull(studentId)),
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

export interface PrivateLife {
  /** ISO 8601. */
  readonly birthDate: string;
  readonly home: Home;
}

export const students = schema.table(
  "students",
  {
    id: typeId("student").primaryKey(),
    personId: typeId("person").notNull(),
    campaignId: campaignId().notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    department: departmentOfSchool(),
    className: text().notNull(),
    private: sealed<PrivateLife>().notNull(),
    /** Of a home that was located itself, for the middle of its commune; null for the others. */
    homeCommuneCode: varchar({ length: 5 }),
  },
  (table) => [
    unique("one_enrolment_per_campaign").on(table.personId, table.campaignId),
    index().on(table.schoolUai, table.campaignId, table.className, table.id),
    index().on(table.campaignId, table.academy),
    index("students_by_located_commune").on(table.homeCommuneCode, table.id).where(isNotNull(table.homeCommuneCode)),
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
  (table) => [primaryKey({ columns: [table.studentId, table.personId] }), unique("one_contact_per_rank").on(table.studentId, table.contactOrder), index().on(table.personId)],
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
  hmac: blind().primaryKey(),
  personId: typeId("person").notNull().unique(),
});

/** Addresses of legal representatives that a school has corrected: who, when, and what it was. */
export const correctedEmails = schema.table(
  "corrected_emails",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    personId: typeId("person").notNull(),
    studentId: typeId("student").notNull(),
    former: sealed<string>({ boundTo: ["personId", "studentId"] }).notNull(),
    corrected: sealed<string>({ boundTo: ["personId", "studentId"] }).notNull(),
    at: instant().notNull(),
    byPersonId: typeId("person").notNull(),
    byRole: text().$type<Role>().notNull(),
  },
  (table) => [index().on(table.personId), index().on(table.studentId)],
);

/** What a post will let someone do, once a bearer with that verified address has signed in. */
export const invitations = schema.table(
  "invitations",
  {
    personId: typeId("person").notNull(),
    schoolUai: uai().notNull(),
    function: text().$type<StaffFunction>().notNull(),
    emailIndex: blind().notNull(),
    invitedAt: instant().notNull(),
    invitedBy: typeId("person").notNull(),
    claimedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.schoolUai, table.emailIndex, table.function] }), index().on(table.emailIndex), index().on(table.personId)],
);

/** The staff of the State is known by invitation alone. */
export const territoryInvitations = schema.table(
  "territory_invitations",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Of the address: nobody needs to read it again. */
    emailIndex: blind().notNull(),
    role: text().$type<TerritoryRole>().notNull(),
    academy: academy(),
    department: department(),
    invitedAt: instant().notNull(),
    /** Null for the platform's operator. */
    invitedBy: typeId("person"),
    claimedAt: instant(),
    /** Who turned out to hold that address. */
    personId: typeId("person"),
  },
  ({ emailIndex, role, academy, department }) => [
    unique("one_invitation_per_territory").on(emailIndex, role, academy, department).nullsNotDistinct(),
    check("one_territory", sql`num_nonnulls(academy, department) = case role when 'RECTORAT' then 1 else 0 end`),
  ],
);

/** A colleague whom a manager of a host invites: they manage it once a bearer with that verified address has signed in. */
export const hostInvitations = schema.table(
  "host_invitations",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    hostId: typeId("host").notNull(),
    emailIndex: blind().notNull(),
    /** Lower case: its managers read whom they are waiting for. */
    address: sealed<string>({ boundTo: ["hostId", "recipientId"] }).notNull(),
    /** Whose the mail is, drawn with the invitation: nobody is entered before they sign in. */
    recipientId: typeId("person").notNull(),
    invitedAt: instant().notNull(),
    invitedBy: typeId("person").notNull(),
    claimedAt: instant(),
    /** Who turned out to hold that address. */
    personId: typeId("person"),
  },
  (table) => [
    uniqueIndex("one_invitation_that_waits").on(table.hostId, table.emailIndex).where(isNull(table.claimedAt)),
    index("host_invitations_that_wait").on(table.emailIndex).where(isNull(table.claimedAt)),
    index().on(table.personId),
    index().on(table.invitedBy),
  ],
);

/** What each first sign-in gave, by what, and when; appended to, never changed. */
export const signIns = schema.table(
  "sign_ins",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    personId: typeId("person").notNull(),
    /** The issuer's key: the first half of the subject. */
    issuer: text().notNull(),
    match: text().$type<Match>().notNull(),
    at: instant().notNull(),
  },
  (table) => [index().on(table.personId)],
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

/** What a member of staff was shown of a student by one request, whatever the number of fields, paths and subgraphs. */
export const accessRecords = schema.table(
  "access_records",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    requestId: text().notNull(),
    studentId: typeId("student").notNull(),
    readerId: typeId("person").notNull(),
    readerRole: text().$type<Role>().notNull(),
    /** The student's when it was read, and its académie; null for a student that nobody here knows. */
    schoolUai: uai(),
    academy: academy(),
    at: instant().notNull(),
    /** Such as `Convention.status`, of all subgraphs. */
    coordinates: text().array().notNull(),
    categories: text().array().$type<PersonalDataCategory[]>().notNull(),
  },
  (table) => [
    unique("one_record_per_reader").on(table.requestId, table.studentId, table.readerId),
    index().on(table.schoolUai, table.at, table.id),
    index().on(table.studentId, table.at, table.id),
    // Whether a school's head may know the name of someone who read.
    index().on(table.readerId, table.schoolUai),
  ],
);

// What others tell, and visibility or a rule needs; written by their events alone.

export const campaigns = schema.table("campaigns", { id: campaignId().primaryKey(), campaign: jsonb().$type<CampaignFact>().notNull() });

/** What an invitation calls a host by. */
export const hosts = schema.table("hosts", { id: typeId("host").primaryKey(), legalName: text().notNull() });

/** A host that a student applied to; `disclosed` once it has accepted. */
export const studentHosts = schema.table(
  "student_hosts",
  {
    studentId: typeId("student").notNull(),
    hostId: typeId("host").notNull(),
    disclosed: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studentId, table.hostId] }), index().on(table.hostId)],
);

/** A tutor named in a student's convention, as the index of the address. */
export const studentTutors = schema.table(
  "student_tutors",
  {
    studentId: typeId("student").notNull(),
    tutor: blind().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studentId, table.tutor] }), index().on(table.tutor)],
);

/** What a personal link is about, and what keeps a student from being erased, as `conventions` told it last. */
export const conventions = schema.table(
  "conventions",
  {
    id: typeId("convention").primaryKey(),
    studentId: typeId("student").notNull(),
    schoolUai: uai().notNull(),
    hostId: typeId("host").notNull(),
    status: text().notNull(),
    /** The address, in lower case; null until the host has named one. */
    tutor: sealed<string>(),
    tutorIndex: blind(),
    /** Of a host that the platform does not know, who speaks for it: the address, in lower case. */
    representative: sealed<string>(),
    representativeIndex: blind(),
  },
  (table) => [
    index().on(table.studentId),
    index("conventions_by_representative").on(table.representativeIndex).where(isNotNull(table.representativeIndex)),
    index("conventions_by_tutor").on(table.tutorIndex).where(isNotNull(table.tutorIndex)),
  ],
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
    /** A tutor's, or a host's representative's, in lower case: it is by their address that they are known. Null for those of whom `persons` has it. */
    address: sealed<string>(),
    addressIndex: blind(),
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
    uniqueIndex("only_the_newest_works").on(table.conventionId, table.purpose, table.personId).where(isNull(table.revokedAt)),
    index().on(table.studentId),
    index().on(table.personId),
    index("links_by_address").on(table.addressIndex).where(isNotNull(table.addressIndex)),
  ],
);

/** Mail, and short messages, that wait to leave. Once it has left, or its time is over, what it said and to whom is forgotten. */
export const outgoingMails = schema.table(
  "outgoing_mails",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Whose mail it is, so that what waits for a wrong address can be taken back. */
    recipientId: typeId("person").notNull(),
    writtenAt: instant().notNull(),
    /** The links in it are dead then: it would be of no use. */
    expiresAt: instant().notNull(),
    mail: sealed<WrittenMessage>({ boundTo: ["recipientId"] }),
    failures: smallint().notNull(),
    /** Null for at once. */
    nextAttemptAt: instant(),
    sentAt: instant(),
    /** The last one, as a code: never an address. */
    failure: text(),
    /** Of a digest, its day: one person gets one a day. Null for every other mail. */
    digestOn: civilDate(),
    /** Of a letter with the news of an hour, when that began: one person gets one an hour. Null for every other mail. */
    newsOf: instant(),
  },
  (table) => [uniqueIndex("one_digest_a_day").on(table.recipientId, table.digestOn), uniqueIndex("one_letter_of_news_an_hour").on(table.recipientId, table.newsOf), index("mails_to_send").on(table.expiresAt, table.id).where(isNotNull(table.mail)), index().on(table.recipientId)],
);

/** Of which candidatures a host's manager is to be reminded, until the digest of a morning has told it. */
export const awaitedAnswers = schema.table(
  "awaited_answers",
  {
    personId: typeId("person").notNull(),
    candidatureId: typeId("candidature").notNull(),
    hostId: typeId("host").notNull(),
    studentId: typeId("student").notNull(),
    offerTitle: text().notNull(),
    lastDayToAnswer: civilDate().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.candidatureId] }), index().on(table.candidatureId), index().on(table.studentId)],
);

export interface AwaitedNames {
  readonly hostName: string;
  /** The first name, and the initial of the last. */
  readonly studentName: string;
}

/** Who is awaited for what of which convention, until the digest of a morning has told them, or it is done. */
export const awaitedConventions = schema.table(
  "awaited_conventions",
  {
    personId: typeId("person").notNull(),
    conventionId: typeId("convention").notNull(),
    awaited: text().$type<Awaited>().notNull(),
    /** As whom: someone who has that role no more is not told. */
    role: text().$type<AwaitedRole>().notNull(),
    hostId: typeId("host").notNull(),
    studentId: typeId("student").notNull(),
    schoolUai: uai().notNull(),
    names: sealed<AwaitedNames>({ boundTo: ["personId", "conventionId", "awaited"] }).notNull(),
    startsOn: civilDate().notNull(),
    askedByHost: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.conventionId, table.awaited, table.role] }), index().on(table.conventionId), index().on(table.studentId)],
);

/** What a release tells once of what was there before it: how far that has come. */
export const catchUps = schema.table("catch_ups", {
  name: text().primaryKey(),
  /** The last student told of; null before the first, and once all were. */
  after: typeId("student"),
  doneAt: instant(),
});

/** Who asked for new links, answered by a sweep: whether an address is known shows in no answer. */
export const linkRequests = schema.table(
  "link_requests",
  {
    addressIndex: blind().primaryKey(),
    /** Lower case. */
    address: sealed<string>().notNull(),
    requestedAt: instant().notNull(),
    answeredAt: instant(),
  },
  (table) => [index("link_requests_to_answer").on(table.requestedAt).where(isNull(table.answeredAt))],
);

/** All that is left of a student who was erased: that it was done, when, by whom and why. Never changed. */
export const erasedStudents = schema.table(
  "erased_students",
  {
    studentId: typeId("student").primaryKey(),
    erasedAt: instant().notNull(),
    erasedBy: typeId("person").notNull(),
    /** As the school's head wrote it, a name perhaps in it. */
    reason: sealed<string>().notNull(),
  },
  (table) => [index().on(table.erasedAt)],
);
