import type { Reader, Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, avg, count, eq, getTableColumns, gte, inArray, notExists, sql } from "drizzle-orm";
import type { CorrectedEmail } from "../domain/enrolment.ts";
import type { Student } from "../domain/student.ts";
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

export function findIdentified(db: Reader, hmacs: readonly string[]): Promise<readonly Identified[]> {
  return db.select().from(nationalIdentifiers).where(inArray(nationalIdentifiers.hmac, [...hmacs]));
}

export function findEnrolments(db: Reader, personIds: readonly PersonId[], campaignId: string): Promise<readonly Student[]> {
  const { firstName, lastName } = persons;
  return db
    .select({ ...getTableColumns(students), firstName, lastName })
    .from(students)
    .innerJoin(persons, eq(persons.id, students.personId))
    .where(and(inArray(students.personId, [...personIds]), eq(students.campaignId, campaignId)));
}

export async function findCorrectedEmails(db: Reader, personIds: readonly PersonId[]): Promise<readonly CorrectedEmail[]> {
  if (personIds.length === 0) return [];
  const { personId, former } = correctedEmails;
  return db.select({ personId, former }).from(correctedEmails).where(inArray(personId, [...personIds]));
}

/** Fewer homes than this could point at one of them. */
const FEWEST_HOMES = 5;

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
  const inHome = (key: "latitude" | "longitude") => sql<number>`avg((${students.home}->>${sql.raw(`'${key}'`)})::float8)`.mapWith(Number);
  const communeCode = sql<string>`${students.home}->>'communeCode'`;
  const ofHomes = await db
    .select({ communeCode, latitude: inHome("latitude"), longitude: inHome("longitude") })
    .from(students)
    .where(and(inArray(communeCode, codes), sql`${students.home}->'isApproximate' is null`))
    .groupBy(communeCode)
    .having(gte(count(), FEWEST_HOMES));
  return new Map([...ofHomes, ...ofSchools].map((centre) => [centre.communeCode, centre as Centre]));
}

export type PersonRow = typeof persons.$inferInsert;
export type StudentRow = typeof students.$inferInsert;
export type RepresentativeRow = typeof legalRepresentatives.$inferInsert;

export interface EnrolmentRows {
  readonly persons: readonly PersonRow[];
  readonly students: readonly StudentRow[];
  /** All those of these students. */
  readonly representatives: readonly RepresentativeRow[];
  /** Whose representatives the list tells. */
  readonly families: readonly StudentId[];
}

const excluded = (column: string) => sql.raw(`excluded."${column}"`);

/** Writes a batch of enrolments; says whose roles are not what they were. */
export async function saveEnrolments(tx: Transaction, rows: EnrolmentRows): Promise<readonly PersonId[]> {
  if (rows.persons.length > 0) {
    // The address and the subject of someone known are not a list's to change.
    await tx.insert(persons).values([...rows.persons]).onConflictDoUpdate({
      target: persons.id,
      set: { firstName: excluded("first_name"), lastName: excluded("last_name"), phone: sql`coalesce(excluded."phone", ${persons.phone})` },
    });
  }
  if (rows.students.length > 0) {
    await tx.insert(students).values([...rows.students]).onConflictDoUpdate({
      target: students.id,
      set: { birthDate: excluded("birth_date"), className: excluded("class_name"), home: excluded("home") },
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
