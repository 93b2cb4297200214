import { currentKeyVersion } from "@stages/vault/vault.ts";
import { and, asc, eq, getTableColumns, isNotNull, type SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import type { Database } from "./connection.ts";
import { boundTo, primaryKeyOf, resealed, sealedColumnsOf } from "./sealed.ts";

const BATCH = 500;

type Row = Readonly<Record<string, unknown>>;

export interface Resealing {
  readonly table: string;
  readonly column: string;
  readonly resealed: number;
}

/**
 * Seals anew, under the current key, whatever another one sealed. Stopped in between, it goes on where it was; beside a
 * running platform it loses nothing, since each batch holds its rows.
 */
export async function reseal(db: Database, tables: readonly PgTable[], onProgress: (progress: Resealing) => void = () => {}): Promise<readonly Resealing[]> {
  const done: Resealing[] = [];
  for (const table of tables) {
    for (const column of sealedColumnsOf(table)) {
      let count = 0;
      const progress = () => ({ table: getTableConfig(table).name, column: column.name, resealed: count });
      for (let last: Row | null = null; ; ) {
        const batch: readonly Row[] = await resealBatch(db, table, column, last);
        if (batch.length === 0) break;
        last = batch.at(-1)!;
        count += batch.length;
        onProgress(progress());
      }
      done.push(progress());
    }
  }
  return done;
}

/** Bytes 2 to 5 of an envelope are its key's version, which so needs no column of its own. */
const isStale = (column: PgColumn) => sql`substring(${column} from 2 for 4) <> int4send(${currentKeyVersion()})`;

/** In the order of the primary key, from where the last batch ended: those done are not walked through again. */
function resealBatch(db: Database, table: PgTable, column: PgColumn, last: Row | null): Promise<readonly Row[]> {
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const keys = primaryKeyOf(table).map((key) => [key, columns[key]!] as const);
  const bound = boundTo(column).map((key) => [key, columns[key]!] as const);
  const list = (parts: readonly SQL[]) => sql`(${sql.join([...parts], sql`, `)})`;
  const isAfter = last ? sql`${list(keys.map(([, key]) => sql`${key}`))} > ${list(keys.map(([name, key]) => sql`${sql.param(last[name], key)}`))}` : undefined;
  return db.transaction(async (tx) => {
    // The triggers that keep what is frozen let a value be sealed anew where this is said, and nothing else be changed.
    await tx.execute(sql`select set_config('stages.resealing', 'on', true)`);
    const rows: readonly Row[] = await tx
      .select({ ...Object.fromEntries([...keys, ...bound]), value: column })
      .from(table)
      .where(and(isNotNull(column), isStale(column), isAfter))
      .orderBy(...keys.map(([, key]) => asc(key)))
      .limit(BATCH)
      .for("update");
    const [name] = Object.entries(columns).find(([, one]) => one === column)!;
    for (const row of rows) {
      await tx.update(table).set({ [name]: resealed(column, row, row["value"] as Uint8Array) }).where(and(...keys.map(([key, one]) => eq(one, row[key]))));
    }
    return rows;
  });
}
