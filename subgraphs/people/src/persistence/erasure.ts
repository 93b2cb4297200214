import type { Reader, Transaction } from "@stages/database/connection.ts";
import { type Companions, type Counts, nameOf } from "@stages/database/retention.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import { asc, count, inArray, sql } from "drizzle-orm";
import { personsGoingWith, type Tie } from "../domain/erasure.ts";
import { notificationPreferences, pushSubscriptions } from "./notification-tables.ts";
import { grants, invitations, legalRepresentatives, nationalIdentifiers, persons, referentTeachers, staff, students } from "./tables.ts";

const CHUNK = 1_000;

/** All the ties of those whom one of these students ties to the platform. */
export async function findTies(db: Reader, ids: readonly StudentId[]): Promise<readonly Tie[]> {
  if (ids.length === 0) return [];
  const concerned = db
    .select({ personId: students.personId }).from(students).where(inArray(students.id, [...ids]))
    .union(db.select({ personId: legalRepresentatives.personId }).from(legalRepresentatives).where(inArray(legalRepresentatives.studentId, [...ids])));
  const personIds = (await concerned).map(({ personId }) => personId);
  const others = [
    db.select({ personId: staff.personId }).from(staff).where(inArray(staff.personId, personIds)),
    db.select({ personId: invitations.personId }).from(invitations).where(inArray(invitations.personId, personIds)),
    db.select({ personId: referentTeachers.teacherId }).from(referentTeachers).where(inArray(referentTeachers.teacherId, personIds)),
  ];
  return [
    ...(await db.select({ personId: students.personId, studentId: students.id }).from(students).where(inArray(students.personId, personIds))),
    ...(await db.select({ personId: legalRepresentatives.personId, studentId: legalRepresentatives.studentId }).from(legalRepresentatives).where(inArray(legalRepresentatives.personId, personIds))),
    ...(await db.select({ personId: grants.personId, studentId: grants.studentId }).from(grants).where(inArray(grants.personId, personIds))),
    ...(await Promise.all(others)).flat().map(({ personId }) => ({ personId, studentId: null })),
  ];
}

/**
 * From here to the end of the transaction nobody comes to need these persons: a class list, which could find them again by
 * their identifier, waits before it has looked; whoever changes a person waits too.
 */
export async function lockThoseOf(tx: Transaction, ids: readonly StudentId[]): Promise<void> {
  await tx.execute(sql`lock table ${nationalIdentifiers} in share row exclusive mode`);
  const personIds = [...new Set((await findTies(tx, ids)).map(({ personId }) => personId))];
  await tx.select({ id: persons.id }).from(persons).where(inArray(persons.id, personIds)).orderBy(asc(persons.id)).for("update");
}

/** With a person: by what they are known again, how they want to be told, and where. */
const OF_PERSONS = [nationalIdentifiers, notificationPreferences, pushSubscriptions] as const;

/** What is of a person alone; what is of a student goes with the student. */
export async function deletePersons(tx: Transaction, ids: readonly PersonId[]): Promise<Counts> {
  const counts = new Map<string, number>();
  for (const table of OF_PERSONS) counts.set(nameOf(table), (await tx.delete(table).where(inArray(table.personId, [...ids]))).count);
  return counts.set(nameOf(persons), (await tx.delete(persons).where(inArray(persons.id, [...ids]))).count);
}

/** Who goes with students past their term: themselves and their representatives, unless something else ties them. */
export const personsWithStudents: Companions = {
  tables: [persons, ...OF_PERSONS],
  async remove(tx, keys) {
    const ids = keys as readonly StudentId[];
    await lockThoseOf(tx, ids);
    return deletePersons(tx, personsGoingWith(new Set(ids), await findTies(tx, ids)));
  },
  async count(db, keys) {
    const ids = keys as readonly StudentId[];
    const all = new Set(ids);
    const going = new Set<PersonId>();
    for (let start = 0; start < ids.length; start += CHUNK) {
      for (const id of personsGoingWith(all, await findTies(db, ids.slice(start, start + CHUNK)))) going.add(id);
    }
    const personIds = [...going];
    const counts = new Map([[nameOf(persons), going.size]]);
    for (const table of OF_PERSONS) {
      for (let start = 0; start < personIds.length; start += CHUNK) {
        const [row] = await db.select({ rows: count() }).from(table).where(inArray(table.personId, personIds.slice(start, start + CHUNK)));
        counts.set(nameOf(table), (counts.get(nameOf(table)) ?? 0) + row!.rows);
      }
    }
    return counts;
  },
};
