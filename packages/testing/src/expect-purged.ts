import postgres from "postgres";
import { expect } from "vitest";
import { countsOf, lostBetween, rowsOfSchema } from "./rows-of-schema.ts";

type Purge = (options?: { readonly dryRun?: boolean }) => Promise<readonly { readonly table: string; readonly rows: number }[]>;

/**
 * Purges a schema, by two replicas at once, and expects exactly the rows that meet these conditions to have gone, a dry run
 * to have said so and changed nothing, and a third purge to find nothing.
 */
export async function expectPurged({ url, schema, replicas, gone }: {
  readonly url: string;
  readonly schema: string;
  readonly replicas: readonly [Purge, Purge];
  /** By table, in SQL that knows the data alone; `t` is the row. */
  readonly gone: Readonly<Record<string, string>>;
}): Promise<void> {
  const before = await rowsOfSchema(url, schema);
  const expected: Record<string, readonly string[]> = {};
  const sql = postgres(url, { max: 1 });
  for (const [table, condition] of Object.entries(gone)) {
    const rows = (await sql.unsafe(`select t::text as row from ${schema}.${table} t where ${condition} order by 1`)) as unknown as readonly { row: string }[];
    expect(rows.length, `rows of ${table} that must go`).toBeGreaterThan(0);
    expect(rows.length, `rows of ${table} that must stay`).toBeLessThan(before[table]!.length);
    expected[table] = rows.map(({ row }) => row);
  }
  await sql.end();
  const counts = Object.fromEntries(Object.entries(countsOf(expected)).map(([table, rows]) => [`${schema}.${table}`, rows]));

  const [first, second] = replicas;
  expect(Object.fromEntries((await first({ dryRun: true })).map(({ table, rows }) => [table, rows]))).toEqual(counts);
  expect(await rowsOfSchema(url, schema)).toEqual(before);

  const sum: Record<string, number> = {};
  for (const { table, rows } of (await Promise.all([first(), second()])).flat()) sum[table] = (sum[table] ?? 0) + rows;
  expect(sum).toEqual(counts);
  const after = await rowsOfSchema(url, schema);
  expect(lostBetween(before, after)).toEqual(expected);
  expect(lostBetween(after, before)).toEqual({});
  expect(await second()).toEqual([]);
}
