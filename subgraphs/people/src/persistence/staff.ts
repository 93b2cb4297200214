import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Person } from "../domain/person.ts";
import type { StaffFunction } from "../domain/staff-member.ts";
import { openedPerson, sealedPerson } from "./person-rows.ts";
import { correctedEmails, examDuties, invitations, persons, referentTeachers, staff } from "./tables.ts";

/** Whatever is done for one address waits for its turn: two heads may invite the same colleague at once. */
export async function lockAddress(tx: Transaction, email: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`address ${emailIndex(email)}`}, 0))`);
}

/** Someone of any school's staff who has this address, whatever its case. */
export async function findStaffByEmail(db: Reader, email: string): Promise<PersonId | null> {
  const [row] = await db
    .select({ id: persons.id })
    .from(persons)
    .innerJoin(staff, eq(staff.personId, persons.id))
    .where(eq(persons.emailIndex, emailIndex(email)))
    .orderBy(asc(persons.id))
    .limit(1);
  return row?.id ?? null;
}

export async function insertPerson(tx: Transaction, person: Person): Promise<void> {
  await tx.insert(persons).values(sealedPerson(person));
}

export type NewPost = typeof staff.$inferInsert;
export type Invitation = typeof invitations.$inferSelect;

/** False when the person has this post already. */
export async function insertPost(tx: Transaction, post: NewPost): Promise<boolean> {
  return (await tx.insert(staff).values(post).onConflictDoNothing().returning({ id: staff.personId })).length > 0;
}

export async function insertInvitation(tx: Transaction, { email, ...invitation }: Omit<Invitation, "emailIndex"> & { readonly email: string }): Promise<void> {
  await tx.insert(invitations).values({ ...invitation, emailIndex: emailIndex(email) }).onConflictDoNothing();
}

/** What waits for the bearer of this address, whatever its case; locked. */
export function lockPendingInvitations(tx: Transaction, email: string): Promise<readonly Invitation[]> {
  return tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.emailIndex, emailIndex(email)), isNull(invitations.claimedAt)))
    .orderBy(asc(invitations.invitedAt), asc(invitations.schoolUai), asc(invitations.function))
    .for("update");
}

export async function markClaimed(tx: Transaction, { schoolUai, emailIndex: address, function: held }: Invitation, personId: PersonId, claimedAt: Temporal.Instant): Promise<void> {
  await tx
    .update(invitations)
    .set({ claimedAt, personId })
    .where(and(eq(invitations.schoolUai, schoolUai), eq(invitations.emailIndex, address), eq(invitations.function, held)));
}

export async function findPersonBySubject(db: Reader, subject: string): Promise<Person | null> {
  const [row] = await db.select().from(persons).where(eq(persons.subject, subject));
  return row ? openedPerson(row) : null;
}

export async function setSubject(tx: Transaction, id: PersonId, subject: string): Promise<void> {
  await tx.update(persons).set({ subject }).where(eq(persons.id, id));
}

/** Gives what a school wrote of an invited person to the person they turn out to be. */
export async function movePost(tx: Transaction, from: PersonId, to: PersonId, schoolUai: Uai, held: StaffFunction): Promise<void> {
  const post = and(eq(staff.personId, from), eq(staff.schoolUai, schoolUai), eq(staff.function, held));
  const [moved] = await tx.delete(staff).where(post).returning();
  if (moved) await tx.insert(staff).values({ ...moved, personId: to }).onConflictDoNothing();
}

export async function moveDuties(tx: Transaction, from: PersonId, to: PersonId): Promise<readonly StudentId[]> {
  const days = await tx.delete(examDuties).where(eq(examDuties.personId, from)).returning();
  if (days.length > 0) await tx.insert(examDuties).values(days.map(({ day }) => ({ personId: to, day }))).onConflictDoNothing();
  const moved = await tx.update(referentTeachers).set({ teacherId: to }).where(eq(referentTeachers.teacherId, from)).returning({ studentId: referentTeachers.studentId });
  return moved.map(({ studentId }) => studentId);
}

/** In one order for everyone, so that two who need the same persons never cross. */
export async function lockPersons(tx: Transaction, ids: readonly PersonId[]): Promise<readonly Person[]> {
  return (await tx.select().from(persons).where(inArray(persons.id, [...ids])).orderBy(asc(persons.id)).for("update")).map(openedPerson);
}

export interface EmailCorrection extends Pick<typeof correctedEmails.$inferSelect, "studentId" | "at" | "byPersonId" | "byRole"> {
  /** As they are, locked: the rest of what is sealed with the address stays. */
  readonly person: Person;
  readonly corrected: string;
}

/** Of someone of whom none was known; locked. */
export async function setAddress(tx: Transaction, person: Person, email: string): Promise<void> {
  const { identity, emailIndex: address } = sealedPerson({ ...person, email });
  await tx.update(persons).set({ identity, emailIndex: address }).where(eq(persons.id, person.id));
}

export async function correctEmail(tx: Transaction, { person, corrected, studentId, ...circumstances }: EmailCorrection): Promise<void> {
  const { id: personId, email } = person;
  await setAddress(tx, person, corrected);
  const row = { personId, studentId };
  const addresses = { former: sealFor(correctedEmails.former, row, email), corrected: sealFor(correctedEmails.corrected, row, corrected) };
  await tx.insert(correctedEmails).values({ ...row, ...addresses, ...circumstances });
}

export interface DutyDay {
  readonly personId: PersonId;
  readonly day: Temporal.PlainDate;
}

const readExamDuties = readByKeys(examDuties.personId, (db, among) => db.select().from(examDuties).where(among).orderBy(asc(examDuties.personId), asc(examDuties.day)));

export function findExamDuties(db: Reader, ids: readonly PersonId[]): Promise<readonly DutyDay[]> {
  return readExamDuties(db, ids);
}

export async function replaceExamDuties(tx: Transaction, personId: PersonId, days: readonly Temporal.PlainDate[]): Promise<void> {
  await tx.delete(examDuties).where(eq(examDuties.personId, personId));
  if (days.length > 0) await tx.insert(examDuties).values(days.map((day) => ({ personId, day })));
}

export type ReferentTeacher = typeof referentTeachers.$inferSelect;

const readReferentTeachers = readByKeys(referentTeachers.studentId, (db, among) => db.select().from(referentTeachers).where(among));

export function findReferentTeachers(db: Reader, studentIds: readonly StudentId[]): Promise<readonly ReferentTeacher[]> {
  return readReferentTeachers(db, studentIds);
}

/** Says which were not so already. */
export async function assignTeachers(tx: Transaction, rows: readonly ReferentTeacher[]): Promise<readonly Pick<ReferentTeacher, "studentId" | "teacherId">[]> {
  if (rows.length === 0) return [];
  return tx
    .insert(referentTeachers)
    .values(rows.toSorted((a, b) => (a.studentId < b.studentId ? -1 : 1)))
    .onConflictDoUpdate({
      target: referentTeachers.studentId,
      set: { teacherId: sql`excluded."teacher_id"`, assignedAt: sql`excluded."assigned_at"`, assignedBy: sql`excluded."assigned_by"` },
      setWhere: sql`${referentTeachers.teacherId} is distinct from excluded."teacher_id"`,
    })
    .returning({ studentId: referentTeachers.studentId, teacherId: referentTeachers.teacherId });
}
