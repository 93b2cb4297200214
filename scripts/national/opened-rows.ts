import { allTables as candidatures } from "@stages/candidatures/persistence/all-tables.ts";
import { allTables as conventions } from "@stages/conventions/persistence/all-tables.ts";
import type { Database } from "@stages/database/connection.ts";
import { openFrom, sealedColumnsOf } from "@stages/database/sealed.ts";
import { tablesIn } from "@stages/database/tables-in.ts";
import { allTables as offers } from "@stages/offers/persistence/all-tables.ts";
import { allTables as people } from "@stages/people/persistence/all-tables.ts";
import { getTableColumns } from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import { COLUMNS, MARKET_COLUMNS } from "./tables.ts";

/** Every row of the tables that are loaded, with what is sealed in it opened, as text and in the order of their text. */
export async function openedRows(db: Database): Promise<Readonly<Record<string, readonly string[]>>> {
  const loaded = new Set([...Object.keys(COLUMNS), ...Object.keys(MARKET_COLUMNS), "offers.vocabulary", "offers.commune_coordinates"]);
  const opened: [string, readonly string[]][] = [];
  for (const table of [offers, candidatures, conventions, people].flatMap((all) => tablesIn(all))) {
    const { schema, name } = getTableConfig(table);
    if (loaded.has(`${schema}.${name}`)) opened.push([`${schema}.${name}`, await openedRowsOf(db, table)]);
  }
  return Object.fromEntries(opened);
}

async function openedRowsOf(db: Database, table: PgTable): Promise<readonly string[]> {
  const keys = new Map(Object.entries(getTableColumns(table) as Record<string, PgColumn>).map(([key, column]) => [column, key]));
  const sealed = sealedColumnsOf(table).map((column) => [column, keys.get(column)!] as const);
  const rows = (await db.select().from(table)) as Record<string, unknown>[];
  const open = (row: Record<string, unknown>) => Object.fromEntries(sealed.map(([column, key]) => [key, row[key] === null ? null : openFrom(column, row, row[key] as never)]));
  // A number that PostgreSQL gives is not asked for.
  return rows.map((row) => JSON.stringify({ ...row, ...open(row), ...(typeof row["id"] === "number" ? { id: null } : {}) })).toSorted();
}
