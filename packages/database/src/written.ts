import { is, Param, Placeholder, sql } from "drizzle-orm";
import type { InferInsertModel } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { builder } from "./builder.ts";
import { clientOf } from "./client-of.ts";
import { type Database, MOST_PARAMETERS, type Reader, type Transaction } from "./connection.ts";

/**
 * Writes whose text is made once: drizzle makes it anew each time, which is most of what a short write costs here. In a
 * transaction, statements of this file and of `compiled.ts` that are asked side by side leave together, in the order in which
 * they are asked: what does not need the answer of the one before need not wait for it. drizzle's own leave one step later.
 */

/** A statement of drizzle, built and not asked. */
interface Built {
  prepare(name: string): unknown;
}

interface Made {
  readonly text: string;
  readonly parameters: readonly ((values: Values) => unknown)[];
}

type Values = Readonly<Record<string, unknown>>;

function make(built: Built): Made {
  const { queryString, params } = built.prepare("made once") as { readonly queryString: string; readonly params: readonly unknown[] };
  return { text: queryString, parameters: params.map(parameterOf) };
}

/** drizzle asks columns to write null as well, which those of ours cannot. */
function parameterOf(param: unknown): Made["parameters"][number] {
  if (is(param, Placeholder)) return (values) => values[param.name as string];
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param;
  const { encoder } = param;
  const { name } = param.value as Placeholder;
  return (values) => {
    const value = values[name as string];
    return value === null || value === undefined ? null : encoder.mapToDriverValue(value);
  };
}

/** How many rows it gave back. */
async function run(tx: Reader, { text, parameters }: Made, values: Values): Promise<number> {
  return ((await clientOf(tx).unsafe(text, parameters.map((of) => of(values)))) as readonly unknown[]).length;
}

/** `value` stands for what is given each time, as the column that it is compared with or set to takes it. */
export function writing(build: (db: Database, value: (name: string) => never) => Built): (tx: Transaction, values: Values) => Promise<number> {
  let made: Made | null = null;
  return (tx, values) => run(tx, (made ??= make(build(builder, (name) => sql.placeholder(name) as never))), values);
}

type Insert = ReturnType<ReturnType<Database["insert"]>["values"]>;

/** Rows of one insert have the same fields. A text for each number of them, up to where it would not be kept. */
export function inserting<T extends PgTable>(table: T, withMore: (insert: Insert) => Built = (insert) => insert): (tx: Reader, rows: readonly InferInsertModel<T>[]) => Promise<number> {
  const made = new Map<string, Made>();
  const valuesOf = (fields: readonly string[], count: number, value: (row: number, field: string) => unknown) =>
    Array.from({ length: count }, (_, row) => Object.fromEntries(fields.map((field) => [field, value(row, field)]))) as never[];

  return async (tx, rows) => {
    if (rows.length === 0) return 0;
    const fields = Object.keys(rows[0]!);
    if (fields.length * rows.length > MOST_PARAMETERS) return run(tx, make(withMore(builder.insert(table).values(rows as never) as never)), {});
    const signature = `${rows.length} ${fields.join()}`;
    let one = made.get(signature);
    if (!one) made.set(signature, (one = make(withMore(builder.insert(table).values(valuesOf(fields, rows.length, (row, field) => sql.placeholder(`${row} ${field}`))) as never))));
    return run(tx, one, Object.fromEntries(rows.flatMap((row, index) => fields.map((field) => [`${index} ${field}`, (row as Values)[field]]))));
  };
}
