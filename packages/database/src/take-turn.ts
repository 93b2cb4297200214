import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";

const ASKED_EVERY_MS = 100;

/**
 * Waits for an advisory lock of this session by asking again, never inside of PostgreSQL: a session that waits there holds a
 * snapshot, which `CREATE INDEX CONCURRENTLY` of the one that has the lock would wait for, and neither would ever end.
 */
export async function takeTurn(session: Pick<postgres.ReservedSql, "unsafe">, key: string | number): Promise<void> {
  const lock = typeof key === "number" ? String(key) : `hashtextextended('${key.replaceAll("'", "''")}', 0)`;
  for (;;) {
    const [row] = await session.unsafe<{ taken: boolean }[]>(`select pg_try_advisory_lock(${lock}) as taken`);
    if (row!.taken) return;
    await delay(ASKED_EVERY_MS);
  }
}
