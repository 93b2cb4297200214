import type { Transaction } from "@stages/database/connection.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { CandidatureId } from "@stages/kernel/ids.ts";
import { asc, inArray, sql } from "drizzle-orm";
import type { SeatedCandidature, WaitingCandidature } from "../domain/candidature.ts";
import { candidatureOf } from "./rows.ts";
import { candidatures } from "./tables.ts";

const { status, nextReminderOn, lastDayToAnswer, lastDayToConfirm, confirmationRemindedOn } = candidatures;

/**
 * Some of those that are still to be answered and of which the host is to be reminded by now, locked. What another replica
 * holds is its own to tell of; once that is committed, the row is due no more, and PostgreSQL looks again before it locks.
 */
export async function lockToRemind(tx: Transaction, now: Temporal.Instant, limit: number): Promise<readonly WaitingCandidature[]> {
  const today = sql`${civilDateOf(now).toString()}::date`;
  const rows = await tx
    .select()
    .from(candidatures)
    .where(sql`${status} in ('SUBMITTED', 'READ') and ${nextReminderOn} <= ${today} and ${lastDayToAnswer} >= ${today}`)
    .orderBy(asc(nextReminderOn), asc(candidatures.id))
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map((row) => candidatureOf(row) as WaitingCandidature);
}

export interface NextReminder {
  readonly id: CandidatureId;
  readonly on: Temporal.PlainDate | null;
}

export async function saveNextReminders(tx: Transaction, reminders: readonly NextReminder[]): Promise<void> {
  for (const same of Map.groupBy(reminders, ({ on }) => String(on)).values()) {
    await tx.update(candidatures).set({ nextReminderOn: same[0]!.on }).where(inArray(candidatures.id, same.map(({ id }) => id)));
  }
}

/** Some of those that are still to be confirmed, until that day at the latest, and of which the student was not told; locked in the same way. */
export async function lockToConfirm(tx: Transaction, today: Temporal.PlainDate, until: Temporal.PlainDate, limit: number): Promise<readonly SeatedCandidature[]> {
  const rows = await tx
    .select()
    .from(candidatures)
    .where(sql`${status} = 'ACCEPTED' and ${confirmationRemindedOn} is null and ${lastDayToConfirm} between ${today.toString()}::date and ${until.toString()}::date`)
    .orderBy(asc(lastDayToConfirm), asc(candidatures.id))
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map((row) => candidatureOf(row) as SeatedCandidature);
}

export async function saveConfirmationsReminded(tx: Transaction, ids: readonly CandidatureId[], on: Temporal.PlainDate): Promise<void> {
  if (ids.length > 0) await tx.update(candidatures).set({ confirmationRemindedOn: on }).where(inArray(candidatures.id, [...ids]));
}
