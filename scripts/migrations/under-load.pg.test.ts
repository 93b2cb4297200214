import { preparedDatabase } from "@stages/standalone/platform-under-test.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MIGRATED_SCHEMAS } from "./folders.ts";
import { migrateUnderLoad, versionsWithRows } from "./under-load.ts";

let demonstration: TestDatabase;
beforeAll(async () => {
  demonstration = await preparedDatabase();
});
afterAll(() => demonstration.drop());

/** The first, the last, and one between; `npm run prove:durable` takes them all. */
const SOME = MIGRATED_SCHEMAS.flatMap((schema) => {
  const versions = versionsWithRows(schema);
  return [...new Set([versions[0]!, versions[versions.length >> 1]!, versions.at(-1)!])].map((from) => [schema, from] as const);
});

it.each(SOME)("%s, from its version %i on, is migrated while others write: nobody is refused", async (schema, from) => {
  const database = await freshDatabase("empty", async () => {});
  try {
    const { refused, tables, writes } = await migrateUnderLoad({ demonstration: demonstration.url, databaseUrl: database.url, schema, from });
    expect(refused).toEqual([]);
    expect(Math.min(tables, writes)).toBeGreaterThan(0);
  } finally {
    await database.drop();
  }
});
