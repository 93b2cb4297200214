import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import type postgres from "postgres";
import { connectSql } from "./connection.ts";
import { tablesChangedBy } from "./migration-locks.ts";
import { takeTurn } from "./take-turn.ts";
import { transienceOf } from "./transient.ts";

export interface Migration {
  readonly url: string;
  readonly schema: string;
  readonly folder: string;
  /** Only those up to this one, counted from 1; all of them when left out. */
  readonly upTo?: number;
  /** Called before each wait for whoever holds a table. */
  readonly onWait?: (told: { readonly migration: number; readonly tries: number }) => void;
}

/**
 * In all, for the locks of one migration. Less than the second after which PostgreSQL looks for deadlocks: it is always the
 * migration that gives way, never a writer that is told to try again.
 */
const LOCKS_WITHIN_MS = 800;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Someone's transaction lasts longer than a quarter of an hour: whoever runs the platform has to look at it. */
const PATIENCE_MS = 15 * 60_000;

/** First line of a migration whose statements are each one of their own, as `CREATE INDEX CONCURRENTLY` wants. Each must bear being run again. */
export const WITHOUT_TRANSACTION = "-- no transaction";

export class MigrationBlockedError extends Error {
  override readonly name = "MigrationBlockedError";

  constructor(schema: string, tables: readonly string[], cause: unknown) {
    super(`La mise à jour des tables de ${schema} n'a pas pu prendre ${tables.join(", ")} en un quart d'heure : une transaction les tient (voyez pg_stat_activity) ; rien n'a été changé à moitié, relancez ensuite.`, { cause });
  }
}

/**
 * Brings one Postgres schema up to date, while others write. Those that start together take turns. Each migration is a
 * transaction of its own, which waits shortly for its tables and otherwise gives way and tries again: whoever queues for a
 * table has everyone behind wait as well. What a killed process left undone is done by the next.
 */
export async function migrateSchema({ url, schema, folder, upTo = Number.POSITIVE_INFINITY, onWait = () => {} }: Migration): Promise<void> {
  const client = connectSql({ url, name: `migrate ${schema}`, max: 1 });
  let isWhole = false;
  try {
    // A session that is lost takes the lock with it: its statements must fail rather than go on without.
    const session = await client.reserve();
    await takeTurn(session, `migrate ${schema}`);
    const done = await newestDone(session, schema);
    for (const [index, migration] of readMigrationFiles({ migrationsFolder: folder }).entries()) {
      if (index < upTo && migration.folderMillis > done) await migrateOnce(session, schema, migration, (tries) => onWait({ migration: index + 1, tries }));
    }
    await session.unsafe(`select pg_advisory_unlock(hashtextextended('migrate ${schema}', 0))`);
    session.release();
    isWhole = true;
  } finally {
    // Of one that failed nothing is waited for: with the session goes what it had begun.
    await client.end({ timeout: isWhole ? 5 : 0 });
  }
}

async function newestDone(session: postgres.ReservedSql, schema: string): Promise<number> {
  const [there] = await session.unsafe<{ there: boolean }[]>(`select to_regclass('"${schema}"."migrations"') is not null as there`);
  if (!there!.there) {
    await session.unsafe(`create schema if not exists "${schema}"`);
    // The form of drizzle's own migrator, which made it in every database of before.
    await session.unsafe(`create table if not exists "${schema}"."migrations" (id serial primary key, hash text not null, created_at bigint)`);
  }
  const [row] = await session.unsafe<{ newest: string | null }[]>(`select max(created_at) as newest from "${schema}"."migrations"`);
  return Number(row!.newest ?? -1);
}

async function migrateOnce(session: postgres.ReservedSql, schema: string, migration: MigrationMeta, onWait: (tries: number) => void): Promise<void> {
  const text = migration.sql.join("\n");
  const isDone = `insert into "${schema}"."migrations" (hash, created_at) values ('${migration.hash}', ${migration.folderMillis})`;
  if (text.startsWith(WITHOUT_TRANSACTION)) {
    // None of them holds anybody up, and each waits for all transactions of before.
    await session.unsafe("set lock_timeout = 0");
    for (const statement of migration.sql) await withoutRuins(session, statement);
    return void (await session.unsafe(isDone));
  }
  const tables = tablesChangedBy(text);
  const end = performance.now() + PATIENCE_MS;
  for (let tries = 1; ; tries += 1) {
    try {
      await session.unsafe("begin");
      await lockAll(session, tables);
      for (const statement of migration.sql) await session.unsafe(statement);
      await session.unsafe(isDone);
      return void (await session.unsafe("commit"));
    } catch (error) {
      if (transienceOf(error) === "SERVER") throw error;
      await session.unsafe("rollback");
      if (transienceOf(error) !== "CONTENTION") throw error;
      if (performance.now() > end) throw new MigrationBlockedError(schema, tables, error);
      onWait(tries);
      await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2));
    }
  }
}

async function lockAll(session: postgres.ReservedSql, tables: readonly string[]): Promise<void> {
  const there = tables.length === 0 ? [] : await session.unsafe<{ name: string }[]>(`select name from unnest($1::text[]) with ordinality as named(name, rank) where to_regclass(name) is not null order by rank`, [tables as string[]]);
  await session.unsafe(`set local lock_timeout = ${Math.floor(LOCKS_WITHIN_MS / Math.max(1, there.length))}`);
  for (const { name } of there) await session.unsafe(`lock table ${name} in access exclusive mode`);
}

/** An index whose making was interrupted stands there, invalid and in the way of its own name. */
async function withoutRuins(session: postgres.ReservedSql, statement: string): Promise<void> {
  const [, name] = /create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?/i.exec(statement) ?? [];
  const [, schema] = /\son\s+"?(\w+)"?\./i.exec(statement) ?? [];
  if (name && schema) {
    const ruins = await session.unsafe<{ index: string }[]>(`select i.indexrelid::regclass::text as index from pg_index i where i.indexrelid = to_regclass($1) and not i.indisvalid`, [`"${schema}"."${name}"`]);
    for (const { index } of ruins) await session.unsafe(`drop index concurrently ${index}`);
  }
  await session.unsafe(statement);
}

const newest = new Map<string, number>();

/** When the last of a folder's migrations was written, as drizzle keeps it beside what it has run. */
export function newestOf(folder: string): number {
  let known = newest.get(folder);
  if (known === undefined) {
    const { entries } = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")) as { readonly entries: readonly { readonly when: number }[] };
    newest.set(folder, (known = Math.max(0, ...entries.map(({ when }) => when))));
  }
  return known;
}
