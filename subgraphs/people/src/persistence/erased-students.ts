import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { forgetKeysOf } from "@stages/database/idempotency.ts";
import { allowDeleting } from "@stages/database/purging.ts";
import { sealFor } from "@stages/database/sealed.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import { and, asc, eq, gt, inArray, lt } from "drizzle-orm";
import type { ErasedStudent } from "../domain/erase-student.ts";
import { deletePersons } from "./erasure.ts";
import { deliveries, notifications } from "./notification-tables.ts";
import {
  accessRecords, awaitedAnswers, awaitedConventions, conventions, correctedEmails, erasedStudents, grants, idempotencyKeys, legalRepresentatives, outgoingMails, personalLinks, referentTeachers, signIns, studentHosts, students, studentTutors,
} from "./tables.ts";
import { webhookDeliveries } from "./webhook-tables.ts";

/** What is left of a student whom this person erased. */
export async function findErasedBy(db: Reader, id: StudentId, by: PersonId): Promise<ErasedStudent | null> {
  const { studentId, erasedAt } = erasedStudents;
  const [row] = await db.select({ studentId, erasedAt }).from(erasedStudents).where(and(eq(studentId, id), eq(erasedStudents.erasedBy, by)));
  return row ?? null;
}

export interface Erasure extends ErasedStudent {
  readonly erasedBy: PersonId;
  readonly reason: string;
}

export async function insertErasure(tx: Transaction, { reason, ...erasure }: Erasure): Promise<void> {
  await tx.insert(erasedStudents).values({ ...erasure, reason: sealFor(erasedStudents.reason, erasure, reason) });
}

/** Those erased between the two instants. */
export async function findErasedBetween(db: Reader, after: Temporal.Instant, before: Temporal.Instant): Promise<readonly StudentId[]> {
  const { studentId, erasedAt } = erasedStudents;
  const rows = await db.select({ studentId }).from(erasedStudents).where(and(gt(erasedAt, after), lt(erasedAt, before))).orderBy(asc(erasedAt));
  return rows.map((row) => row.studentId);
}

/** Every table with a line about a student; the student's own comes last. */
const ABOUT_STUDENTS = [
  [notifications, notifications.studentId],
  [webhookDeliveries, webhookDeliveries.studentId],
  [accessRecords, accessRecords.studentId],
  [awaitedAnswers, awaitedAnswers.studentId],
  [awaitedConventions, awaitedConventions.studentId],
  [correctedEmails, correctedEmails.studentId],
  [referentTeachers, referentTeachers.studentId],
  [studentHosts, studentHosts.studentId],
  [studentTutors, studentTutors.studentId],
  [personalLinks, personalLinks.studentId],
  [conventions, conventions.studentId],
  [legalRepresentatives, legalRepresentatives.studentId],
  [grants, grants.studentId],
  [students, students.id],
] as const;

export async function deleteStudents(tx: Transaction, ids: readonly StudentId[]): Promise<void> {
  await allowDeleting(tx);
  const told = tx.select({ id: notifications.id }).from(notifications).where(inArray(notifications.studentId, [...ids]));
  await tx.delete(deliveries).where(inArray(deliveries.notificationId, told));
  for (const [table, column] of ABOUT_STUDENTS) await tx.delete(table).where(inArray(column, [...ids]));
}

/** With what the platform knows of them beside what hangs on a student. */
export async function deletePersonsWhole(tx: Transaction, ids: readonly PersonId[]): Promise<void> {
  await allowDeleting(tx);
  await tx.delete(signIns).where(inArray(signIns.personId, [...ids]));
  await forgetKeysOf(tx, idempotencyKeys, ids);
  await tx.delete(outgoingMails).where(inArray(outgoingMails.recipientId, [...ids]));
  await tx.delete(deliveries).where(inArray(deliveries.personId, [...ids]));
  await tx.delete(notifications).where(inArray(notifications.personId, [...ids]));
  await deletePersons(tx, ids);
}

const holdStudents = readByKeys(students.id, (db, among) => db.select({ id: students.id }).from(students).where(among).for("key share"));

/**
 * False for a student who was erased, or whom nobody enrolled. A student who is here stays so until the transaction ends:
 * an erasure waits for it, and then finds what it wrote.
 */
export async function holdStudent(tx: Transaction, id: StudentId): Promise<boolean> {
  return (await holdStudents(tx, [id])).length > 0;
}

/** Until the end of the transaction whoever holds the student is waited for, and whoever comes waits. */
export async function lockStudent(tx: Transaction, id: StudentId): Promise<boolean> {
  return (await tx.select({ id: students.id }).from(students).where(eq(students.id, id)).for("update")).length > 0;
}

export async function findConventionStatuses(db: Reader, id: StudentId): Promise<readonly string[]> {
  return (await db.select({ status: conventions.status }).from(conventions).where(eq(conventions.studentId, id))).map(({ status }) => status);
}
