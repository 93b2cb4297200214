import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { inArray } from "drizzle-orm";
import type { PaperCopy } from "../domain/paper.ts";
import { paperCopies } from "./tables.ts";

export async function insertPaperCopy(tx: Transaction, copy: PaperCopy): Promise<void> {
  await tx.insert(paperCopies).values(copy);
}

export function findPaperCopies(db: Reader, ids: readonly ConventionId[]): Promise<readonly PaperCopy[]> {
  return db.select().from(paperCopies).where(inArray(paperCopies.conventionId, [...ids]));
}
