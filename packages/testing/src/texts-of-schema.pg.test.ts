import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "./database.ts";
import { textsContaining } from "./texts-of-schema.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase("texts_of_schema", async (url) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql`create schema kept`;
    await sql`create table kept.things (id integer, note text, facts jsonb, born date, bytes bytea, names text[])`;
    await sql`create table kept."Odd name" ("a column" text)`;
    await sql`create view kept.seen as select note from kept.things`;
    await sql`insert into kept.things values
      (1, 'chez MAËLLE', ${sql.json({ deep: [{ phone: "0612345678" }] })}, '2011-09-01', ${Buffer.from("14, rue Basse, Ussel")}, '{Zoé,Léa}'),
      (2, null, null, null, ${Buffer.from("été", "latin1")}, null)`;
    await sql`insert into kept."Odd name" values ('a reason')`;
    await sql.end();
  });
});
afterAll(() => database.drop());

it.each([
  ["text, whatever its case", "maëlle", "things", "note"],
  ["JSON, however deep", "0612345678", "things", "facts"],
  ["a date", "2011-09-01", "things", "born"],
  ["bytes of UTF-8", "rue Basse", "things", "bytes"],
  ["bytes of Latin-1", "été", "things", "bytes"],
  ["an array", "Zoé", "things", "names"],
  ["a table with an odd name", "a reason", "Odd name", "a column"],
])("finds what was planted in %s, once", async (_, planted, table, column) => {
  expect(await textsContaining(database.url, "kept", ["what nobody wrote", planted])).toEqual([{ table, column, planted }]);
});

it("does not answer for a schema without tables", async () => {
  await expect(textsContaining(database.url, "keptt", ["Zoé"])).rejects.toThrow("no table");
});
