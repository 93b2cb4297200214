import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { ConventionId, PersonId } from "@stages/kernel/ids.ts";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Awaited } from "../domain/awaited.ts";
import type { Convention } from "../domain/convention.ts";
import type { Capacity } from "../domain/evidence.ts";
import type { Status } from "../domain/lifecycle.ts";
import { findByIds } from "./conventions.ts";
import { conventions, messaging, schoolReminders } from "./tables.ts";

export interface DueConvention {
  readonly convention: Convention;
  readonly waitingSince: Temporal.PlainDate;
  /** Until when it has been looked at. */
  readonly nextReminderOn: Temporal.PlainDate;
}

/**
 * Some of those that the sweep of reminders has to look at by now, locked. What another replica holds is its own to tell of;
 * once that is committed the row is due no more, and PostgreSQL looks again before it locks.
 */
export async function lockToRemind(tx: Transaction, now: Temporal.Instant, limit: number): Promise<readonly DueConvention[]> {
  const { id, waitingSince, nextReminderOn } = conventions;
  const rows = await tx
    .select({ id, waitingSince, nextReminderOn })
    .from(conventions)
    .where(sql`${nextReminderOn} <= ${civilDateOf(now).toString()}::date`)
    .orderBy(asc(nextReminderOn), asc(id))
    .limit(limit)
    .for("update", { skipLocked: true });
  const known = new Map((await findByIds(tx, rows.map((row) => row.id))).map((convention) => [convention.id, convention]));
  return rows.map((row) => ({ convention: known.get(row.id)!, waitingSince: row.waitingSince!, nextReminderOn: row.nextReminderOn! }));
}

export interface NextReminder {
  readonly id: ConventionId;
  readonly on: Temporal.PlainDate | null;
}

export async function saveNextReminders(tx: Transaction, reminders: readonly NextReminder[]): Promise<void> {
  for (const same of Map.groupBy(reminders, ({ on }) => String(on)).values()) {
    await tx.update(conventions).set({ nextReminderOn: same[0]!.on }).where(inArray(conventions.id, same.map(({ id }) => id)));
  }
}

/** By that day at the latest. */
export async function lookAgainBy(tx: Transaction, id: ConventionId, day: Temporal.PlainDate): Promise<void> {
  const { nextReminderOn } = conventions;
  await tx.update(conventions).set({ nextReminderOn: sql`least(${nextReminderOn}, ${sql.param(day, nextReminderOn)})` }).where(eq(conventions.id, id));
}

/** Those of a campaign that wait for a later day. */
export async function lookSooner(tx: Transaction, campaignId: string, status: Status, day: Temporal.PlainDate): Promise<void> {
  const { nextReminderOn } = conventions;
  await tx.update(conventions).set({ nextReminderOn: day }).where(and(eq(conventions.campaignId, campaignId), eq(conventions.status, status), gt(nextReminderOn, day)));
}

/** What a reminder says beside the convention: what `people` writes in a letter. */
export interface AwaitedNews {
  readonly convention: Convention;
  readonly awaited: Awaited | "REFUSAL";
  readonly capacities: readonly Capacity[];
  readonly hostName: string;
  readonly student: { readonly firstName: string; readonly lastName: string };
  readonly startsOn: Temporal.PlainDate;
  readonly askedByHost: boolean;
}

export const tellAwaited = (tx: Transaction, news: readonly AwaitedNews[], now: Temporal.Instant): Promise<void> => tell(tx, messaging, news.map((one) => awaitedEvent(one, now)));

export function awaitedEvent({ convention, student, startsOn, ...said }: AwaitedNews, now: Temporal.Instant) {
  const { id, studentId, schoolUai, academy, hostId } = convention;
  const studentName = `${student.firstName} ${[...student.lastName][0] ?? ""}.`;
  return domainEvent("ConventionAwaited", id, { conventionId: id, studentId, schoolUai, academy, hostId, studentName, startsOn: startsOn.toString(), ...said }, now);
}

export interface SchoolReminder {
  readonly conventionId: ConventionId;
  readonly day: Temporal.PlainDate;
  readonly byPersonId: PersonId;
  readonly at: Temporal.Instant;
}

const readSchoolReminders = readByKeys(schoolReminders.conventionId, (db, among) => db.select().from(schoolReminders).where(among).orderBy(asc(schoolReminders.day)));

export const findSchoolReminders = (db: Reader, ids: readonly ConventionId[]): Promise<readonly SchoolReminder[]> =>
  readSchoolReminders(db, ids);

/** False where the day has one already. */
export async function insertSchoolReminder(tx: Transaction, reminder: SchoolReminder): Promise<boolean> {
  return (await tx.insert(schoolReminders).values(reminder).onConflictDoNothing().returning({ day: schoolReminders.day })).length > 0;
}

