import postgres from "postgres";
import { afterAll, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "./database.ts";

const made: TestDatabase[] = [];
let migrations = 0;

async function aDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase("of_the_database_helper", async (url) => {
    migrations += 1;
    const sql = postgres(url, { max: 1 });
    await sql`create table marks (mark text not null)`;
    await sql`insert into marks values ('from the template')`;
    await sql.end();
  });
  made.push(database);
  return database;
}

async function marksIn({ url }: TestDatabase, add?: string): Promise<readonly string[]> {
  const sql = postgres(url, { max: 1 });
  if (add) await sql`insert into marks values (${add})`;
  const rows = await sql<{ mark: string }[]>`select mark from marks order by mark`;
  await sql.end();
  return rows.map(({ mark }) => mark);
}

afterAll(() => Promise.all(made.map((database) => database.drop())));

it("migrates once for all who ask at the same time, and shares no row between them", async () => {
  const [first, second] = await Promise.all([aDatabase(), aDatabase(), aDatabase()]);
  expect(migrations).toBe(1);
  expect(await marksIn(first, "of the first")).toEqual(["from the template", "of the first"]);
  expect(await marksIn(second)).toEqual(["from the template"]);
});

it("makes the template again when its migration failed", async () => {
  const failing = freshDatabase("that_fails_once", () => Promise.reject(new Error("migration failed")));
  await expect(failing).rejects.toThrow("migration failed");
  const database = await freshDatabase("that_fails_once", () => Promise.resolve());
  made.push(database);
  expect(database.url).toContain("that_fails_once_");
});
