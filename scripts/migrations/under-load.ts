import { setTimeout as delay } from "node:timers/promises";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { migrateSchema } from "@stages/database/migrate.ts";
import { roleOf } from "@stages/database/standing.ts";
import { journalOf, type MigratedSchema, migrationsOf } from "./folders.ts";

export interface UnderLoad {
  readonly tables: number;
  readonly writes: number;
  readonly refused: readonly string[];
  readonly longestMs: number;
  /** How often the migration gave way. */
  readonly waits: number;
}

const MOST_ROWS = 40;
const WRITERS = 4;

/**
 * A database as that version of one schema left it, with rows of the demonstration in it, migrated to the newest while others write to each of
 * its tables under the platform's role. `demonstration` is a database that has them, in their newest form.
 */
export async function migrateUnderLoad({ demonstration, databaseUrl, schema, from }: { readonly demonstration: string; readonly databaseUrl: string; readonly schema: MigratedSchema; readonly from: number }): Promise<UnderLoad> {
  if (schema !== "bus") await migrateSchema({ url: databaseUrl, schema: "bus", folder: migrationsOf("bus") });
  await migrateSchema({ url: databaseUrl, schema, folder: migrationsOf(schema), upTo: from });
  const tables = await fill(demonstration, databaseUrl, schema);
  const sql = connectSql({ url: databaseUrl, name: "writers", max: WRITERS });
  const role = schema === "bus" ? null : roleOf(schema, "PLATFORM");
  const touch = (table: string, column: string) =>
    sql.begin(async (tx) => {
      if (role) await tx.unsafe(`set local role "${role}"`);
      await tx.unsafe(`update "${schema}"."${table}" set "${column}" = "${column}" where ctid = (select ctid from "${schema}"."${table}" limit 1)`);
    });
  try {
    // What is append-only, or nobody's to write, refuses from the beginning.
    const written: { table: string; column: string }[] = [];
    for (const table of tables) await touch(table.table, table.column).then(() => written.push(table), () => {});
    let [writes, longestMs, waits, isOver] = [0, 0, 0, false];
    const refused = new Map<(typeof written)[number], string>();
    const write = async (turn: number) => {
      for (let n = turn; !isOver && written.length > 0; n += 1) {
        const one = written[n % written.length]!;
        const at = performance.now();
        await touch(one.table, one.column).then(() => (writes += 1), (error: Error & { code?: string }) => refused.set(one, `${one.table} : ${error.code} ${error.message}`));
        longestMs = Math.max(longestMs, performance.now() - at);
        await delay(1);
      }
    };
    const writing = Array.from({ length: WRITERS }, (_, turn) => write(turn));
    try {
      await migrateSchema({ url: databaseUrl, schema, folder: migrationsOf(schema), onWait: () => void (waits += 1) });
    } finally {
      isOver = true;
      await Promise.all(writing);
    }
    // A rule of the newest version refuses it still: a history that has become append-only.
    for (const one of refused.keys()) await touch(one.table, one.column).catch(() => refused.delete(one));
    return { tables: written.length, writes, refused: [...refused.values()], longestMs: Math.round(longestMs), waits };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** As many rows as that version has columns for; the tables that got some, with a column that every later version has. */
async function fill(demonstration: string, databaseUrl: string, schema: MigratedSchema): Promise<{ table: string; column: string }[]> {
  const [source, target] = [connectSql({ url: demonstration, name: "rows", max: 1 }), connectSql({ url: databaseUrl, name: "rows", max: 1 })];
  try {
    await target`set session_replication_role = replica`;
    const filled: { table: string; column: string }[] = [];
    if (schema === "bus") {
      // The demonstration has told nothing yet.
      await target`insert into bus.events (event_id, type, version, key, payload, occurred_at) select gen_random_uuid(), 'OfferClosed', 1, 'key', '\\x00', now() from generate_series(1, ${MOST_ROWS}::int)`;
      return [{ table: "events", column: "type" }];
    }
    const there = await columnsOf(source, schema);
    for (const [table, columns] of await columnsOf(target, schema)) {
      // Made by a migration of what the others hold.
      if (table === "vocabulary") continue;
      const common = columns.filter((column) => there.get(table)?.includes(column));
      if (common.length === 0) continue;
      const list = common.map((column) => `"${column}"`).join(", ");
      const rows = await source.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from (select ${list} from "${schema}"."${table}" limit ${MOST_ROWS}) t`);
      const values = `[${rows.map(({ row }) => row).join(",")}]`;
      // A version that wants what no later one has cannot be given it.
      const done = await target.unsafe(`insert into "${schema}"."${table}" (${list}) overriding system value select ${list} from jsonb_populate_recordset(null::"${schema}"."${table}", $1::text::jsonb)`, [values]).then(() => true, () => false);
      if (done && rows.length > 0) filled.push({ table, column: common[0]! });
    }
    return filled;
  } finally {
    await source.end();
    await target.end();
  }
}

async function columnsOf(sql: Sql, schema: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql<{ table: string; columns: string[] }[]>`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = ${schema}::regnamespace and c.relkind = 'r' and c.relname <> 'migrations' and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
    group by 1 order by 1`;
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** From which version on a database with rows can be migrated: before, what was written in clear was to be sealed, and was only ever invented. */
const FIRST_WITH_ROWS: Readonly<Record<MigratedSchema, number>> = { bus: 2, people: 15, offers: 5, candidatures: 5, conventions: 19 };

export const versionsWithRows = (schema: MigratedSchema): readonly number[] => journalOf(schema).flatMap((_, index, all) => (index + 1 >= FIRST_WITH_ROWS[schema] && index + 1 < all.length ? [index + 1] : []));
