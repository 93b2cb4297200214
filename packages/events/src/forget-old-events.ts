import { connectSql, type Sql } from "@stages/database/connection.ts";
import { civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import { lastDayPast } from "@stages/kernel/term.ts";
import type postgres from "postgres";
import { daysInLog } from "./contracts.ts";

/** Name of the lock under which the log forgets. */
export const FORGETTING = "forget old events";

/** The log waits for a consumer that was seen within this time; one that stays away longer misses what is past its days. */
export const PATIENCE = Temporal.Duration.from({ hours: 7 * 24 });
const BATCH = 1_000;

export interface ForgetOptions {
  readonly now: Temporal.Instant;
  readonly dryRun?: boolean;
  readonly batch?: number;
  readonly daysOf?: (type: string) => number;
}

export interface Forgotten {
  readonly rows: number;
  /** Consumers that have still to hear events past their days, so that these stay. */
  readonly waitsFor: readonly string[];
}

/**
 * Deletes the events that are past their days, each type on its own, oldest first and never beyond one that stays: what is
 * gone of a type is all before its horizon, which moves in the same transaction.
 */
export async function forgetOldEvents(url: string, { now, dryRun = false, batch = BATCH, daysOf = daysInLog }: ForgetOptions): Promise<Forgotten> {
  const sql = connectSql({ url, name: "forget old events", max: 1 });
  const waitsFor = new Set<string>();
  let rows = 0;
  try {
    for (const type of await typesIn(sql)) {
      const since = startOf(lastDayPast({ days: daysOf(type) }, civilDateOf(now)).add({ days: 1 }));
      for (;;) {
        const gone = await sql.begin(async (tx) => {
          await tx`select pg_advisory_xact_lock(hashtextextended(${FORGETTING}, 0))`;
          const due = await dueOf(tx, type, since, now);
          for (const name of due.waitsFor) waitsFor.add(name);
          return dryRun ? countUpTo(tx, type, due.until) : forgetUpTo(tx, type, due.until, batch);
        });
        rows += gone;
        if (dryRun || gone < batch) break;
      }
    }
    return { rows, waitsFor: [...waitsFor].toSorted() };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** One step of the index a type, however long the log. */
async function typesIn(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ type: string }[]>`
    with recursive types as (
      (select type from bus.events order by type limit 1)
      union all
      select (select type from bus.events where type > types.type order by type limit 1) from types where types.type is not null
    )
    select type from types where type is not null`;
  return rows.map(({ type }) => type);
}

interface Due {
  /** The last position that may go. */
  readonly until: number;
  readonly waitsFor: readonly string[];
}

async function dueOf(tx: postgres.TransactionSql, type: string, since: Temporal.Instant, now: Temporal.Instant): Promise<Due> {
  const [old] = await tx<{ until: string | null }[]>`
    select coalesce(
      (select position - 1 from bus.events where type = ${type} and occurred_at >= ${since.toString()} order by position limit 1),
      (select max(position) from bus.events where type = ${type})
    ) as until`;
  const until = Number(old!.until ?? 0);
  const readers = await tx<{ name: string; position: string; missing: boolean }[]>`
    select name, position, exists (select from bus.events e where e.type = ${type} and e.position > c.position and e.position <= ${until}) as missing
    from bus.consumers c
    where log = '' and ${type} = any(types) and seen_at > ${now.subtract(PATIENCE).toString()}`;
  const behind = readers.filter(({ missing }) => missing);
  return { until: Math.min(until, ...behind.map(({ position }) => Number(position))), waitsFor: behind.map(({ name }) => name) };
}

async function countUpTo(tx: postgres.TransactionSql, type: string, until: number): Promise<number> {
  const [row] = await tx<{ rows: number }[]>`select count(*)::int as rows from bus.events where type = ${type} and position <= ${until}`;
  return row!.rows;
}

async function forgetUpTo(tx: postgres.TransactionSql, type: string, until: number, batch: number): Promise<number> {
  const [gone] = await tx<{ rows: number; last: string | null }[]>`
    with gone as (
      delete from bus.events
      where position in (select position from bus.events where type = ${type} and position <= ${until} order by position limit ${batch})
      returning position
    )
    select count(*)::int as rows, max(position) as last from gone`;
  if (gone!.last !== null) {
    await tx`
      insert into bus.horizon (type, position) values (${type}, ${gone!.last})
      on conflict (log, type) do update set position = greatest(horizon.position, excluded.position)`;
  }
  return gone!.rows;
}
