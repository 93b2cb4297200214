import { fillPlaceholders, is, Param, type Placeholder, SQL, sql } from "drizzle-orm";
import { Column } from "drizzle-orm/column";
import type { PgColumn } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { clientOf } from "./client-of.ts";
import type { Database, Reader } from "./connection.ts";

/** A query of drizzle, built and not asked. */
type Query<Row> = PromiseLike<readonly Row[]> & { prepare(name: string): unknown };

/** What drizzle keeps of a prepared query. */
interface Prepared<Row> {
  readonly queryString: string;
  readonly params: unknown[];
  readonly fields: readonly Field[];
  execute(values: Record<string, unknown>): Promise<Row[]>;
}

type Decoder = Pick<Column, "mapFromDriverValue">;

interface Field {
  readonly path: readonly string[];
  readonly field: Column | SQL | SQL.Aliased;
}

type Read<Row> = (db: Reader, values: Record<string, unknown>) => Promise<Row[]>;

/** Builds queries without asking anyone. */
const builder: Database = drizzle.mock({ casing: "snake_case" });

/** What a query is built of besides its tables. */
interface Given {
  /** The keys, as a list of PostgreSQL. */
  readonly keys: SQL;
  /** Another value, as the driver takes it. */
  value(name: string): Placeholder;
}

/**
 * The rows of all the keys, by one statement whose text is made once. drizzle makes it anew each time, and with a parameter for
 * each key, which is most of what a short read costs here, and a plan for each number of keys in PostgreSQL.
 */
export function readByKeys<C extends PgColumn, Row>(
  column: C,
  build: (db: Database, among: SQL, given: Given) => Query<Row>,
): (db: Reader, keys: readonly NonNullable<C["_"]["data"]>[], values?: Record<string, unknown>) => Promise<Row[]> {
  const keys = sql`${new Param<unknown>(sql.placeholder("keys"), { mapToDriverValue: (list) => listOf(column, list as readonly unknown[]) })}`;
  const read = compiled<Row>((db) => build(db, sql`${column} = any(${keys})`, { keys, value: (name) => sql.placeholder(name) }));
  return (db, list, values) => read(db, { ...values, keys: list });
}

/** A query whose text is made once, at the first use: what it is built of may be defined after it. */
export function compiled<Row>(build: (db: Database) => Query<Row>): Read<Row> {
  let read: Read<Row> | null = null;
  return (db, values) => (read ??= compile(build(builder)))(db, values);
}

function compile<Row>(query: Query<Row>): Read<Row> {
  const prepared = query.prepare("compiled") as Prepared<Row>;
  // Of several tables at once, drizzle knows how.
  if (prepared.fields.some(({ path }) => path.length > 1)) return (db, values) => (Object.create(prepared, { client: { value: clientOf(db) } }) as Prepared<Row>).execute(values);
  const rowOf = rowOfOneTable(prepared.fields);
  return async (db, values) => (await clientOf(db).unsafe(prepared.queryString, fillPlaceholders(prepared.params, values)).values()).map(rowOf) as Row[];
}

function rowOfOneTable(fields: readonly Field[]): (values: unknown[]) => unknown {
  const columns = fields.map(({ path: [name], field }) => ({ name: name!, decoder: decoderOf(field) }));
  return (values) => {
    const row: Record<string, unknown> = {};
    for (const [index, { name, decoder }] of columns.entries()) row[name] = values[index] === null ? null : decoder.mapFromDriverValue(values[index]);
    return row;
  };
}

/** drizzle's own types hide it. */
function decoderOf(field: Field["field"]): Decoder {
  if (is(field, Column)) return field;
  return ((is(field, SQL.Aliased) ? field.sql : field) as unknown as { readonly decoder: Decoder }).decoder;
}

/** PostgreSQL's literal of a list: keys are ids and codes, in which nothing is to be escaped but by quotes. */
const listOf = (column: PgColumn, keys: readonly unknown[]): string => `{${keys.map((key) => JSON.stringify(column.mapToDriverValue(key))).join(",")}}`;
