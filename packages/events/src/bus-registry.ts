import type { Sql } from "@stages/database/connection.ts";
import type { Registration } from "./bus.ts";
import type { EventType } from "./contracts.ts";
import { FORGETTING } from "./forget-old-events.ts";

/** Up to where a log has forgotten, and for whom it waits: in PostgreSQL, wherever the log itself is. */
export async function horizonOf(sql: Sql, log: string, types: readonly EventType[]): Promise<number> {
  const [row] = await sql<{ horizon: string }[]>`select coalesce(max(position), 0) as horizon from bus.horizon where log = ${log} and type = any(${types as string[]})`;
  return Number(row!.horizon);
}

export async function registerReader(sql: Sql, log: string, { name, types, position, at }: Registration): Promise<void> {
  await sql.begin((tx) => [
    // A forgetting under way has not counted with this reader: it ends first.
    tx`select pg_advisory_xact_lock_shared(hashtextextended(${FORGETTING}, 0))`,
    tx`
      insert into bus.consumers (log, name, types, position, seen_at) values (${log}, ${name}, ${types as string[]}, ${position}, ${at.toString()})
      on conflict (log, name) do update set types = excluded.types, position = excluded.position, seen_at = excluded.seen_at`,
  ]);
}
