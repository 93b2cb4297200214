import postgres from "postgres";

export interface Betrayed {
  readonly table: string;
  readonly column: string;
  /** What was planted, and can be read there. */
  readonly planted: string;
}

/**
 * Where a copy of the database would give away what was planted: every column of every row of every table of a schema,
 * read as text and, where it is binary, as Latin-1 and as UTF-8 too; whatever the case. Columns are asked for one by one,
 * so that one added tomorrow is read as well.
 */
export async function textsContaining(url: string, schema: string, planted: readonly string[]): Promise<readonly Betrayed[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const sought = planted.map((text) => [text, text.toLowerCase()] as const);
  const found = new Map<string, Betrayed>();
  try {
    const columns = await sql<{ table: string; column: string; isBinary: boolean }[]>`
      select c.table_name as table, c.column_name as column, c.data_type = 'bytea' as "isBinary"
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where table_schema = ${schema} and t.table_type = 'BASE TABLE'
      order by c.table_name, c.ordinal_position`;
    if (columns.length === 0) throw new Error(`${schema} has no table that can be read`);
    for (const { table, column, isBinary } of columns) {
      const name = sql(column);
      const rows = await sql<{ value: string | Buffer }[]>`
        select ${isBinary ? name : sql`${name}::text`} as value from ${sql(schema)}.${sql(table)} where ${name} is not null`;
      for (const { value } of rows) {
        const readings = typeof value === "string" ? [value] : [`\\x${value.toString("hex")}`, value.toString("latin1"), value.toString("utf8")];
        const lowered = readings.map((reading) => reading.toLowerCase());
        for (const [text, low] of sought) {
          if (lowered.some((reading) => reading.includes(low))) found.set([table, column, text].join("\0"), { table, column, planted: text });
        }
      }
    }
  } finally {
    await sql.end();
  }
  return [...found.values()];
}
