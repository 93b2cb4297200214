import { academy, campaignId, civilDate, departmentOfSchool, instant, typeId, uai } from "@stages/database/columns.ts";
import { idempotencyTable } from "@stages/database/idempotency.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact, OfferFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Actor, Role } from "@stages/kernel/actor.ts";
import type { FileType } from "@stages/kernel/file-bytes.ts";
import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgSchema, primaryKey, smallint, text, unique, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import type { AbsenceCause, AbsenceKind, OpenStep, Step } from "../domain/absence.ts";
import type { HostParty, Origin, PartsDraft } from "../domain/convention.ts";
import type { DocumentKind } from "../domain/document.ts";
import type { Capacity, Channel, EvidenceDetail, EvidenceKind } from "../domain/evidence.ts";
import type { DownloadVersion } from "../domain/download.ts";
import type { FollowUpKind } from "../domain/follow-up.ts";
import type { Insurance } from "../domain/insurance.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { HostManager, Representative, StaffMember, Student } from "../domain/people.ts";
import type { UploadPurpose } from "../domain/uploaded-file.ts";
import type { AmendedTermsJson, AttestedDayJson, HostPartJson, SchoolPartJson, TermsJson } from "./parts-json.ts";
import type { AmendmentStatus } from "../domain/amendment.ts";
import type { AttestationStatus } from "../domain/attestation.ts";
import type { Answer, FeedbackStatus } from "../domain/feedback.ts";
import type { DelegableCapacity } from "../domain/delegation.ts";

const schema = pgSchema("conventions");

export type StudentIdentity = Pick<Student, "firstName" | "lastName"> & { readonly birthDate: string };
export type StaffContact = Pick<StaffMember, "name" | "email" | "phone">;

export type HostManagerContact = Pick<HostManager, "name" | "phone">;

export const messaging = messagingTables(schema);
export const { outbox, inbox, setAside, busCursor } = messaging;
export const idempotencyKeys = idempotencyTable(schema);

export const conventions = schema.table(
  "conventions",
  {
    id: typeId("convention").primaryKey(),
    origin: text().$type<Origin>().notNull(),
    /** Null, as the offer, for a stage found elsewhere. */
    candidatureId: typeId("candidature").unique(),
    offerId: typeId("offer"),
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
    schoolPart: sealed<SchoolPartJson>(),
    hostParty: sealed<HostParty>(),
    draft: sealed<PartsDraft>(),
    /** What signed amendments made of the parts; null as long as none is signed. */
    amended: sealed<TermsJson>(),
    /** The last one that did: the database lets what is in force change by a signed amendment alone. */
    amendmentId: typeId("amendment"),
    /** In clear beside the sealed part that names them: a teacher's list is a query on it. */
    referentTeacherId: typeId("person"),
    presenceRulesVersion: text(),
    endedOn: civilDate(),
    endCause: text(),
    /** The blind index of the address in the host's part: a tutor's list is a query on it. */
    tutor: text(),
    /** The civil day on which it came to its status. */
    waitingSince: civilDate(),
    /** The offer's, brought by a trigger: what is counted by them stays so, whatever becomes of the offer. Null of a stage found elsewhere. */
    sector: varchar({ length: 1 }),
    hostKind: text(),
    /** When the sweep of reminders has to look at it next; null when never again in this status. */
    nextReminderOn: civilDate(),
  },
  (table) => [
    index().on(table.studentId),
    index().on(table.schoolUai, table.id),
    index().on(table.hostId, table.id),
    index().on(table.tutor, table.id),
    index().on(table.referentTeacherId, table.id),
    index().on(table.academy, table.campaignId, table.status),
    index().on(table.department, table.id),
    index().on(table.nextReminderOn, table.id).where(sql`${table.nextReminderOn} is not null`),
  ],
);

/** That a host reminded the school head: once a civil day. */
export const schoolReminders = schema.table(
  "school_reminders",
  { conventionId: typeId("convention").notNull(), day: civilDate().notNull(), byPersonId: typeId("person").notNull(), at: instant().notNull() },
  (table) => [primaryKey({ columns: [table.conventionId, table.day] }), index().on(table.byPersonId)],
);

