import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { asc, eq } from "drizzle-orm";
import { integer, pgSchema, primaryKey, text } from "drizzle-orm/pg-core";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Connection, connect } from "./connection.ts";
import { reseal } from "./reseal.ts";
import { openFrom, sealed, sealFor } from "./sealed.ts";

const schema = pgSchema("toy");
const persons = schema.table("persons", { id: integer().primaryKey(), identity: sealed<{ readonly name: string }>().notNull(), home: sealed<string>() });
const notes = schema.table(
  "notes",
  { personId: integer().notNull(), rank: integer().notNull(), kind: text().notNull(), note: sealed<string>({ boundTo: ["personId", "kind"] }).notNull() },
  (table) => [primaryKey({ columns: [table.personId, table.rank] })],
);

let database: TestDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await freshDatabase("sealed", async (url) => {
    const { client, close } = connect({ url, name: "toy", max: 1 });
    await client`create schema toy`;
    await client`create table toy.persons (id integer primary key, identity bytea not null, home bytea)`;
    await client`create table toy.notes (person_id integer, rank integer, kind text not null, note bytea not null, primary key (person_id, rank))`;
    await close();
  });
  connection = connect({ url: database.url, name: "toy" });
});
afterEach(async () => {
  useDevelopmentKeys();
  await connection.close();
  await database.drop();
});

const person = (id: number) => ({ id, identity: sealFor(persons.identity, { id }, { name: `Maëlle ${id}` }), home: id % 2 ? sealFor(persons.home, { id }, `${id}, rue Basse`) : null });
const note = (personId: number, rank: number) => ({ personId, rank, kind: `kind ${rank}`, note: sealFor(notes.note, { personId, kind: `kind ${rank}` }, `of ${personId}, ${rank}`) });

it("keeps values that the database cannot read, each for its own row and column", async () => {
  await connection.db.insert(persons).values([person(1), person(2)]);
  const [first, second] = await connection.db.select().from(persons).orderBy(asc(persons.id));
  expect(openFrom(persons.identity, first!, first!.identity)).toEqual({ name: "Maëlle 1" });
  expect(openFrom(persons.home, first!, first!.home!)).toBe("1, rue Basse");
  expect(() => openFrom(persons.identity, second!, first!.identity)).toThrow("changed or moved");
  const [row] = await connection.client`select encode(identity, 'escape') as text from toy.persons where id = 1`;
  expect(row!["text"]).not.toContain("Ma");
});

it("asks for the whole name of the row", () => {
  expect(() => sealFor(notes.note, { personId: 1 }, "of nobody")).toThrow("bound to kind");
});

it("seals everything anew under another key, once, and nothing else is needed then", async () => {
  const { db } = connection;
  await db.insert(persons).values(Array.from({ length: 1_203 }, (_, id) => person(id)));
  await db.insert(notes).values(Array.from({ length: 7 }, (_, n) => note(n % 3, n)));
  const document = JSON.parse(DEVELOPMENT_KEYS) as { keys: Record<string, string> };
  const second = randomBytes(32).toString("base64");
  useKeyring(readKeyring(JSON.stringify({ ...document, current: 2, keys: { ...document.keys, 2: second } })));
  await db.insert(persons).values(person(5_000));

  const steps: number[] = [];
  const done = await reseal(db, [persons, notes], (progress) => steps.push(progress.resealed));
  expect(done).toEqual([
    { table: "persons", column: "identity", resealed: 1_203 },
    { table: "persons", column: "home", resealed: 601 },
    { table: "notes", column: "note", resealed: 7 },
  ]);
  expect(steps).toEqual([500, 1_000, 1_203, 500, 601, 7]);
  expect((await reseal(db, [persons, notes])).every((one) => one.resealed === 0)).toBe(true);

  useKeyring(readKeyring(JSON.stringify({ ...document, current: 2, keys: { 2: second } })));
  const all = await db.select().from(persons);
  expect(all.map((row) => openFrom(persons.identity, row, row.identity).name).toSorted()).toEqual(all.map(({ id }) => `Maëlle ${id}`).toSorted());
  const [one] = await db.select().from(notes).where(eq(notes.rank, 4));
  expect(openFrom(notes.note, one!, one!.note)).toBe("of 1, 4");
});
