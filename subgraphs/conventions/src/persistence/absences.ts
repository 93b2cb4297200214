import type { Reader, Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { AbsenceId, ConventionId } from "@stages/kernel/ids.ts";
import { asc, eq, inArray, type SQL } from "drizzle-orm";
import type { Absence } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { stepOf, stepRow } from "./rows.ts";
import { absences, absenceSteps, messaging } from "./tables.ts";

async function find(db: Reader, where: SQL): Promise<readonly Absence[]> {
  const rows = await db.select().from(absences).where(where).orderBy(asc(absences.day));
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const steps = await db.select().from(absenceSteps).where(inArray(absenceSteps.absenceId, ids)).orderBy(asc(absenceSteps.rank));
  const timelines = Map.groupBy(steps, ({ absenceId }) => absenceId);
  return rows.map((row) => ({
    ...row,
    timeline: (timelines.get(row.id) ?? []).map(stepOf),
  }));
}

export const findAbsencesByIds = (db: Reader, ids: readonly AbsenceId[]) => find(db, inArray(absences.id, [...ids]));
export const findAbsencesByConventions = (db: Reader, ids: readonly ConventionId[]) => find(db, inArray(absences.conventionId, [...ids]));

/** Locks the absence, not yet its convention: read the convention with `lockConvention` first. */
export async function findAbsence(db: Reader, id: AbsenceId): Promise<Absence | null> {
  return (await findAbsencesByIds(db, [id]))[0] ?? null;
}

export async function insertAbsence(tx: Transaction, absence: Absence, convention: Convention): Promise<void> {
  await tx.insert(absences).values(absence);
  await rememberStep(tx, absence, convention);
}

export async function saveAbsence(tx: Transaction, absence: Absence, convention: Convention): Promise<void> {
  await tx.update(absences).set({ step: absence.step, dueAt: absence.dueAt }).where(eq(absences.id, absence.id));
  await rememberStep(tx, absence, convention);
}

async function rememberStep(tx: Transaction, absence: Absence, convention: Convention): Promise<void> {
  const { id: absenceId, timeline } = absence;
  const taken = timeline.at(-1)!;
  await tx.insert(absenceSteps).values(stepRow(absenceId, timeline.length, taken));
  const { studentId, hostId, schoolUai, academy, tutorEmail, referentTeacherId } = concernedBy(convention);
  await tell(tx, messaging, [
    domainEvent(
      "AbsenceStepReached",
      convention.id,
      { absenceId, conventionId: convention.id, step: taken.step, studentId, hostId, schoolUai, academy, tutorEmail, referentTeacherId },
      taken.at,
    ),
  ]);
}
