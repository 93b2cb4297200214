import { connectSql } from "@stages/database/connection.ts";
import { PERSONAS } from "@stages/demonstration/personas.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { preparedDatabase } from "@stages/standalone/platform-under-test.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demonstrateNational } from "./demonstrate.ts";
import { type NationalSchools, openSchools } from "./schools.ts";
import { whatIsThere } from "./what-is-there.ts";

let database: TestDatabase;
let schools: NationalSchools;
beforeAll(async () => {
  database = await preparedDatabase();
  const country = await openSchools();
  schools = { ...country, schools: country.schools.filter(({ academy, students }) => academy === "22" && students > 0 && students < 150).slice(0, 2) };
});
afterAll(async () => database?.drop());

const demonstrate = (onProgress: (step: string) => void = () => {}) => demonstrateNational({ databaseUrl: database.url, clock: systemClock, keys: DEVELOPMENT_KEYS, schools, onProgress });

async function asked<T>(work: (sql: ReturnType<typeof connectSql>) => Promise<T>): Promise<T> {
  const sql = connectSql({ url: database.url, name: "somebody else", max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

const isWhole = () => asked(async (sql) => (await sql<{ whole: boolean }[]>`select loaded_at is not null as whole from standalone.demonstration`)[0]!.whole);

it("leaves a database alone that others use, and says who", async () => {
  await asked(async (sql) => {
    await sql`select 1`;
    await expect(demonstrate()).rejects.toThrow("D'autres programmes se servent de cette base (somebody else)");
  });
  expect(await isWhole()).toBe(true);
});

it("interrupted, counts as half a demonstration, which whoever prepares the database next begins anew", async () => {
  const interrupt = (step: string) => {
    if (step.startsWith("Statistiques du planificateur")) throw new Error("interrupted");
  };
  await expect(demonstrate(interrupt)).rejects.toThrow("interrupted");
  expect(await isWhole()).toBe(false);
});

it("begins again from there, beside the demonstration's own; a second time there is nothing to do", async () => {
  const loaded = await demonstrate();
  expect(await isWhole()).toBe(true);
  expect(loaded.rows["people.students"]).toBeGreaterThan(2_000);
  const personas = await asked((sql) => sql<{ subject: string }[]>`select subject from people.persons where subject = any(${PERSONAS.map(({ subject }) => subject)})`);
  expect(personas).toHaveLength(PERSONAS.length);
  const again = await demonstrate();
  expect(again.seconds).toBe(0);
  const said = await whatIsThere(database.url, again, { databaseUrl: null, dataDir: "/x" });
  expect(said).toContain("npm run token -- national-student-1 ");
  expect(said).toContain("npm start");
});
