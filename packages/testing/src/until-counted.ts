import postgres from "postgres";
import { expect, vi } from "vitest";

/** Until all that was told so far is in the rollups: what a fact changes is appended with it, and gone once it is folded. */
export async function untilCounted(databaseUrl: string, schema: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await vi.waitFor(async () => expect(await sql.unsafe(`select 1 from ${schema}.statistics limit 1`)).toHaveLength(0), { timeout: 30_000, interval: 20 });
  } finally {
    await sql.end();
  }
}
