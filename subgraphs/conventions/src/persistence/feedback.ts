import { readByKeys, readersBy } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { ConventionId, HostId } from "@stages/kernel/ids.ts";
import { and, asc, eq, inArray, isNotNull, isNull, max, sql } from "drizzle-orm";
import type { Feedback } from "../domain/feedback.ts";
import { batchesOf, type BatchSums } from "../domain/feedback-batches.ts";
import { feedback, feedbackBatches, feedbackWords } from "./tables.ts";

const feedbackOf = ({ batch: _, answer, reason, ...row }: typeof feedback.$inferSelect): Feedback => ({
  ...row,
  answer: openFrom(feedback.answer, row, answer),
  reason: reason && openFrom(feedback.reason, row, reason),
});

const readBy = readersBy((db, among) => db.select().from(feedback).where(among).orderBy(asc(feedback.id)), feedbackOf);

export const findFeedback = readBy(feedback.conventionId);
export const findFeedbackByIds = readBy(feedback.id);

/** Of which stages the student has said something, without what. */
export async function findWithFeedback(db: Reader, ids: readonly ConventionId[]): Promise<ReadonlySet<ConventionId>> {
  const rows = await db.select({ conventionId: feedback.conventionId }).from(feedback).where(inArray(feedback.conventionId, [...ids]));
  return new Set(rows.map(({ conventionId }) => conventionId));
}

const sealedReason = ({ id, reason }: Pick<Feedback, "id" | "reason">) => (reason === null ? null : sealFor(feedback.reason, { id }, reason));

export async function insertFeedback(tx: Transaction, given: Feedback): Promise<void> {
  const { id, answer } = given;
  await tx.insert(feedback).values({ ...given, answer: sealFor(feedback.answer, { id }, answer), reason: sealedReason(given) });
}

export async function saveDecision(tx: Transaction, decided: Feedback): Promise<void> {
  const { id, status, decidedAt, decidedBy } = decided;
  await tx.update(feedback).set({ status, decidedAt, decidedBy, reason: sealedReason(decided) }).where(eq(feedback.id, id));
}

/** By the platform: five students' answers are of several circles. One closing at a time for a host. */
export async function closeBatches(tx: Transaction, hostId: HostId, today: Temporal.PlainDate): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('feedback ' || ${hostId}, 0))`);
  const published = await tx
    .select()
    .from(feedback)
    .where(and(eq(feedback.hostId, hostId), eq(feedback.status, "PUBLISHED"), isNull(feedback.batch)))
    .orderBy(asc(feedback.decidedAt), asc(feedback.id));
  const batches = batchesOf(published.map(feedbackOf).map(({ id, answer }) => ({ key: id, answer })));
  if (batches.length === 0) return;
  const [{ last } = { last: null }] = await tx.select({ last: max(feedbackBatches.rank) }).from(feedbackBatches).where(eq(feedbackBatches.hostId, hostId));
  for (const [index, { members, sums, comments }] of batches.entries()) {
    const rank = (last ?? 0) + index + 1;
    await tx.insert(feedbackBatches).values({ hostId, rank, ...sums });
    if (comments.length > 0) await tx.insert(feedbackWords).values({ hostId, rank, comments: sealFor(feedbackWords.comments, { hostId, rank }, comments), closedOn: today });
    await tx.update(feedback).set({ batch: rank }).where(inArray(feedback.id, [...members]));
  }
}

/**
 * What a student said of the stages, and the words of every batch that it stood in: were they to go alone, whoever looked
 * before would know which were theirs. The sums stay: nobody is in them any more.
 */
export async function deleteFeedback(tx: Transaction, ids: readonly ConventionId[]): Promise<void> {
  const told = await tx
    .select({ hostId: feedback.hostId, batch: feedback.batch })
    .from(feedback)
    .where(and(inArray(feedback.conventionId, [...ids]), isNotNull(feedback.batch)));
  for (const { hostId, batch } of told) await tx.delete(feedbackWords).where(and(eq(feedbackWords.hostId, hostId), eq(feedbackWords.rank, batch!)));
  await tx.delete(feedback).where(inArray(feedback.conventionId, [...ids]));
}

export async function findHostSums(db: Reader, ids: readonly HostId[]): Promise<readonly (BatchSums & { readonly hostId: HostId })[]> {
  const { hostId, answers, ratings, recommendations } = feedbackBatches;
  return db.select({ hostId, answers, ratings, recommendations }).from(feedbackBatches).where(inArray(hostId, [...ids])).orderBy(asc(hostId), asc(feedbackBatches.rank));
}

const readHostWords = readByKeys(feedbackWords.hostId, (db, among) => db.select().from(feedbackWords).where(among).orderBy(asc(feedbackWords.hostId), asc(feedbackWords.rank)));

/** Batch by batch, those of a host together. */
export async function findHostWords(db: Reader, ids: readonly HostId[]): Promise<readonly { readonly hostId: HostId; readonly comments: readonly string[] }[]> {
  const rows = await readHostWords(db, ids);
  return rows.map((row) => ({ hostId: row.hostId, comments: openFrom(feedbackWords.comments, row, row.comments) }));
}
