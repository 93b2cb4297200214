import type { Reader } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import { asc, eq } from "drizzle-orm";
import { accessRecords, correctedEmails, grants, invitations, nationalIdentifiers, referentTeachers, signIns, territoryInvitations } from "./tables.ts";

/** What nothing but the export of someone's own data reads. */

export const findGrants = (db: Reader, id: PersonId) => db.select().from(grants).where(eq(grants.personId, id));

export const findSignIns = (db: Reader, id: PersonId) => db.select().from(signIns).where(eq(signIns.personId, id)).orderBy(asc(signIns.id));

export const findInvitations = (db: Reader, id: PersonId) => db.select().from(invitations).where(eq(invitations.personId, id)).orderBy(asc(invitations.invitedAt));

export const findTerritoryInvitations = (db: Reader, id: PersonId) => db.select().from(territoryInvitations).where(eq(territoryInvitations.personId, id)).orderBy(asc(territoryInvitations.id));

export async function findFollowed(db: Reader, id: PersonId): Promise<readonly StudentId[]> {
  const rows = await db.select({ studentId: referentTeachers.studentId }).from(referentTeachers).where(eq(referentTeachers.teacherId, id)).orderBy(asc(referentTeachers.studentId));
  return rows.map(({ studentId }) => studentId);
}

/** Of the identifier nobody can read more than that it is there. */
export async function hasIdentifier(db: Reader, id: PersonId): Promise<boolean> {
  return (await db.select({ personId: nationalIdentifiers.personId }).from(nationalIdentifiers).where(eq(nationalIdentifiers.personId, id))).length > 0;
}

export async function findCorrections(db: Reader, id: StudentId) {
  const rows = await db.select().from(correctedEmails).where(eq(correctedEmails.studentId, id)).orderBy(asc(correctedEmails.id));
  return rows.map((row) => ({ ...row, former: openFrom(correctedEmails.former, row, row.former), corrected: openFrom(correctedEmails.corrected, row, row.corrected) }));
}

export const findReadsOf = (db: Reader, id: StudentId) =>
  db
    .select({ at: accessRecords.at, role: accessRecords.readerRole, categories: accessRecords.categories })
    .from(accessRecords)
    .where(eq(accessRecords.studentId, id))
    .orderBy(asc(accessRecords.at), asc(accessRecords.id));
