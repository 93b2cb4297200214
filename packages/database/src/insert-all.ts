import type { InferInsertModel } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Transaction } from "./connection.ts";

/** PostgreSQL takes 65 535 parameters in a statement: this many rows of up to 32 columns. */
const ROWS_PER_STATEMENT = 2_000;

/** Inserts many rows in few statements; none is fine too. */
export async function insertAll<T extends PgTable>(tx: Transaction, table: T, rows: readonly InferInsertModel<T>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await tx.insert(table).values(rows.slice(start, start + ROWS_PER_STATEMENT) as never);
  }
}