/**
 * What was frozen: once rendered, its bytes are what is shown, signed and sealed. Triggers refuse truncation, every change
 * but another seal, and every deletion but the purge's.
 */
export const documents = schema.table(
  "documents",
  {
    id: typeId("document").primaryKey(),
    conventionId: typeId("convention").notNull(),
    kind: text().$type<DocumentKind>().notNull(),
    /** 1 for the convention itself; amendments are numbered from 1. */
    rank: smallint().notNull(),
    content: sealed<string>().notNull(),
    /** The file, in base64. */
    pdf: sealed<string>().notNull(),
    sha256: text().notNull(),
    /** The blind index of the code that is printed on it. */
    code: text().notNull().unique(),
    frozenAt: instant().notNull(),
  },
  (table) => [unique("one_document_a_rank").on(table.conventionId, table.kind, table.rank)],
);

/** What every party has signed, with its page of evidence, under the platform's seal; append-only like the documents. */
export const sealedDocuments = schema.table("sealed_documents", {
  documentId: typeId("document").primaryKey(),
  conventionId: typeId("convention").notNull(),
  pdf: sealed<string>().notNull(),
  sha256: text().notNull(),
  /** The hash of the last record of the chain, which stands in the file too. */
  evidenceHead: text().notNull(),
  /** PAdES: B-B, or B-T with a time stamp. */
  level: text().$type<"B-B" | "B-T">().notNull(),
  sealedAt: instant().notNull(),
}, (table) => [index().on(table.conventionId)]);

/** The chains of evidence, one a document; append-only like the documents. */
export const evidence = schema.table(
  "evidence",
  {
    id: typeId("evidence").primaryKey(),
    documentId: typeId("document").notNull(),
    conventionId: typeId("convention").notNull(),
    seq: smallint().notNull(),
    kind: text().$type<EvidenceKind>().notNull(),
    capacity: text().$type<Capacity>().notNull(),
    rank: smallint().notNull(),
    signerId: typeId("person").notNull(),
    at: instant().notNull(),
    documentHash: text().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
    detail: sealed<EvidenceDetail>().notNull(),
    /** Of the record's hash, by the platform's key: whoever writes in the table alone cannot make one. */
    mac: text().notNull(),
  },
  (table) => [
    unique("one_chain_a_document").on(table.documentId, table.seq),
    uniqueIndex("one_signature_of_a_party").on(table.documentId, table.capacity, table.rank).where(sql`${table.kind} = 'SIGNED'`),
    uniqueIndex("one_signature_of_a_person").on(table.documentId, table.signerId).where(sql`${table.kind} = 'SIGNED'`),
    index().on(table.conventionId),
    index().on(table.signerId),
  ],
);

/** What persons deposited: scans and attestations. Served as attachments alone, and never interpreted. */
export const files = schema.table(
  "files",
  {
    id: typeId("file").primaryKey(),
    conventionId: typeId("convention").notNull(),
    campaignId: campaignId().notNull(),
    purpose: text().$type<UploadPurpose>().notNull(),
    /** By its bytes. */
    type: text().$type<FileType>().notNull(),
    /** In base64. */
    content: sealed<string>().notNull(),
    bytes: integer().notNull(),
    sha256: text().notNull(),
    uploadedBy: typeId("person").notNull(),
    uploadedAt: instant().notNull(),
    /** Null until an act has made something of it, and again once it was replaced. */
    usedAt: instant(),
  },
  (table) => [index().on(table.conventionId)],
);

