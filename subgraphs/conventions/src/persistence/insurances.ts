import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { and, eq } from "drizzle-orm";
import type { Insurance } from "../domain/insurance.ts";
import { insurances } from "./tables.ts";

type Row = typeof insurances.$inferSelect;

const insuranceOf = ({ reason, ...row }: Row): Insurance => ({ ...row, reason: reason && openFrom(insurances.reason, row, reason) });

const rowOf = ({ reason, ...insurance }: Insurance): Row => ({ ...insurance, reason: reason === null ? null : sealFor(insurances.reason, insurance, reason) });

const readInsurances = readByKeys(insurances.studentId, (db, among) => db.select().from(insurances).where(among));

/** Of all their campaigns. */
export async function findInsurances(db: Reader, ids: readonly StudentId[]): Promise<readonly Insurance[]> {
  return (await readInsurances(db, ids)).map(insuranceOf);
}

/** Locked until the end of the transaction. */
export async function lockInsurance(tx: Transaction, studentId: StudentId, campaignId: string): Promise<Insurance | null> {
  const [row] = await tx.select().from(insurances).where(and(eq(insurances.studentId, studentId), eq(insurances.campaignId, campaignId))).for("update");
  return row ? insuranceOf(row) : null;
}

export async function saveInsurance(tx: Transaction, insurance: Insurance): Promise<void> {
  const { studentId: _, campaignId: __, ...set } = rowOf(insurance);
  await tx.insert(insurances).values(rowOf(insurance)).onConflictDoUpdate({ target: [insurances.studentId, insurances.campaignId], set });
}

export async function deleteInsurances(tx: Transaction, id: StudentId): Promise<void> {
  await tx.delete(insurances).where(eq(insurances.studentId, id));
}
