import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import type { PaperCopy } from "../domain/paper.ts";
import { paperCopies } from "./tables.ts";

export async function insertPaperCopy(tx: Transaction, copy: PaperCopy): Promise<void> {
  await tx.insert(paperCopies).values(copy);
}

const readPaperCopies = readByKeys(paperCopies.conventionId, (db, among) => db.select().from(paperCopies).where(among));

export function findPaperCopies(db: Reader, ids: readonly ConventionId[]): Promise<readonly PaperCopy[]> {
  return readPaperCopies(db, ids);
}
