import type { Reader, Transaction } from "@stages/database/connection.ts";
import { writing } from "@stages/database/written.ts";
import type { CandidatureId, HostId, PersonId } from "@stages/kernel/ids.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import { and, asc, eq, inArray, lt, notExists, or, sql } from "drizzle-orm";
import { type AnyPgColumn, union } from "drizzle-orm/pg-core";
import { withoutMail } from "./notification-preferences.ts";
import { awaitedAnswers, awaitedConventions, grants, outgoingMails } from "./tables.ts";

export type AwaitedAnswer = typeof awaitedAnswers.$inferSelect;

export async function findManagersOf(db: Reader, hostId: HostId): Promise<readonly PersonId[]> {
  const rows = await db.select({ personId: grants.personId }).from(grants).where(and(eq(grants.role, "HOST_MANAGER"), eq(grants.hostId, hostId))).orderBy(asc(grants.personId));
  return rows.map(({ personId }) => personId);
}

export async function insertAwaited(tx: Transaction, rows: readonly AwaitedAnswer[]): Promise<void> {
  if (rows.length > 0) await tx.insert(awaitedAnswers).values([...rows]).onConflictDoNothing();
}

const forget = writing((db, value) => db.delete(awaitedAnswers).where(eq(awaitedAnswers.candidatureId, sql.param(value("id"), awaitedAnswers.candidatureId))));

export async function forgetAwaited(tx: Transaction, id: CandidatureId): Promise<void> {
  await forget(tx, { id });
}

/** Nobody is told any more of what has expired, nor of a host that they do not manage, nor by a mail that they do not want. */
export async function forgetStaleAwaited(tx: Transaction, today: Temporal.PlainDate): Promise<void> {
  const managed = tx.select({ one: sql`1` }).from(grants).where(and(eq(grants.personId, awaitedAnswers.personId), eq(grants.role, "HOST_MANAGER"), eq(grants.hostId, awaitedAnswers.hostId)));
  await tx.delete(awaitedAnswers).where(or(lt(awaitedAnswers.lastDayToAnswer, today), notExists(managed), withoutMail(tx, awaitedAnswers.personId, sql`${"ANSWER_AWAITED" satisfies NotificationKind}`)));
}

/** Some of those whom something waits for, and to whom no digest was written that day. */
export async function findToRemind(db: Reader, today: Temporal.PlainDate, limit: number): Promise<readonly PersonId[]> {
  const told = (personId: AnyPgColumn) => db.select({ one: sql`1` }).from(outgoingMails).where(and(eq(outgoingMails.recipientId, personId), eq(outgoingMails.digestOn, today)));
  const ofAnswers = db.select({ personId: awaitedAnswers.personId }).from(awaitedAnswers).where(notExists(told(awaitedAnswers.personId)));
  const ofConventions = db.select({ personId: awaitedConventions.personId }).from(awaitedConventions).where(notExists(told(awaitedConventions.personId)));
  const rows = await union(ofAnswers, ofConventions).orderBy(sql`1`).limit(limit);
  return rows.map(({ personId }) => personId);
}

/** What one person is to be told of, the first to expire first; locked. */
export function lockAwaited(tx: Transaction, personId: PersonId): Promise<readonly AwaitedAnswer[]> {
  return tx
    .select()
    .from(awaitedAnswers)
    .where(eq(awaitedAnswers.personId, personId))
    .orderBy(asc(awaitedAnswers.lastDayToAnswer), asc(awaitedAnswers.candidatureId))
    .for("update");
}

export async function deleteAwaited(tx: Transaction, personId: PersonId, ids: readonly CandidatureId[]): Promise<void> {
  if (ids.length > 0) await tx.delete(awaitedAnswers).where(and(eq(awaitedAnswers.personId, personId), inArray(awaitedAnswers.candidatureId, [...ids])));
}
