import type { Reader } from "@stages/database/connection.ts";
import { and, count, gt, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { outgoingMails } from "./tables.ts";

export interface MailsWaiting {
  readonly due: number;
  readonly failing: number;
  /** Since when the one that has waited longest is due. */
  readonly since: Temporal.Instant | null;
}

export async function countMails(db: Reader, now: Temporal.Instant): Promise<MailsWaiting> {
  const { mail, nextAttemptAt, writtenAt, failures, expiresAt } = outgoingMails;
  const waits = and(isNotNull(mail), gt(expiresAt, now));
  const [[due], [failing]] = await Promise.all([
    db.select({ rows: count(), since: sql<Temporal.Instant | null>`min(coalesce(${nextAttemptAt}, ${writtenAt}))`.mapWith(writtenAt) }).from(outgoingMails).where(and(waits, or(isNull(nextAttemptAt), lte(nextAttemptAt, now)))),
    db.select({ rows: count() }).from(outgoingMails).where(and(waits, gt(failures, 0))),
  ]);
  return { due: due!.rows, failing: failing!.rows, since: due!.since };
}
