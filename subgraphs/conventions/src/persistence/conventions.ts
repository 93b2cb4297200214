import { readByKeys, readersBy } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { allowDeleting } from "@stages/database/purging.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { type Actor, linkOf, personOf } from "@stages/kernel/actor.ts";
import type { CandidatureId, ConventionId, HostId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { concernedBy } from "../domain/audience.ts";
import { madeBy } from "../domain/cancel.ts";
import type { Convention } from "../domain/convention.ts";
import type { Status } from "../domain/lifecycle.ts";
import { absenceEscalations, absences, absenceSteps, amendments, attestations, conventions, documents, downloadLinks, evidence, evidenceChains, files, followUps, history, messaging, paperCopies, presences, schoolReminders, sealedDocuments, uploadLinks } from "./tables.ts";
import { changeOf, conventionChanges, conventionOf, conventionRow, historyRow } from "./rows.ts";
import { deleteFeedback } from "./feedback.ts";
import { type DocumentFile, insertDocument } from "./documents.ts";

const { id: documentId, kind, content, sha256, frozenAt } = documents;
const columns = { convention: conventions, document: { id: documentId, kind, content, sha256, frozenAt } };
const itsOwn = and(eq(documents.conventionId, conventions.id), eq(documents.kind, "CONVENTION"));

function select(db: Reader) {
  return db.select(columns).from(conventions).leftJoin(documents, itsOwn).$dynamic();
}

export async function findConventions(db: Reader, where: SQL | undefined, limit = 1_000): Promise<readonly Convention[]> {
  const rows = await select(db).where(where).orderBy(asc(conventions.id)).limit(limit);
  return rows.map(opened);
}

const opened = ({ convention, document }: Awaited<ReturnType<typeof select>>[number]): Convention => conventionOf(convention, document);
const readBy = readersBy((db, among) => select(db).where(among).orderBy(asc(conventions.id)), opened);

export const findByIds = readBy(conventions.id);
export const findByStudents = readBy(conventions.studentId);
export const findByCandidatures = readBy(conventions.candidatureId);
/** Those that name this tutor, whatever the case of the address. */
export const findByTutor = (db: Reader, email: string) => findConventions(db, eq(conventions.tutor, emailIndex(email)));

export interface ListArguments {
  readonly after: ConventionId | null;
  readonly limit: number;
  readonly status: Status | null;
  readonly schoolUai?: Uai;
  readonly hostId?: HostId;
}

/** A keyset page of what the actor may see: the same rule as the policy's, as a predicate an index serves. */
export function findVisible(db: Reader, actor: Actor, { after, limit, status, schoolUai, hostId }: ListArguments): Promise<readonly Convention[]> {
  return findConventions(
    db,
    and(
      visibleTo(actor),
      ofTheLinkOf(actor),
      after ? gt(conventions.id, after) : undefined,
      status ? eq(conventions.status, status) : undefined,
      schoolUai ? eq(conventions.schoolUai, schoolUai) : undefined,
      hostId ? eq(conventions.hostId, hostId) : undefined,
    ),
    limit,
  );
}

const NONE = sql`false`;

function ofTheLinkOf(actor: Actor): SQL | undefined {
  const link = linkOf(actor);
  return link ? eq(conventions.id, link.conventionId) : undefined;
}

function visibleTo(actor: Actor): SQL | undefined {
  switch (actor.role) {
    case "STUDENT":
      return eq(conventions.studentId, actor.studentId);
    case "LEGAL_REPRESENTATIVE":
      return actor.studentIds.length > 0 ? inArray(conventions.studentId, [...actor.studentIds]) : NONE;
    case "HOST_MANAGER":
      return actor.hostIds.length > 0 ? inArray(conventions.hostId, [...actor.hostIds]) : NONE;
    case "TUTOR":
      return eq(conventions.tutor, emailIndex(actor.email));
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return actor.schoolUais.length > 0 ? inArray(conventions.schoolUai, [...actor.schoolUais]) : NONE;
    case "RECTORAT":
      return or(
        actor.academies.length > 0 ? inArray(conventions.academy, [...actor.academies]) : NONE,
        actor.departments.length > 0 ? inArray(conventions.department, [...actor.departments]) : NONE,
      );
    case "MINISTRY":
      return undefined;
    case "ANONYMOUS":
    case "PLATFORM":
      return NONE;
  }
}

/** Locks the row until the end of the transaction: what is decided on it stays true until it is written. */
export async function lockConvention(tx: Transaction, id: ConventionId): Promise<Convention | null> {
  return lockOne(tx, eq(conventions.id, id));
}

export async function lockByCandidature(tx: Transaction, id: CandidatureId): Promise<Convention | null> {
  return lockOne(tx, eq(conventions.candidatureId, id));
}

/** All of a student's, always in the order of their ids. */
export async function lockByStudent(tx: Transaction, id: StudentId): Promise<readonly Convention[]> {
  const locked = await tx.select({ id: conventions.id }).from(conventions).where(eq(conventions.studentId, id)).orderBy(asc(conventions.id)).for("update");
  return findByIds(tx, locked.map((row) => row.id));
}

/** With all that hangs on them, evidence included. */
export async function deleteConventions(tx: Transaction, ids: readonly ConventionId[]): Promise<void> {
  await allowDeleting(tx);
  const theirs = tx.select({ id: absences.id }).from(absences).where(inArray(absences.conventionId, [...ids]));
  await tx.delete(absenceSteps).where(inArray(absenceSteps.absenceId, theirs));
  await tx.delete(absenceEscalations).where(inArray(absenceEscalations.absenceId, theirs));
  await tx.delete(presences).where(inArray(presences.conventionId, [...ids]));
  await tx.delete(followUps).where(inArray(followUps.conventionId, [...ids]));
  await tx.delete(absences).where(inArray(absences.conventionId, [...ids]));
  for (const of of [downloadLinks, uploadLinks, paperCopies, files]) await tx.delete(of).where(inArray(of.conventionId, [...ids]));
  await deleteFeedback(tx, ids);
  await tx.delete(amendments).where(inArray(amendments.conventionId, [...ids]));
  await tx.delete(attestations).where(inArray(attestations.conventionId, [...ids]));
  await tx.delete(evidence).where(inArray(evidence.conventionId, [...ids]));
  await tx.delete(evidenceChains).where(inArray(evidenceChains.conventionId, [...ids]));
  await tx.delete(sealedDocuments).where(inArray(sealedDocuments.conventionId, [...ids]));
  await tx.delete(documents).where(inArray(documents.conventionId, [...ids]));
  await tx.delete(history).where(inArray(history.conventionId, [...ids]));
  await tx.delete(schoolReminders).where(inArray(schoolReminders.conventionId, [...ids]));
  await tx.delete(conventions).where(inArray(conventions.id, [...ids]));
}

async function lockOne(tx: Transaction, where: SQL): Promise<Convention | null> {
  const [locked] = await tx.select({ id: conventions.id }).from(conventions).where(where).for("update");
  return locked ? ((await findByIds(tx, [locked.id]))[0] ?? null) : null;
}

/** Who changed it, when, and why: what the history keeps. */
export interface Change {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly reason?: string;
}

/** Opens a convention, unless its candidature already has one. */
export async function insertConvention(tx: Transaction, convention: Convention, change: Change): Promise<void> {
  const inserted = await tx.insert(conventions).values(conventionRow(convention)).onConflictDoNothing().returning({ id: conventions.id });
  if (inserted.length > 0) await remember(tx, null, convention, change);
}

/** State, document, history and event: one transaction, or nothing. A text that is frozen comes with its file. */
export async function saveConvention(tx: Transaction, before: Convention, after: Convention, change: Change, file?: DocumentFile): Promise<void> {
  const changes = conventionChanges(before, after, change.now);
  // What a role may not write is not named, even to say that it stays.
  if (Object.keys(changes).length > 0) await tx.update(conventions).set(changes).where(eq(conventions.id, after.id));
  if (after.document && !before.document) await insertDocument(tx, after.id, 1, after.document, file!);
  if (after.status !== before.status) await remember(tx, before.status, after, change);
}

async function remember(tx: Transaction, from: Status | null, convention: Convention, { actor, now, reason }: Change): Promise<void> {
  const { id, candidatureId, status: to, studentId, hostId, schoolUai, academy, campaignId, period } = convention;
  const { tutorEmail, referentTeacherId } = concernedBy(convention);
  await tx.insert(history).values(
    historyRow({ conventionId: id, from, to, at: now, byPersonId: personOf(actor), byRole: actor.role, reason: reason ?? null }),
  );
  await tell(tx, messaging, [
    domainEvent(
      "ConventionStatusChanged",
      id,
      { conventionId: id, candidatureId, from, to, reason: reason ?? null, by: madeBy(actor, convention), byPersonId: personOf(actor), ...(candidatureId ? {} : { weeks: { campaignId, period } }), studentId, hostId, schoolUai, academy, tutorEmail, referentTeacherId },
      now,
    ),
  ]);
}

const readHistory = readByKeys(history.conventionId, (db, among) => db.select().from(history).where(among).orderBy(asc(history.id)));

export async function findHistory(db: Reader, ids: readonly ConventionId[]) {
  const rows = await readHistory(db, ids);
  return rows.map(changeOf);
}
