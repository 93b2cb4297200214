import type { Database, Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import { outgoingMails, type WrittenMail, type WrittenMessage } from "./tables.ts";

export interface QueuedMail {
  readonly recipientId: PersonId;
  readonly mail: WrittenMessage;
  readonly writtenAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

/** False when this person's digest of that day is written already, whoever wrote it: two that write it at once wait for each other. */
export async function queueDigest(tx: Transaction, mail: QueuedMail, digestOn: Temporal.PlainDate): Promise<boolean> {
  return (await tx.insert(outgoingMails).values({ ...rowOf(mail), digestOn }).onConflictDoNothing().returning({ id: outgoingMails.id })).length > 0;
}

const opened = (row: Pick<typeof outgoingMails.$inferSelect, "recipientId" | "mail">): WrittenMessage => openFrom(outgoingMails.mail, row, row.mail!);

/** Written with what it tells: both are committed, or neither. */
export const queueMail = (tx: Transaction, mail: QueuedMail): Promise<void> => queueMails(tx, [mail]);

export async function queueMails(tx: Transaction, mails: readonly QueuedMail[]): Promise<void> {
  if (mails.length > 0) await tx.insert(outgoingMails).values(mails.map(rowOf));
}

/** Those for whom this was the first letter of that hour: whoever has one already is not written to again before the next. */
export async function queueNews(tx: Transaction, mails: readonly QueuedMail[], newsOf: Temporal.Instant): Promise<ReadonlySet<PersonId>> {
  if (mails.length === 0) return new Set();
  const written = await tx.insert(outgoingMails).values(mails.map((mail) => ({ ...rowOf(mail), newsOf }))).onConflictDoNothing().returning({ recipientId: outgoingMails.recipientId });
  return new Set(written.map(({ recipientId }) => recipientId));
}

const rowOf = ({ recipientId, mail, ...times }: QueuedMail) => ({ ...times, recipientId, mail: sealFor(outgoingMails.mail, { recipientId }, mail), failures: 0 });

export interface ClaimedMail {
  readonly id: number;
  readonly writtenAt: Temporal.Instant;
  readonly mail: WrittenMessage;
  readonly failures: number;
}

/**
 * Takes some for oneself until `until`, first what is soon of no use: a code does not wait behind the digests of a morning.
 * What is not told sent or failed by then, as after a crash, is anyone's again. No lock outlives the statement, for a mail
 * server may take its time.
 */
export function claimMails(db: Database, now: Temporal.Instant, until: Temporal.Instant, limit: number): Promise<readonly ClaimedMail[]> {
  return db.transaction(async (tx) => {
    const due = await tx
      .select({ id: outgoingMails.id })
      .from(outgoingMails)
      .where(and(isNotNull(outgoingMails.mail), or(isNull(outgoingMails.nextAttemptAt), lte(outgoingMails.nextAttemptAt, now))))
      .orderBy(asc(outgoingMails.expiresAt), asc(outgoingMails.id))
      .limit(limit)
      .for("update", { skipLocked: true });
    if (due.length === 0) return [];
    const { id, writtenAt, recipientId, mail, failures } = outgoingMails;
    const claimed = await tx.update(outgoingMails).set({ nextAttemptAt: until }).where(inArray(id, due.map((row) => row.id))).returning({ id, writtenAt, recipientId, mail, failures });
    return claimed.map((row) => ({ id: row.id, writtenAt: row.writtenAt, mail: opened(row), failures: row.failures })).toSorted((a, b) => a.id - b.id);
  });
}

/** Nothing of it stays but when. */
export async function markSent(db: Reader, id: number, sentAt: Temporal.Instant): Promise<void> {
  await db.update(outgoingMails).set({ mail: null, sentAt, failure: null }).where(eq(outgoingMails.id, id));
}

export async function markFailed(db: Reader, id: number, failures: number, failure: string, nextAttemptAt: Temporal.Instant): Promise<void> {
  await db.update(outgoingMails).set({ failures, failure, nextAttemptAt }).where(eq(outgoingMails.id, id));
}

/** Refused for good. */
export async function markRefused(db: Reader, id: number, failures: number, failure: string): Promise<void> {
  await db.update(outgoingMails).set({ mail: null, failures, failure }).where(eq(outgoingMails.id, id));
}

export async function forgetExpiredMails(db: Reader, now: Temporal.Instant): Promise<void> {
  await db.update(outgoingMails).set({ mail: null }).where(and(isNotNull(outgoingMails.mail), lte(outgoingMails.expiresAt, now)));
}

/** What waits for an address that turns out to be wrong does not leave. */
export async function forgetMailsTo(tx: Transaction, recipientId: PersonId): Promise<void> {
  await tx.update(outgoingMails).set({ mail: null }).where(and(isNotNull(outgoingMails.mail), eq(outgoingMails.recipientId, recipientId)));
}

/** A short message has no subject: whoever reads it on a page must know what it is. */
const asMail = (message: WrittenMessage): WrittenMail => ("sms" in message ? { to: message.to, subject: "SMS", text: message.sms, html: "" } : message);

/** The newest first. */
export async function findHeldMails(db: Reader, limit: number): Promise<readonly (WrittenMail & { readonly writtenAt: Temporal.Instant })[]> {
  const rows = await db.select().from(outgoingMails).where(isNotNull(outgoingMails.mail)).orderBy(desc(outgoingMails.id)).limit(limit);
  return rows.map((row) => ({ ...asMail(opened(row)), writtenAt: row.writtenAt }));
}
