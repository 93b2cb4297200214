import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, avg, eq, inArray, lte, notExists, sql } from "drizzle-orm";
import { asListed, type CorrectedEmail, type ListedPerson } from "../domain/enrolment.ts";
import type { Student } from "../domain/student.ts";
import { sealedPerson } from "./person-rows.ts";
import { lockPersons } from "./staff.ts";
import { openedStudent, privateLifeOf, sealedStudent, STUDENT_COLUMNS, type StudentRecord } from "./student-rows.ts";
import { correctedEmails, grants, legalRepresentatives, nationalIdentifiers, persons, schools, students } from "./tables.ts";

/** One import at a time in a school. */
export async function lockSchool(tx: Transaction, uai: Uai): Promise<void> {
  await tx.select({ uai: schools.uai }).from(schools).where(eq(schools.uai, uai)).for("update");
}

export interface Identified {
  readonly hmac: string;
  readonly personId: PersonId;
}

/**
 * Gives each identifier its person, unless it has one. Another school's import that is giving the same waits or is waited
 * for, always in one order; whoever reads after this sees the same owner.
 */
export async function claimIdentifiers(tx: Transaction, claims: readonly Identified[]): Promise<void> {
  const sorted = claims.toSorted((a, b) => (a.hmac < b.hmac ? -1 : 1));
  if (sorted.length > 0) await tx.insert(nationalIdentifiers).values(sorted).onConflictDoNothing();
}

const readIdentified = readByKeys(nationalIdentifiers.hmac, (db, among) => db.select().from(nationalIdentifiers).where(among));

export function findIdentified(db: Reader, hmacs: readonly string[]): Promise<readonly Identified[]> {
  return readIdentified(db, hmacs);
}

export async function findEnrolments(db: Reader, personIds: readonly PersonId[], campaignId: string): Promise<readonly Student[]> {
  const rows = await db
    .select(STUDENT_COLUMNS)
    .from(students)
    .innerJoin(persons, eq(persons.id, students.personId))
    .where(and(inArray(students.personId, [...personIds]), eq(students.campaignId, campaignId)));
  return rows.map(openedStudent);
}

export async function findCorrectedEmails(db: Reader, personIds: readonly PersonId[]): Promise<readonly CorrectedEmail[]> {
  if (personIds.length === 0) return [];
  const { personId, studentId, former } = correctedEmails;
  const rows = await db.select({ personId, studentId, former }).from(correctedEmails).where(inArray(personId, [...personIds]));
  return rows.map((row) => ({ personId: row.personId, former: openFrom(former, row, row.former) }));
}

/** Fewer homes than this could point at one of them. */
const FEWEST_HOMES = 5;
/** More would be opened for nothing: the middle of this many is close enough. */
const MOST_HOMES = 200;

export interface Centre extends Coordinates {
  readonly communeCode: string;
}

/** The middle of each commune: of its schools, which are public; otherwise of its homes that were located themselves. */
export async function findCentres(db: Reader, communeCodes: readonly string[]): Promise<ReadonlyMap<string, Centre>> {
  if (communeCodes.length === 0) return new Map();
  const codes = [...communeCodes];
  const ofSchools = await db
    .select({ communeCode: schools.communeCode, latitude: avg(schools.latitude).mapWith(Number), longitude: avg(schools.longitude).mapWith(Number) })
    .from(schools)
    .where(and(inArray(schools.communeCode, codes), sql`${schools.latitude} is not null`))
    .groupBy(schools.communeCode);
  const located = new Set(ofSchools.map(({ communeCode }) => communeCode));
  const ofHomes = await findCentresOfHomes(db, codes.filter((code) => !located.has(code)));
  return new Map([...ofHomes, ...ofSchools].map((centre) => [centre.communeCode, centre as Centre]));
}

