import type { Reader } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";

/** In how many cells the last recount found another figure than the facts'; 0 before the first. */
export async function differencesOfLastRecount(db: Reader, schema: string): Promise<number> {
  const [row] = await db.execute<{ differences: number }>(sql`select jsonb_array_length(differences) as differences from ${sql.raw(schema)}.recounts order by at desc limit 1`);
  return Number(row?.differences ?? 0);
}
