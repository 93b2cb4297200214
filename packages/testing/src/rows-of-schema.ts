import postgres from "postgres";

export type RowsByTable = Readonly<Record<string, readonly string[]>>;

/** Every row of every table of a schema, as text, to compare before and after. */
export async function rowsOfSchema(url: string, schema: string): Promise<RowsByTable> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = ${schema} and tablename <> 'migrations' order by 1`;
    const rows: Record<string, readonly string[]> = {};
    for (const { name } of tables) {
      const found = await sql<{ row: string }[]>`select t::text as row from ${sql(schema)}.${sql(name)} t order by 1`;
      rows[name] = found.map(({ row }) => row);
    }
    return rows;
  } finally {
    await sql.end();
  }
}

/** What is in the first and not in the second, by table; tables that lost nothing are left out. */
export function lostBetween(before: RowsByTable, after: RowsByTable): RowsByTable {
  const lost = Object.entries(before).map(([table, rows]) => {
    const still = new Set(after[table]);
    return [table, rows.filter((row) => !still.has(row))] as const;
  });
  return Object.fromEntries(lost.filter(([, rows]) => rows.length > 0));
}

export const countsOf = (rows: RowsByTable): Readonly<Record<string, number>> => Object.fromEntries(Object.entries(rows).map(([table, { length }]) => [table, length]));
