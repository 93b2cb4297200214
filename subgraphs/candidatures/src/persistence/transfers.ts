import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { CandidatureId, PersonId } from "@stages/kernel/ids.ts";
import { asc, eq, inArray, or } from "drizzle-orm";
import { candidatures, transfers } from "./tables.ts";

export type Transfer = Omit<typeof transfers.$inferSelect, "id">;

/** Who has it from now on, and the line that says how it came to them. All of them go to the same one. */
export async function saveTransfers(tx: Transaction, made: readonly Transfer[]): Promise<void> {
  const [first] = made;
  if (!first) return;
  await tx.update(candidatures).set({ assignedTo: first.toPersonId }).where(inArray(candidatures.id, made.map(({ candidatureId }) => candidatureId)));
  await tx.insert(transfers).values([...made]);
}

const readTransfers = readByKeys(transfers.candidatureId, (db, among) => db.select().from(transfers).where(among).orderBy(asc(transfers.id)));

export function findTransfers(db: Reader, ids: readonly CandidatureId[]): Promise<readonly Transfer[]> {
  return readTransfers(db, ids);
}

/** What someone gave, or was given, oldest first. */
export function findTransfersOf(db: Reader, id: PersonId): Promise<readonly Transfer[]> {
  return db.select().from(transfers).where(or(eq(transfers.byPersonId, id), eq(transfers.toPersonId, id), eq(transfers.fromPersonId, id))).orderBy(asc(transfers.id));
}
