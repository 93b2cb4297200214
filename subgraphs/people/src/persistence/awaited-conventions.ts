import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { ConventionId, HostId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, asc, desc, eq, inArray, isNull, lt, notExists, or, type SQL, sql } from "drizzle-orm";
import type { Awaited, AwaitedRole } from "../domain/awaited.ts";
import { withoutMail } from "./notification-preferences.ts";
import { awaitedConventions, type AwaitedNames, conventions, grants, legalRepresentatives, personalLinks } from "./tables.ts";

type Row = typeof awaitedConventions.$inferSelect;
export interface AwaitedConvention extends Omit<Row, "names">, AwaitedNames {}

interface Bounds {
  readonly hostId: HostId;
  readonly schoolUai: Uai;
  readonly studentId: StudentId;
}

/** Those who have this role where the convention is: its host's managers, its school's heads, its student and their representatives. */
export async function findAwaited(db: Reader, role: AwaitedRole, bounds: Bounds): Promise<readonly PersonId[]> {
  const where: Readonly<Record<AwaitedRole, SQL>> = {
    HOST_MANAGER: eq(grants.hostId, bounds.hostId),
    SCHOOL_HEAD: and(eq(grants.schoolUai, bounds.schoolUai), isNull(grants.studentId))!,
    STUDENT: eq(grants.studentId, bounds.studentId),
    LEGAL_REPRESENTATIVE: eq(grants.studentId, bounds.studentId),
  };
  const rows = await db.select({ personId: grants.personId }).from(grants).where(and(eq(grants.role, role), where[role])).orderBy(asc(grants.personId));
  return rows.map(({ personId }) => personId);
}

export async function findThoseWhoMaySign(db: Reader, studentId: StudentId): Promise<readonly PersonId[]> {
  const { personId, maySign, contactOrder } = legalRepresentatives;
  return (await db.select({ personId }).from(legalRepresentatives).where(and(eq(legalRepresentatives.studentId, studentId), eq(maySign, true))).orderBy(asc(contactOrder))).map((row) => row.personId);
}

/** Who speaks for a host that nobody manages here: as whom their links have them act, until the convention names another. */
export async function findActingForHost(db: Reader, conventionId: ConventionId): Promise<PersonId | null> {
  const [row] = await db
    .select({ personId: personalLinks.personId })
    .from(personalLinks)
    .innerJoin(conventions, and(eq(conventions.id, personalLinks.conventionId), eq(conventions.representativeIndex, personalLinks.addressIndex)))
    .where(and(eq(personalLinks.conventionId, conventionId), eq(personalLinks.purpose, "ACT_FOR_HOST")))
    .orderBy(desc(personalLinks.id))
    .limit(1);
  return row?.personId ?? null;
}

/** In place of what was told before of that convention and of this. */
export async function replaceAwaited(tx: Transaction, conventionId: ConventionId, awaited: Awaited, rows: readonly AwaitedConvention[]): Promise<void> {
  await tx.delete(awaitedConventions).where(and(eq(awaitedConventions.conventionId, conventionId), eq(awaitedConventions.awaited, awaited)));
  if (rows.length === 0) return;
  await tx.insert(awaitedConventions).values(rows.map(({ hostName, studentName, ...row }) => ({ ...row, names: sealFor(awaitedConventions.names, row, { hostName, studentName }) }))).onConflictDoNothing();
}

export async function forgetAwaitedConvention(tx: Transaction, conventionId: ConventionId, done: readonly Awaited[]): Promise<void> {
  if (done.length > 0) await tx.delete(awaitedConventions).where(and(eq(awaitedConventions.conventionId, conventionId), inArray(awaitedConventions.awaited, [...done])));
}

/** As what the preferences know it. */
const KIND_OF = {
  REFUSAL: "SIGNATURE_REFUSED",
  HOST: "CONVENTION_TO_FILL",
  SCHOOL: "CONVENTION_TO_VALIDATE",
  SIGNATURE: "CONVENTION_TO_SIGN",
  INSURANCE: "INSURANCE_AWAITED",
} as const satisfies Record<Awaited, NotificationKind>;

/** Nobody is told any more of what concerns them no longer, nor of an insurance for a stage that has begun, nor by a mail that they do not want. */
export async function forgetStaleConventions(tx: Transaction, today: Temporal.PlainDate): Promise<void> {
  const { personId, role, hostId, schoolUai, studentId, awaited, startsOn, conventionId } = awaitedConventions;
  const theirs = or(and(eq(role, "HOST_MANAGER"), eq(grants.hostId, hostId)), and(eq(role, "SCHOOL_HEAD"), eq(grants.schoolUai, schoolUai)), and(inArray(role, ["STUDENT", "LEGAL_REPRESENTATIVE"]), eq(grants.studentId, studentId)));
  const held = tx.select({ one: sql`1` }).from(grants).where(and(eq(grants.personId, personId), eq(grants.role, role), theirs));
  const linked = tx.select({ one: sql`1` }).from(personalLinks).where(and(eq(personalLinks.personId, personId), eq(personalLinks.conventionId, conventionId), eq(personalLinks.purpose, "ACT_FOR_HOST"), isNull(personalLinks.revokedAt)));
  const kind = sql`case ${awaited} ${sql.join(Object.entries(KIND_OF).map(([one, named]) => sql`when ${one} then ${named}`), sql` `)} end`;
  const begun = and(eq(awaited, "INSURANCE"), lt(startsOn, today));
  await tx.delete(awaitedConventions).where(or(begun, and(notExists(held), notExists(linked)), withoutMail(tx, personId, kind)));
}

/** What one person is to be told of, those that their host asks for first, then the first to begin; locked. */
export async function lockAwaitedConventions(tx: Transaction, personId: PersonId): Promise<readonly AwaitedConvention[]> {
  const { askedByHost, startsOn, conventionId } = awaitedConventions;
  const rows = await tx.select().from(awaitedConventions).where(eq(awaitedConventions.personId, personId)).orderBy(desc(askedByHost), asc(startsOn), asc(conventionId)).for("update");
  return rows.map(({ names, ...row }) => ({ ...row, ...openFrom(awaitedConventions.names, row, names) }));
}

export async function deleteAwaitedConventions(tx: Transaction, personId: PersonId, rows: readonly Pick<AwaitedConvention, "conventionId">[]): Promise<void> {
  if (rows.length > 0) await tx.delete(awaitedConventions).where(and(eq(awaitedConventions.personId, personId), inArray(awaitedConventions.conventionId, rows.map(({ conventionId }) => conventionId))));
}
