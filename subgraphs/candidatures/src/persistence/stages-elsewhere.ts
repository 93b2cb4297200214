import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId, StudentId } from "@stages/kernel/ids.ts";
import { asc, eq } from "drizzle-orm";
import type { Weeks } from "../domain/apply.ts";
import { stagesElsewhere } from "./tables.ts";

export interface StageElsewhere extends Weeks {
  readonly conventionId: ConventionId;
  readonly studentId: StudentId;
}

const readStagesElsewhere = readByKeys(stagesElsewhere.studentId, (db, among) => db.select().from(stagesElsewhere).where(among).orderBy(asc(stagesElsewhere.conventionId)));

export function findStagesElsewhere(db: Reader, ids: readonly StudentId[]): Promise<readonly StageElsewhere[]> {
  return readStagesElsewhere(db, ids);
}

/** False when it is known already. */
export async function insertStageElsewhere(tx: Transaction, stage: StageElsewhere): Promise<boolean> {
  return (await tx.insert(stagesElsewhere).values(stage).onConflictDoNothing().returning({ id: stagesElsewhere.conventionId })).length > 0;
}

export async function deleteStageElsewhere(tx: Transaction, id: ConventionId): Promise<void> {
  await tx.delete(stagesElsewhere).where(eq(stagesElsewhere.conventionId, id));
}

export async function deleteStagesElsewhereOf(tx: Transaction, id: StudentId): Promise<void> {
  await tx.delete(stagesElsewhere).where(eq(stagesElsewhere.studentId, id));
}
