import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { domainEvent, type DomainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { type AbsenceId, type ConventionId, uuidOf } from "@stages/kernel/ids.ts";
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type Absence, ALERTED, alertedBy, OPEN_STEPS } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { stepOf, stepRow } from "./rows.ts";
import { absenceEscalations, absences, absenceSteps, messaging } from "./tables.ts";

const readBy = <C extends PgColumn>(column: C) => {
  const read = readByKeys(column, (db, among) => db.select().from(absences).where(among).orderBy(asc(absences.day), asc(absences.id)));
  return async (db: Reader, keys: Parameters<typeof read>[1]): Promise<readonly Absence[]> => withTimelines(db, await read(db, keys));
};

const readSteps = readByKeys(absenceSteps.absenceId, (db, among) => db.select().from(absenceSteps).where(among).orderBy(asc(absenceSteps.rank)));
const readEscalations = readByKeys(absenceEscalations.absenceId, (db, among) => db.select().from(absenceEscalations).where(among).orderBy(asc(absenceEscalations.dueAt), asc(absenceEscalations.level)));

async function withTimelines(db: Reader, rows: readonly (typeof absences.$inferSelect)[]): Promise<readonly Absence[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [steps, late] = await Promise.all([readSteps(db, ids), readEscalations(db, ids)]);
  const timelines = Map.groupBy(steps, ({ absenceId }) => absenceId);
  const escalations = Map.groupBy(late, ({ absenceId }) => absenceId);
  return rows.map((row) => ({
    ...row,
    timeline: (timelines.get(row.id) ?? []).map(stepOf),
    escalations: (escalations.get(row.id) ?? []).map(({ absenceId: _, ...escalation }) => escalation),
  }));
}

export const findAbsencesByIds = readBy(absences.id);
export const findAbsencesByConventions = readBy(absences.conventionId);

export async function findAbsence(db: Reader, id: AbsenceId): Promise<Absence | null> {
  return (await findAbsencesByIds(db, [id]))[0] ?? null;
}

/** Locked until the end of the transaction, against whoever marks a step as late. Lock the convention first. */
export async function lockAbsence(tx: Transaction, id: AbsenceId): Promise<Absence | null> {
  const rows = await tx.select().from(absences).where(eq(absences.id, id)).for("update");
  return (await withTimelines(tx, rows))[0] ?? null;
}

/** Those of a convention whose chain is not at its end, locked. */
export async function lockOpenAbsences(tx: Transaction, conventionId: ConventionId): Promise<readonly Absence[]> {
  const rows = await tx.select().from(absences).where(and(eq(absences.conventionId, conventionId), inArray(absences.step, [...OPEN_STEPS]))).orderBy(asc(absences.id)).for("update");
  return withTimelines(tx, rows);
}

/** Those of which a level is due, the longest first; those that someone else is at are left to them. */
export async function lockLateAbsences(tx: Transaction, now: Temporal.Instant, limit: number): Promise<readonly Absence[]> {
  const rows = await tx.select().from(absences).where(lte(absences.nextEscalationAt, now)).orderBy(asc(absences.nextEscalationAt)).limit(limit).for("update", { skipLocked: true });
  return withTimelines(tx, rows);
}

export async function insertAbsence(tx: Transaction, absence: Absence, convention: Convention): Promise<void> {
  await tx.insert(absences).values(absence);
  await wakeAbsences(tx, [absence.id]);
  await rememberStep(tx, absence, convention);
}

/** By which the job of each follows what its row says: set, moved or taken away. */
export const WAKE_ABSENCES = {
  name: "wake_absences",
  task: "escalate-absence",
  table: "absences",
  at: "next_escalation_at",
  roles: ["HOST_MANAGER", "TUTOR", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"].map((role) => roleOf("conventions", role as Role)),
} as const;

export async function wakeAbsences(tx: Transaction, ids: readonly AbsenceId[]): Promise<void> {
  await tx.execute(sql`select conventions.wake_absences(${`{${ids.map(uuidOf).join(",")}}`}::uuid[])`);
}

/** A step was taken: the state, the timeline and the event. */
export async function saveAbsence(tx: Transaction, absence: Absence, convention: Convention): Promise<void> {
  await update(tx, absence);
  await wakeAbsences(tx, [absence.id]);
  await rememberStep(tx, absence, convention);
}

const update = (tx: Transaction, { id, step, dueAt, nextEscalationAt, cause }: Absence) =>
  tx.update(absences).set({ step, dueAt, nextEscalationAt, cause }).where(eq(absences.id, id));

async function rememberStep(tx: Transaction, absence: Absence, convention: Convention): Promise<void> {
  const { id: absenceId, timeline } = absence;
  const taken = timeline.at(-1)!;
  await tx.insert(absenceSteps).values(stepRow(absenceId, timeline.length, taken));
  const fact = { ...about(absence, convention), step: taken.step, byPersonId: taken.byPersonId, ...alertsOthers(absence) };
  await tell(tx, messaging, [domainEvent("AbsenceStepReached", convention.id, fact, taken.at)]);
}

/** Said where it is not what the step says by itself: the end of a chain that was late, and a correction. */
function alertsOthers(absence: Absence): { readonly roles?: readonly Role[] } {
  const roles = alertedBy(absence);
  const usual = absence.step === "CORRECTED" ? [] : ALERTED[absence.step];
  return roles.length === usual.length ? {} : { roles };
}

export interface Escalated {
  readonly before: Absence;
  readonly after: Absence;
  readonly convention: Convention;
}

/** Each level once: the primary key refuses a second one, whoever raises it. Few statements, however many are late at once. */
export async function saveEscalations(tx: Transaction, escalated: readonly Escalated[]): Promise<void> {
  const raised = escalated.flatMap(({ before, after, convention }) => after.escalations.slice(before.escalations.length).map((escalation) => ({ absence: after, convention, escalation })));
  if (raised.length > 0) await tx.insert(absenceEscalations).values(raised.map(({ absence, escalation }) => ({ ...escalation, absenceId: absence.id })));
  for (const [next, alike] of Map.groupBy(escalated, ({ after }) => after.nextEscalationAt?.toString() ?? null)) {
    const ids = alike.map(({ after }) => after.id);
    await tx.update(absences).set({ nextEscalationAt: next === null ? null : Temporal.Instant.from(next) }).where(inArray(absences.id, ids));
  }
  await wakeAbsences(tx, escalated.map(({ after }) => after.id));
  await tell(tx, messaging, raised.map(({ absence, convention, escalation: { step, level, roles, at } }) =>
    domainEvent("AbsenceEscalated", convention.id, { ...about(absence, convention), step, level, roles }, at) as DomainEvent,
  ));
}

function about({ id: absenceId }: Absence, convention: Convention) {
  const { studentId, hostId, schoolUai, academy, tutorEmail, referentTeacherId } = concernedBy(convention);
  return { absenceId, conventionId: convention.id, studentId, hostId, schoolUai, academy, tutorEmail, referentTeacherId };
}