/** The ways to deposit one file; of the token, its SHA-256 alone. */
export const uploadLinks = schema.table(
  "upload_links",
  {
    tokenHash: text().primaryKey(),
    conventionId: typeId("convention").notNull(),
    purpose: text().$type<UploadPurpose>().notNull(),
    personId: typeId("person").notNull(),
    bytes: integer().notNull(),
    sha256: text(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (table) => [index().on(table.conventionId)],
);

/** The ways to a document or a file, for someone, for a short time; of the token, its SHA-256 alone. */
export const downloadLinks = schema.table(
  "download_links",
  {
    tokenHash: text().primaryKey(),
    conventionId: typeId("convention").notNull(),
    /** One of the two. */
    documentId: typeId("document"),
    fileId: typeId("file"),
    version: text().$type<DownloadVersion>().notNull(),
    /** Null for the student's copy. */
    personId: typeId("person"),
    /** As whom it was asked for, to be judged again when it is used; null for the copy that someone was sent. */
    actor: sealed<Actor>(),
    usesLeft: smallint().notNull(),
    expiresAt: instant().notNull(),
  },
  (table) => [index().on(table.conventionId)],
);

/** The conventions that were signed on paper; the record of it is in the chain of evidence. */
export const paperCopies = schema.table("paper_copies", {
  conventionId: typeId("convention").primaryKey(),
  fileId: typeId("file").notNull(),
  scanSha256: text().notNull(),
  signedOn: civilDate().notNull(),
  recordedAt: instant().notNull(),
  recordedBy: typeId("person").notNull(),
});

/** The attestation of liability insurance: one a student and campaign. None, and it is missing. */
export const insurances = schema.table(
  "insurances",
  {
    studentId: typeId("student").notNull(),
    campaignId: campaignId().notNull(),
    state: text().$type<Insurance["state"]>().notNull(),
    fileId: typeId("file").notNull(),
    submittedAt: instant().notNull(),
    submittedBy: typeId("person").notNull(),
    decidedAt: instant(),
    decidedBy: typeId("person"),
    reason: sealed<string>(),
  },
  (table) => [primaryKey({ columns: [table.studentId, table.campaignId] }), index().on(table.fileId)],
);

/** Of each document, how long its chain is and where it ends, under the platform's key. */
export const evidenceChains = schema.table(
  "evidence_chains",
  {
    documentId: typeId("document").primaryKey(),
    conventionId: typeId("convention").notNull(),
    documentHash: text().notNull(),
    contentHash: text().notNull(),
    length: smallint().notNull(),
    head: text().notNull(),
    /** When the last signature was given that was asked for; null until then, and for what was signed on paper. */
    completedAt: instant(),
    mac: text().notNull(),
  },
  (table) => [index().on(table.conventionId)],
);

/** The codes that were sent to sign with, none of them readable; a code serves who asked for it and what it was asked for alone. */
export const signatureCodes = schema.table(
  "signature_codes",
  {
    id: typeId("code").primaryKey(),
    personId: typeId("person").notNull(),
    capacity: text().$type<Capacity>().notNull(),
    documentsHash: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    code: text().notNull(),
    issuedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    tries: smallint().notNull(),
    usedAt: instant(),
  },
  (table) => [index().on(table.personId, table.documentsHash, table.id)],
);

/** Who may sign for a school head or for a host, given by whom, and until when. A row is written once, and withdrawn once. */
export const delegations = schema.table(
  "delegations",
  {
    id: typeId("delegation").primaryKey(),
    capacity: text().$type<DelegableCapacity>().notNull(),
    schoolUai: uai(),
    hostId: typeId("host"),
    byPersonId: typeId("person").notNull(),
    toPersonId: typeId("person"),
    /** The tutor's address, and its blind index, by which a row policy compares it. */
    toTutor: sealed<string>(),
    tutor: text(),
    until: civilDate().notNull(),
    givenAt: instant().notNull(),
    withdrawnAt: instant(),
  },
  (table) => [index().on(table.schoolUai), index().on(table.hostId)],
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
    roles: text().array().$type<readonly Role[]>().notNull(),
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

/** What changes a signed convention: proposed, frozen by the school head, signed by all. At most one is open. */
export const amendments = schema.table(
  "amendments",
  {
    id: typeId("amendment").primaryKey(),
    conventionId: typeId("convention").notNull(),
    status: text().$type<AmendmentStatus>().notNull(),
    rank: smallint(),
    documentId: typeId("document"),
    changes: sealed<AmendedTermsJson>().notNull(),
    reason: sealed<string>().notNull(),
    /** Beside the sealed changes, what of them decides who follows the student; null where it stays. */
    tutor: text(),
    referentTeacherId: typeId("person"),
    proposedAt: instant().notNull(),
    proposedBy: typeId("person").notNull(),
    agreedAt: instant(),
    signedAt: instant(),
    abandonedAt: instant(),
  },
  (table) => [
    unique("one_amendment_a_rank").on(table.conventionId, table.rank),
    uniqueIndex("one_open_amendment").on(table.conventionId).where(sql`${table.status} in ('PROPOSED', 'AGREED', 'SIGNING')`),
    index().on(table.proposedBy),
  ],
);

export const attestations = schema.table(
  "attestations",
  {
    id: typeId("attestation").primaryKey(),
    conventionId: typeId("convention").notNull().unique("one_attestation_a_convention"),
    status: text().$type<AttestationStatus>().notNull(),
    requestedAt: instant().notNull(),
    requestedBy: typeId("person").notNull(),
    confirmedAt: instant(),
    confirmedBy: typeId("person"),
    signedAt: instant(),
    documentId: typeId("document"),
    days: sealed<readonly AttestedDayJson[]>(),
  },
  (table) => [index().on(table.confirmedBy)],
);

export const feedback = schema.table(
  "feedback",
  {
    id: typeId("feedback").primaryKey(),
    conventionId: typeId("convention").notNull().unique("one_feedback_a_convention"),
    hostId: typeId("host").notNull(),
    status: text().$type<FeedbackStatus>().notNull(),
    answer: sealed<Answer>().notNull(),
    givenAt: instant().notNull(),
    decidedAt: instant(),
    decidedBy: typeId("person"),
    reason: sealed<string>(),
    /** In which of the host's batches it is counted; null until there are five to count. */
    batch: integer(),
  },
  (table) => [index().on(table.hostId, table.status, table.decidedAt), index().on(table.decidedBy)],
);

/** What is told of a host: sums of five answers each, of nobody in particular, never changed. */
export const feedbackBatches = schema.table(
  "feedback_batches",
  {
    hostId: typeId("host").notNull(),
    rank: integer().notNull(),
    answers: smallint().notNull(),
    ratings: smallint().notNull(),
    recommendations: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hostId, table.rank] })],
);

