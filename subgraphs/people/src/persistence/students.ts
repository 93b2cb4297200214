import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, asc, eq, getTableColumns, inArray, lte, sql } from "drizzle-orm";
import type { LegalRepresentative, Student } from "../domain/student.ts";
import type { KeysetPage } from "./keyset-page.ts";
import { legalRepresentatives, persons, studentHosts, students, studentTutors } from "./tables.ts";

const { firstName, lastName } = persons;
const columns = { ...getTableColumns(students), firstName, lastName };

export function findStudents(db: Reader, ids: readonly StudentId[]): Promise<readonly Student[]> {
  return db.select(columns).from(students).innerJoin(persons, eq(persons.id, students.personId)).where(inArray(students.id, [...ids]));
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
  return db
    .select(columns)
    .from(ranked)
    .innerJoin(students, eq(students.id, ranked.id))
    .innerJoin(persons, eq(persons.id, students.personId))
    .where(lte(ranked.rank, limit))
    .orderBy(asc(students.className), asc(students.id));
}

/** Students enrolled in these académies for the newest campaign, whoever counts them; an académie without any has no line. */
export function countEnrolled(db: Reader, academies: readonly string[]): Promise<readonly { readonly academy: string; readonly enrolled: number }[]> {
  const asked = sql.join(academies.map((academy) => sql`${academy}`), sql`, `);
  return db
    .select({ academy: sql<string>`academy`, enrolled: sql<number>`enrolled` })
    .from(sql`people.count_enrolled(array[${asked}]::varchar[])`);
}

export function findLegalRepresentatives(db: Reader, ids: readonly StudentId[]): Promise<readonly LegalRepresentative[]> {
  const { studentId, relationship, contactOrder, maySign } = legalRepresentatives;
  const { id, email, phone } = persons;
  return db
    .select({ id, firstName, lastName, email, phone, studentId, relationship, contactOrder, maySign })
    .from(legalRepresentatives)
    .innerJoin(persons, eq(persons.id, legalRepresentatives.personId))
    .where(inArray(studentId, [...ids]))
    .orderBy(asc(contactOrder));
}

/** The hosts that these students applied to. */
export function findHostTies(db: Reader, ids: readonly StudentId[]) {
  return db.select().from(studentHosts).where(inArray(studentHosts.studentId, [...ids]));
}

/** The tutors that their conventions name. */
export function findTutorTies(db: Reader, ids: readonly StudentId[]) {
  return db.select().from(studentTutors).where(inArray(studentTutors.studentId, [...ids]));
}

export async function tieHost(tx: Transaction, studentId: StudentId, hostId: HostId): Promise<void> {
  await tx.insert(studentHosts).values({ studentId, hostId, disclosed: false }).onConflictDoNothing();
}

export async function discloseToHost(tx: Transaction, studentId: StudentId, hostId: HostId): Promise<void> {
  await tx
    .insert(studentHosts)
    .values({ studentId, hostId, disclosed: true })
    .onConflictDoUpdate({ target: [studentHosts.studentId, studentHosts.hostId], set: { disclosed: true } });
}

export async function tieTutor(tx: Transaction, studentId: StudentId, tutorEmail: string): Promise<void> {
  await tx.insert(studentTutors).values({ studentId, tutorEmail: tutorEmail.toLowerCase() }).onConflictDoNothing();
}
