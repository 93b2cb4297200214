import { getTableColumns, type InferInsertModel, type SQL, sql } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import { PgDialect, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import { clientOf } from "./client-of.ts";
import type { Reader } from "./connection.ts";

const dialect = new PgDialect({ casing: "snake_case" });

/**
 * Inserts of any number of rows, each with all these fields, by one text: a list a column, as `inserting` has a parameter a value.
 * For rows that several parameters make long: past `MOST_PARAMETERS` a statement is planned anew each time, and those that were
 * asked beside it wait for its description. Answers how many rows came back. A column of lists cannot be written so.
 */
export function insertingLists<T extends PgTable, Field extends keyof InferInsertModel<T> & string>(table: T, fields: readonly Field[], more: SQL = sql``): (tx: Reader, rows: readonly Pick<InferInsertModel<T>, Field>[]) => Promise<number> {
  const columns = fields.map((field) => (getTableColumns(table) as Record<string, PgColumn>)[field]!);
  const names = columns.map((column) => sql.identifier(column.keyAsName ? toSnakeCase(column.name) : column.name));
  const lists = columns.map((column) => sql`${""}::${sql.raw(column.getSQLType())}[]`);
  const { sql: text } = dialect.sqlToQuery(sql`insert into ${table} (${sql.join(names, sql`, `)}) select * from unnest(${sql.join(lists, sql`, `)}) ${more}`);

  return async (tx, rows) => {
    if (rows.length === 0) return 0;
    const values = columns.map((column, index) => `{${rows.map((row) => literalOf(column, (row as Readonly<Record<string, unknown>>)[fields[index]!])).join(",")}}`);
    return ((await clientOf(tx).unsafe(text, values)) as readonly unknown[]).length;
  };
}

/** An element of PostgreSQL's literal of a list. */
function literalOf(column: PgColumn, value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  const driven: unknown = column.mapToDriverValue(value);
  const text = driven instanceof Uint8Array ? `\\x${Buffer.from(driven).toString("hex")}` : String(driven);
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