/** The words of such a batch, for the host alone; gone with the first of its five that is forgotten. */
export const feedbackWords = schema.table(
  "feedback_words",
  {
    hostId: typeId("host").notNull(),
    rank: integer().notNull(),
    comments: sealed<readonly string[]>().notNull(),
    closedOn: civilDate().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hostId, table.rank] })],
);

// What other subgraphs own and this one needs to decide; written by their events alone.

export const campaigns = schema.table("campaigns", { id: campaignId().primaryKey(), campaign: jsonb().$type<CampaignFact>().notNull() });

export const offers = schema.table("offers", {
  id: typeId("offer").primaryKey(),
  /** The fact's own: an offer goes with its campaign. */
  campaignId: campaignId().notNull(),
  offer: sealed<OfferFact>().notNull(),
  /** In clear beside the sealed fact: what is counted by them. */
  sector: varchar({ length: 1 }),
  hostKind: text(),
});

export const students = schema.table(
  "students",
  {
    id: typeId("student").primaryKey(),
    identity: sealed<StudentIdentity>().notNull(),
    className: text().notNull(),
    schoolUai: uai().notNull(),
    academy: academy().notNull(),
    department: departmentOfSchool(),
    campaignId: campaignId().notNull(),
  },
  (table) => [index().on(table.campaignId, table.academy), index().on(table.schoolUai, table.campaignId, table.className, table.id)],
);

/** All those of a student, in the order in which they are called. */
export const representatives = schema.table("representatives", {
  studentId: typeId("student").primaryKey(),
  family: sealed<readonly Representative[]>().notNull(),
});
/** The platform's hosts, all of it public: by its SIRET a stage found elsewhere is known to be with one of them. */
export const hosts = schema.table(
  "hosts",
  { id: typeId("host").primaryKey(), siret: text(), legalName: text().notNull(), address: text().notNull() },
  (table) => [index().on(table.siret)],
);

/** Who manages the platform's hosts, as `people` tells: the name of who signs for one, and where a code reaches them. */
export const hostManagers = schema.table(
  "host_managers",
  {
    hostId: typeId("host").notNull(),
    personId: typeId("person").notNull(),
    contact: sealed<HostManagerContact>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hostId, table.personId] }), index().on(table.personId)],
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
