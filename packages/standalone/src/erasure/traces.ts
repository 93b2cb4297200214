import { allTables as candidatures } from "@stages/candidatures/persistence/all-tables.ts";
import { allTables as conventions } from "@stages/conventions/persistence/all-tables.ts";
import type { Database } from "@stages/database/connection.ts";
import { openFrom, sealedColumnsOf } from "@stages/database/sealed.ts";
import { tablesIn } from "@stages/database/tables-in.ts";
import * as bus from "@stages/events/bus-tables.ts";
import { allTables as offers } from "@stages/offers/persistence/all-tables.ts";
import { allTables as people } from "@stages/people/persistence/all-tables.ts";
import { getTableColumns, sql } from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";

const TABLES = [candidatures, conventions, offers, people, bus].flatMap(tablesIn);

const nameOf = (table: PgTable) => `${getTableConfig(table).schema}.${getTableConfig(table).name}`;

export interface FoundRow {
  readonly table: string;
  /** As JSON, what is sealed opened. */
  readonly row: string;
}

/** Every row of every table of every schema, opened, in which one of the needles stands. */
export async function rowsWith(db: Database, needles: readonly string[]): Promise<readonly FoundRow[]> {
  const found: FoundRow[] = [];
  for (const table of TABLES) {
    for (const row of await db.select().from(table)) {
      const text = JSON.stringify(opened(table, row));
      if (needles.some((needle) => text.includes(needle))) found.push({ table: nameOf(table), row: text });
    }
  }
  return found;
}

function opened(table: PgTable, row: Record<string, unknown>): Record<string, unknown> {
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const keys = sealedColumnsOf(table).map((column) => Object.keys(columns).find((key) => columns[key] === column)!);
  return { ...row, ...Object.fromEntries(keys.filter((key) => row[key] !== null).map((key) => [key, openFrom(columns[key]!, row, row[key] as never)])) };
}

/** What the database holds beside the tables that are declared: it would not be looked over. */
export async function undeclaredTables(db: Database): Promise<readonly string[]> {
  const declared = new Set(TABLES.map(nameOf));
  const rows = await db.execute<{ name: string }>(sql`select schemaname || '.' || tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`);
  return rows.map(({ name }) => name).filter((name) => !declared.has(name));
}
