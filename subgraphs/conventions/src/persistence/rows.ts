import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { OfferFact } from "@stages/events/contracts.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import { blindIndex, emailIndex } from "@stages/vault/vault.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { AbsenceId, ConventionId } from "@stages/kernel/ids.ts";
import type { StepTaken } from "../domain/absence.ts";
import { type Convention, type FrozenDocument, type HostPart, type Parties, tutorEmailOf } from "../domain/convention.ts";
import { normalisedCode } from "../domain/document-code.ts";
import type { ChainState, EvidenceRecord } from "../domain/evidence.ts";
import type { StaffMember, Student } from "../domain/people.ts";
import { draftOf, hostPartJson, hostPartOf, schoolPartOf, termsOf } from "./parts-json.ts";
import { absenceSteps, conventions, documents, evidence, evidenceChains, history, offers, staff, students } from "./tables.ts";

/** Where what persons wrote, and what is known of them, is sealed on its way in and opened on its way out: nowhere else. */

type ConventionRow = typeof conventions.$inferSelect;
type DocumentText = Pick<typeof documents.$inferSelect, "id" | "kind" | "content" | "sha256" | "frozenAt">;

export function conventionOf({ tutor: _, referentTeacherId: __, waitingSince: ___, nextReminderOn: ____, reason, hostPart, schoolPart, hostParty, draft, amended, amendmentId: _____, ...row }: ConventionRow, document: DocumentText | null): Convention {
  return {
    ...row,
    reason: reason && openFrom(conventions.reason, row, reason),
    hostPart: hostPart && hostPartOf(openFrom(conventions.hostPart, row, hostPart)),
    schoolPart: schoolPart && schoolPartOf(openFrom(conventions.schoolPart, row, schoolPart)),
    hostParty: hostParty && openFrom(conventions.hostParty, row, hostParty),
    draft: draft && draftOf(openFrom(conventions.draft, row, draft)),
    amended: amended && termsOf(openFrom(conventions.amended, row, amended)),
    document: document && { ...document, content: openFrom(documents.content, document, document.content) },
  } as Convention;
}

const sealedReason = ({ id, reason }: Pick<Convention, "id" | "reason">) => ({ reason: reason === null ? null : sealFor(conventions.reason, { id }, reason) });

const sealedHostPart = (id: ConventionId, hostPart: HostPart | null) => ({
  hostPart: hostPart && sealFor(conventions.hostPart, { id }, hostPartJson(hostPart)),
});

const sealedSchoolPart = ({ id, schoolPart }: Pick<Convention, "id" | "schoolPart">) => ({
  schoolPart: schoolPart && sealFor(conventions.schoolPart, { id }, schoolPart),
  referentTeacherId: schoolPart?.referentTeacherId ?? null,
});

const sealedHostParty = ({ id, hostParty }: Pick<Convention, "id" | "hostParty">) => ({ hostParty: hostParty && sealFor(conventions.hostParty, { id }, hostParty) });

const sealedDraft = ({ id, draft }: Pick<Convention, "id" | "draft">) => ({ draft: draft && sealFor(conventions.draft, { id }, draft) });

function tutorOf(convention: Convention): string | null {
  const email = tutorEmailOf(convention);
  return email === null ? null : emailIndex(email);
}

/** A new row. */
export function conventionRow({ document: _, ...convention }: Convention): typeof conventions.$inferInsert {
  const { id, hostPart } = convention;
  return {
    ...convention,
    ...sealedReason(convention),
    ...sealedHostPart(id, hostPart),
    ...sealedSchoolPart(convention),
    ...sealedHostParty(convention),
    ...sealedDraft(convention),
    amended: null,
    tutor: tutorOf(convention as Convention),
    ...waitingFrom(convention.openedAt),
  };
}

/** From the next morning on the sweep of reminders looks at it. */
const waitingFrom = (now: Temporal.Instant) => ({ waitingSince: civilDateOf(now), nextReminderOn: civilDateOf(now) });

type Changes = Partial<Omit<ConventionRow, keyof Parties>>;

/**
 * What differs. The same text sealed twice makes different bytes, which the database would take for a change of what is
 * frozen; so that what did not change is not written.
 */
export function conventionChanges(before: Convention, after: Convention, now: Temporal.Instant): Changes {
  return {
    ...(after.status === before.status ? {} : { status: after.status, ...waitingFrom(now) }),
    ...(after.confirmedAt === before.confirmedAt ? {} : { confirmedAt: after.confirmedAt }),
    ...(after.presenceRulesVersion === before.presenceRulesVersion ? {} : { presenceRulesVersion: after.presenceRulesVersion }),
    ...(after.endedOn === before.endedOn ? {} : { endedOn: after.endedOn }),
    ...(after.endCause === before.endCause ? {} : { endCause: after.endCause }),
    ...(after.reason === before.reason ? {} : sealedReason(after)),
    ...(after.hostPart === before.hostPart ? {} : { ...sealedHostPart(after.id, after.hostPart), tutor: tutorOf(after) }),
    ...(after.schoolPart === before.schoolPart ? {} : sealedSchoolPart(after)),
    ...(after.hostParty === before.hostParty ? {} : sealedHostParty(after)),
    ...(after.draft === before.draft ? {} : sealedDraft(after)),
  };
}