/** The database cannot read a home: they are opened, some of each commune, and forgotten. */
async function findCentresOfHomes(db: Reader, communeCodes: readonly string[]): Promise<readonly Centre[]> {
  if (communeCodes.length === 0) return [];
  const ranked = db
    .select({
      id: students.id,
      communeCode: students.homeCommuneCode,
      rank: sql<number>`row_number() over (partition by ${students.homeCommuneCode} order by ${students.id})`.as("rank"),
    })
    .from(students)
    .where(inArray(students.homeCommuneCode, [...communeCodes]))
    .as("ranked");
  const rows = await db
    .select({ communeCode: ranked.communeCode, id: students.id, private: students.private })
    .from(ranked)
    .innerJoin(students, eq(students.id, ranked.id))
    .where(lte(ranked.rank, MOST_HOMES));
  return [...Map.groupBy(rows, ({ communeCode }) => communeCode!)].flatMap(([communeCode, there]) => {
    if (there.length < FEWEST_HOMES) return [];
    const homes = there.map((row) => privateLifeOf(row).home);
    const middle = (key: keyof Coordinates) => homes.reduce((sum, home) => sum + home[key], 0) / homes.length;
    return [{ communeCode, latitude: middle("latitude"), longitude: middle("longitude") }];
  });
}

export type RepresentativeRow = typeof legalRepresentatives.$inferInsert;

export interface EnrolmentRows {
  readonly persons: readonly ListedPerson[];
  readonly students: readonly StudentRecord[];
  /** All those of these students. */
  readonly representatives: readonly RepresentativeRow[];
  /** Whose representatives the list tells. */
  readonly families: readonly StudentId[];
}

const excluded = (column: string) => sql.raw(`excluded."${column}"`);

/** Writes a batch of enrolments; says whose roles are not what they were. */
export async function saveEnrolments(tx: Transaction, rows: EnrolmentRows): Promise<readonly PersonId[]> {
  if (rows.persons.length > 0) {
    // Locked before they are read: what is sealed together is written together, an address that is being corrected too.
    const known = new Map((await lockPersons(tx, rows.persons.map(({ id }) => id))).map((person) => [person.id, person]));
    await tx
      .insert(persons)
      .values(rows.persons.map((listed) => sealedPerson(asListed(listed, known.get(listed.id) ?? null))))
      .onConflictDoUpdate({ target: persons.id, set: { identity: excluded("identity") } });
  }
  if (rows.students.length > 0) {
    await tx.insert(students).values(rows.students.map(sealedStudent)).onConflictDoUpdate({
      target: students.id,
      set: { className: excluded("class_name"), private: excluded("private"), homeCommuneCode: excluded("home_commune_code") },
    });
  }
  const wanted = [
    ...rows.students.map(({ id: studentId, personId, schoolUai }) => ({ personId, role: "STUDENT" as const, studentId, schoolUai })),
    ...rows.representatives.map(({ personId, studentId }) => ({ personId, role: "LEGAL_REPRESENTATIVE" as const, studentId })),
  ];
  const families = [...rows.families];
  const withdrawn: { readonly personId: PersonId }[] = [];
  if (families.length > 0) {
    await tx.delete(legalRepresentatives).where(inArray(legalRepresentatives.studentId, families));
    await insertAll(tx, legalRepresentatives, rows.representatives);
    const stillOne = tx.select({ one: sql`1` }).from(legalRepresentatives)
      .where(and(eq(legalRepresentatives.personId, grants.personId), eq(legalRepresentatives.studentId, grants.studentId)));
    const others = and(eq(grants.role, "LEGAL_REPRESENTATIVE"), inArray(grants.studentId, families), notExists(stillOne));
    withdrawn.push(...(await tx.delete(grants).where(others).returning({ personId: grants.personId })));
  }
  const given = wanted.length === 0 ? [] : await tx.insert(grants).values(wanted).onConflictDoNothing().returning({ personId: grants.personId });
  return [...new Set([...withdrawn, ...given].map(({ personId }) => personId))];
}

export async function findSubjects(db: Reader, personIds: readonly PersonId[]): Promise<readonly { readonly id: PersonId; readonly subject: string }[]> {
  if (personIds.length === 0) return [];
  const rows = await db.select({ id: persons.id, subject: persons.subject }).from(persons).where(inArray(persons.id, [...personIds]));
  return rows.flatMap(({ id, subject }) => (subject ? [{ id, subject }] : []));
}
