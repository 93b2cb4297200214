import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { inserting } from "@stages/database/written.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import type { LegalRepresentative, Student } from "../domain/student.ts";
import type { KeysetPage } from "./keyset-page.ts";
import { identityOf } from "./person-rows.ts";
import { openedStudent, STUDENT_COLUMNS } from "./student-rows.ts";
import { legalRepresentatives, persons, studentHosts, students, studentTutors } from "./tables.ts";

const readStudents = readByKeys(students.id, (db, among) => db.select(STUDENT_COLUMNS).from(students).innerJoin(persons, eq(persons.id, students.personId)).where(among));

export async function findStudents(db: Reader, ids: readonly StudentId[]): Promise<readonly Student[]> {
  const rows = await readStudents(db, ids);
  return rows.map(openedStudent);
}

/** The newest campaign for which anyone is enrolled: the one that runs, or comes. */
const newestCampaign = sql`(select people.newest_campaign())`;

/** By class, in the order of enrolment: a name is no sort key, since none of it is to be read by the database. */
export async function findPagesBySchool(db: Reader, uais: readonly Uai[], { after, limit }: KeysetPage): Promise<readonly Student[]> {
  const isAfter = after ? sql`(${students.className}, ${students.id}) > (${after[0]}, ${sql.param(after[1], students.id)})` : undefined;
  const ranked = db
    .select({
      id: students.id,
      rank: sql<number>`row_number() over (partition by ${students.schoolUai} order by ${students.className}, ${students.id})`.as("rank"),
    })
    .from(students)
    .where(and(inArray(students.schoolUai, [...uais]), eq(students.campaignId, newestCampaign), isAfter))
    .as("ranked");
  const rows = await db
    .select(STUDENT_COLUMNS)
    .from(ranked)
    .innerJoin(students, eq(students.id, ranked.id))
    .innerJoin(persons, eq(persons.id, students.personId))
    .where(lte(ranked.rank, limit))
    .orderBy(asc(students.className), asc(students.id));
  return rows.map(openedStudent);
}

/** Students enrolled in these académies for the newest campaign, whoever asks; an académie without any has no line. */
export function countEnrolled(db: Reader, academies: readonly string[]): Promise<readonly { readonly academy: string; readonly enrolled: number }[]> {
  const asked = sql.join(academies.map((academy) => sql`${academy}`), sql`, `);
  return db
    .select({ academy: sql<string>`academy`, enrolled: sql<number>`enrolled` })
    .from(sql`people.count_enrolled(array[${asked}]::varchar[])`);
}

const { studentId, relationship, contactOrder, maySign } = legalRepresentatives;
const readRepresentatives = readByKeys(studentId, (db, among) =>
  db
    .select({ id: persons.id, identity: persons.identity, studentId, relationship, contactOrder, maySign })
    .from(legalRepresentatives)
    .innerJoin(persons, eq(persons.id, legalRepresentatives.personId))
    .where(among)
    .orderBy(asc(contactOrder)),
);

export async function findLegalRepresentatives(db: Reader, ids: readonly StudentId[]): Promise<readonly LegalRepresentative[]> {
  const rows = await readRepresentatives(db, ids);
  return rows.map(({ identity: ofPerson, ...row }) => ({ ...row, ...identityOf({ id: row.id, identity: ofPerson }) }));
}

const readHostTies = readByKeys(studentHosts.studentId, (db, among) => db.select().from(studentHosts).where(among));

/** The hosts that these students applied to. */
export function findHostTies(db: Reader, ids: readonly StudentId[]) {
  return readHostTies(db, ids);
}

const readTutorTies = readByKeys(studentTutors.studentId, (db, among) => db.select().from(studentTutors).where(among));

/** The tutors that their conventions name. */
export function findTutorTies(db: Reader, ids: readonly StudentId[]) {
  return readTutorTies(db, ids);
}

const insertTie = inserting(studentHosts, (insert) => insert.onConflictDoNothing());

export async function tieHost(tx: Transaction, studentId: StudentId, hostId: HostId): Promise<void> {
  await insertTie(tx, [{ studentId, hostId, disclosed: false }]);
}

const insertDisclosed = inserting(studentHosts, (insert) => insert.onConflictDoUpdate({ target: [studentHosts.studentId, studentHosts.hostId], set: { disclosed: true } }));

export async function discloseToHost(tx: Transaction, studentId: StudentId, hostId: HostId): Promise<void> {
  await insertDisclosed(tx, [{ studentId, hostId, disclosed: true }]);
}

export async function tieTutor(tx: Transaction, studentId: StudentId, tutorEmail: string): Promise<void> {
  await tx.insert(studentTutors).values({ studentId, tutor: emailIndex(tutorEmail) }).onConflictDoNothing();
}
