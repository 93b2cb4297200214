import { sql } from "drizzle-orm";
import type { Transaction } from "./connection.ts";

/** Until the end of this transaction what is append-only can be deleted, by the platform's role alone: triggers look for it. */
export async function allowDeleting(tx: Transaction): Promise<void> {
  await tx.execute(sql`select set_config('stages.purging', 'on', true)`);
}