/** A document and its file. */
export function documentRow(conventionId: ConventionId, rank: number, { id, kind, content, sha256, frozenAt }: FrozenDocument, { pdf, code }: { readonly pdf: Uint8Array; readonly code: string }): typeof documents.$inferInsert {
  return {
    id, conventionId, kind, rank, sha256, frozenAt,
    content: sealFor(documents.content, { id }, content),
    pdf: sealFor(documents.pdf, { id }, Buffer.from(pdf).toString("base64")),
    code: codeIndex(code),
  };
}

/** By which a document is found from the code that is printed on it, however it was typed. */
export const codeIndex = (code: string): string => blindIndex("DOCUMENT_CODE", normalisedCode(code));

export const macOf = ({ hash }: Pick<EvidenceRecord, "hash">): string => blindIndex("EVIDENCE", hash);

/** Of a chain as a whole; the word keeps it from ever being the MAC of a record. */
export const chainMac = (state: ChainState): string => blindIndex("EVIDENCE", `chain ${canonicalJson(state)}`);

/** PostgreSQL keeps microseconds: the MAC is of the instant that comes back. */
export function chainRow({ completedAt, ...chain }: ChainState): typeof evidenceChains.$inferInsert {
  const state = { ...chain, completedAt: completedAt?.round("microsecond") ?? null };
  return { ...state, mac: chainMac(state) };
}

export const evidenceRow = (record: EvidenceRecord): typeof evidence.$inferInsert => ({ ...record, detail: sealFor(evidence.detail, { id: record.id }, record.detail), mac: macOf(record) });

export const evidenceOf = ({ mac: _, ...row }: typeof evidence.$inferSelect): EvidenceRecord => ({ ...row, detail: openFrom(evidence.detail, row, row.detail) });

type HistoryRow = Omit<typeof history.$inferSelect, "id">;
export type RecordedChange = Omit<HistoryRow, "reason"> & { readonly reason: string | null };

/** PostgreSQL keeps microseconds: the reason is bound to the instant that comes back. */
export function historyRow({ reason, ...change }: RecordedChange): HistoryRow {
  const row = { ...change, at: change.at.round("microsecond") };
  return { ...row, reason: reason === null ? null : sealFor(history.reason, row, reason) };
}

export function changeOf({ reason, ...row }: typeof history.$inferSelect) {
  return { ...row, reason: reason && openFrom(history.reason, row, reason) };
}

type StepRow = typeof absenceSteps.$inferSelect;

export function stepRow(absenceId: AbsenceId, rank: number, { note, ...step }: StepTaken): StepRow {
  return { absenceId, rank, ...step, note: note === null ? null : sealFor(absenceSteps.note, { absenceId, rank }, note) };
}

export function stepOf({ absenceId, rank, note, ...step }: StepRow): StepTaken {
  return { ...step, note: note && openFrom(absenceSteps.note, { absenceId, rank }, note) };
}

type StudentRow = typeof students.$inferSelect;

export function studentRow({ firstName, lastName, birthDate, ...kept }: Student): typeof students.$inferInsert {
  return { ...kept, identity: sealFor(students.identity, kept, { firstName, lastName, birthDate: birthDate.toString() }) };
}

export function studentOf({ identity, department: _, ...row }: StudentRow): Student {
  const { firstName, lastName, birthDate } = openFrom(students.identity, row, identity);
  return { ...row, firstName, lastName, birthDate: Temporal.PlainDate.from(birthDate) };
}

type StaffRow = typeof staff.$inferSelect;

export function staffRow({ name, email, phone, ...post }: StaffMember): StaffRow {
  return { ...post, contact: sealFor(staff.contact, post, { name, email, phone }) };
}

export function staffMemberOf({ contact, ...post }: StaffRow): StaffMember {
  return { ...post, ...openFrom(staff.contact, post, contact) };
}

/** The whole of it: the tutor's contact is within. */
export const offerRow = (offer: OfferFact): typeof offers.$inferSelect => ({
  id: offer.id,
  campaignId: offer.campaignId,
  sector: offer.sector ?? null,
  hostKind: offer.host.kind,
  offer: sealFor(offers.offer, { id: offer.id }, offer),
});

export const offerOf = ({ id, offer }: Pick<typeof offers.$inferSelect, "id" | "offer">): OfferFact => openFrom(offers.offer, { id }, offer);
