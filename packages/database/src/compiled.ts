import { fillPlaceholders, getTableName, is, Param, type Placeholder, SQL, sql } from "drizzle-orm";
import { Column } from "drizzle-orm/column";
import type { PgColumn } from "drizzle-orm/pg-core";
import { builder } from "./builder.ts";
import { clientOf } from "./client-of.ts";
import type { Database, Reader } from "./connection.ts";

/** A query of drizzle, built and not asked. */
type Query<Row> = PromiseLike<readonly Row[]> & { prepare(name: string): unknown };

/** What drizzle keeps of a prepared query. */
interface Prepared {
  readonly queryString: string;
  readonly params: unknown[];
  readonly fields: readonly Field[];
  /** By table, whether each row has one of it; of queries of several tables alone. */
  readonly joinsNotNullableMap?: Readonly<Record<string, boolean>>;
}

type Decoder = Pick<Column, "mapFromDriverValue">;

interface Field {
  readonly path: readonly string[];
  readonly field: Column | SQL | SQL.Aliased;
}

type Read<Row> = (db: Reader, values: Record<string, unknown>) => Promise<Row[]>;

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

/** The same rows by one column or another, each row opened. */
export const readersBy =
  <Row, T>(build: (db: Database, among: SQL) => Query<Row>, open: (row: Row) => T) =>
  <C extends PgColumn>(column: C) => {
    const read = readByKeys(column, build);
    return async (db: Reader, keys: readonly NonNullable<C["_"]["data"]>[]): Promise<readonly T[]> => (await read(db, keys)).map(open);
  };

/** A query whose text is made once, at the first use: what it is built of may be defined after it. */
export function compiled<Row>(build: (db: Database) => Query<Row>): Read<Row> {
  let read: Read<Row> | null = null;
  return (db, values) => (read ??= compile(build(builder)))(db, values);
}

function compile<Row>(query: Query<Row>): Read<Row> {
  const { queryString, params, fields, joinsNotNullableMap } = query.prepare("compiled") as Prepared;
  const open = opener(fields, joinsNotNullableMap ?? {});
  return async (db, values) => (await clientOf(db).unsafe(queryString, fillPlaceholders(params, values)).values()).map(open) as Row[];
}

/** drizzle's own mapping of a row, which asks each field anew, for each row, what kind it is. */
function opener(fields: readonly Field[], isAlwaysThere: Readonly<Record<string, boolean>>): (values: unknown[]) => unknown {
  const columns = fields.map(({ path, field }) => ({ name: path.at(-1)!, group: path.length > 1 ? path[0]! : null, decoder: decoderOf(field) }));
  // Of a table that is joined when it can be: null as a whole, when its first column is.
  const optional = new Set(fields.flatMap(({ path: [group], field }) => (is(field, Column) && isAlwaysThere[getTableName(field.table)] === false ? [group!] : [])));
  return (values) => {
    const row: Record<string, unknown> = {};
    for (const [index, { name, group, decoder }] of columns.entries()) {
      const value = values[index] === null ? null : decoder.mapFromDriverValue(values[index]);
      if (group === null) row[name] = value;
      else if (!(group in row)) row[group] = value === null && optional.has(group) ? null : { [name]: value };
      else if (row[group] !== null) (row[group] as Record<string, unknown>)[name] = value;
    }
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
