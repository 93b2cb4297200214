import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { emailIndex as emailIndexOf } from "@stages/vault/vault.ts";
import { and, asc, eq, inArray, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import type { Person } from "../domain/person.ts";
import { lockPersons } from "./staff.ts";
import { findPersonsByAddress } from "./persons.ts";
import { correctedEmails, grants, legalRepresentatives, persons, schools, signIns, staff, students, territoryInvitations } from "./tables.ts";

/** The first requests of one bearer come together: one of them makes the person, the others find it. */
export async function lockSubject(tx: Transaction, subject: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`subject ${subject}`}, 0))`);
}

export async function hasRole(db: Reader, personId: PersonId): Promise<boolean> {
  return (await db.select({ role: grants.role }).from(grants).where(eq(grants.personId, personId)).limit(1)).length > 0;
}

/** Legal representatives of this address, in lower case; locked. */
export async function lockRepresentatives(tx: Transaction, address: string): Promise<readonly Person[]> {
  const named = (await findPersonsByAddress(tx, address)).map(({ id }) => id);
  if (named.length === 0) return [];
  const isOne = and(inArray(grants.personId, named), eq(grants.role, "LEGAL_REPRESENTATIVE"));
  const ones = await tx.selectDistinct({ id: grants.personId }).from(grants).where(isOne);
  // A class list being imported writes families in the order of its lines: it is waited for, whole, before any of them is locked.
  const theirSchools = tx
    .select({ uai: students.schoolUai })
    .from(legalRepresentatives)
    .innerJoin(students, eq(students.id, legalRepresentatives.studentId))
    .where(inArray(legalRepresentatives.personId, named));
  await tx.select({ uai: schools.uai }).from(schools).where(inArray(schools.uai, theirSchools)).orderBy(asc(schools.uai)).for("share");
  return lockPersons(tx, ones.map(({ id }) => id));
}

/** The heads of a school who have an account. */
export async function findHeadsWithAccount(db: Reader, uai: Uai): Promise<readonly PersonId[]> {
  const rows = await db
    .select({ id: persons.id })
    .from(grants)
    .innerJoin(persons, eq(persons.id, grants.personId))
    .where(and(eq(grants.role, "SCHOOL_HEAD"), eq(grants.schoolUai, uai), isNotNull(persons.subject)))
    .orderBy(asc(persons.id));
  return rows.map(({ id }) => id);
}

/** Gives one of two records of the same representative to the other: the lists of two children name each for itself. */
export async function mergeRepresentative(tx: Transaction, from: PersonId, to: PersonId): Promise<void> {
  await tx.update(legalRepresentatives).set({ personId: to }).where(eq(legalRepresentatives.personId, from));
  // Sealed for the person that they were of.
  for (const row of await tx.select().from(correctedEmails).where(eq(correctedEmails.personId, from))) {
    const moved = { studentId: row.studentId, personId: to };
    const former = sealFor(correctedEmails.former, moved, openFrom(correctedEmails.former, row, row.former));
    const corrected = sealFor(correctedEmails.corrected, moved, openFrom(correctedEmails.corrected, row, row.corrected));
    await tx.update(correctedEmails).set({ personId: to, former, corrected }).where(eq(correctedEmails.id, row.id));
  }
  const given = await tx.delete(grants).where(and(eq(grants.personId, from), eq(grants.role, "LEGAL_REPRESENTATIVE"))).returning();
  if (given.length > 0) await tx.insert(grants).values(given.map((grant) => ({ ...grant, personId: to }))).onConflictDoNothing();
  const stillActs = tx.select({ one: sql`1` }).from(grants).where(eq(grants.personId, from));
  const stillWorks = tx.select({ one: sql`1` }).from(staff).where(eq(staff.personId, from));
  await tx.delete(persons).where(and(eq(persons.id, from), notExists(stillActs), notExists(stillWorks)));
}

type Row = typeof territoryInvitations.$inferSelect;
export type NewTerritoryInvitation = Omit<typeof territoryInvitations.$inferInsert, "emailIndex"> & { readonly email: string };
/** With the address as whoever invites has just written it. */
export type TerritoryInvitation = Row & { readonly email: string };

/** Whoever is invited twice is invited once; answers the invitation that stands. */
export async function insertTerritoryInvitation(tx: Transaction, { email, ...invitation }: NewTerritoryInvitation): Promise<TerritoryInvitation> {
  const indexed = { ...invitation, emailIndex: emailIndexOf(email) };
  await tx.insert(territoryInvitations).values(indexed).onConflictDoNothing();
  const { emailIndex, role, academy, department } = territoryInvitations;
  const ofTerritory = and(
    invitation.academy ? eq(academy, invitation.academy) : isNull(academy),
    invitation.department ? eq(department, invitation.department) : isNull(department),
  );
  const [standing] = await tx.select().from(territoryInvitations).where(and(eq(emailIndex, indexed.emailIndex), eq(role, invitation.role), ofTerritory));
  return { ...standing!, email };
}

export async function findTerritoryInvitation(db: Reader, id: number, email: string): Promise<TerritoryInvitation | null> {
  const [row] = await db.select().from(territoryInvitations).where(eq(territoryInvitations.id, id));
  return row ? { ...row, email } : null;
}

/** What waits for the bearer of this address; locked. */
export function lockTerritoryInvitations(tx: Transaction, address: string): Promise<readonly Row[]> {
  return tx
    .select()
    .from(territoryInvitations)
    .where(and(eq(territoryInvitations.emailIndex, emailIndexOf(address)), isNull(territoryInvitations.claimedAt)))
    .orderBy(asc(territoryInvitations.id))
    .for("update");
}

export async function claimTerritoryInvitations(tx: Transaction, ids: readonly number[], personId: PersonId, claimedAt: Temporal.Instant): Promise<void> {
  await tx.update(territoryInvitations).set({ claimedAt, personId }).where(inArray(territoryInvitations.id, [...ids]));
}

export async function keepSignIns(tx: Transaction, rows: readonly (typeof signIns.$inferInsert)[]): Promise<void> {
  await tx.insert(signIns).values([...rows]);
}
