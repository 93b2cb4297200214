import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestDatabase } from "@stages/testing/database.ts";
import { preparedDatabase, startOfRun } from "./platform-under-test.ts";
import { prepareDatabase } from "./prepare-database.ts";

let database: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await preparedDatabase();
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

async function prepare(): Promise<readonly string[]> {
  const steps: string[] = [];
  await prepareDatabase({ databaseUrl: database.url, clock: startOfRun, onProgress: (step) => steps.push(step) });
  return steps;
}

/** Rows of every table, but for those that tell how far each reader of the bus has come. */
async function rows(): Promise<Record<string, number>> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('people', 'offers', 'candidatures', 'conventions') and table_type = 'BASE TABLE' order by 1, 2`;
  const counts: Record<string, number> = {};
  for (const { schema, name } of tables) {
    const [counted] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(schema)}.${sql(name)}`;
    counts[`${schema}.${name}`] = counted!.count;
  }
  return counts;
}

it("loads nothing twice", async () => {
  const before = await rows();
  expect(await prepare()).toEqual(["Mise à jour des tables"]);
  expect(await rows()).toEqual(before);
});

it("undoes a load that was interrupted, and does it again, also when two platforms start at once", async () => {
  const before = await rows();
  // As a kill between two subgraphs leaves it: the first are full, the last is empty.
  await sql`drop schema conventions cascade`;
  await sql`update standalone.demonstration set loaded_at = null`;
  const steps = await Promise.all([prepare(), prepare()]);
  expect(steps.map(([first]) => first).sort()).toEqual(["Mise à jour des tables", "Reprise d'un chargement interrompu"]);
  expect(await rows()).toEqual(before);
});

it("makes the demonstration anew when an earlier version left its own", async () => {
  const before = await rows();
  await sql`update standalone.demonstration set version = version - 1`;
  expect((await prepare())[0]).toBe("Renouvellement des données de démonstration, d'une version précédente");
  expect(await rows()).toEqual(before);
  expect(await prepare()).toEqual(["Mise à jour des tables"]);
});
