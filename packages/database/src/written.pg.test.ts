import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { asc, sql } from "drizzle-orm";
import { bigint, pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { instant, typeId } from "./columns.ts";
import { readByKeys } from "./compiled.ts";
import { connect, type Connection, MOST_PARAMETERS, type Transaction } from "./connection.ts";
import { databaseUnder, SETTINGS } from "./standing.ts";
import { inserting, writing } from "./written.ts";

const things = pgSchema("written").table("things", {
  rank: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  id: typeId("event").notNull().unique(),
  ownerId: typeId("person"),
  name: text().notNull(),
  seenAt: instant(),
  other: uuid(),
});

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
  connection = connect({ url: database.url, name: "test", max: 2 });
  await connection.db.execute(sql`create schema written`);
  await connection.db.execute(sql`create table written.things (rank bigint primary key generated always as identity, id uuid not null unique, owner_id uuid, name text not null, seen_at timestamptz(6), other uuid)`);
});
beforeEach(async () => void (await connection.db.execute(sql`truncate written.things restart identity`)));
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const insert = inserting(things);
const insertUnlessKnown = inserting(things, (asked) => asked.onConflictDoNothing().returning({ id: things.id }));
const rename = writing((db, value) => db.update(things).set({ name: value("name"), ownerId: value("ownerId") }).where(sql`${things.id} = ${value("id")}::uuid`).returning({ id: things.id }));
const find = readByKeys(things.id, (db, among) => db.select().from(things).where(among));
const aThing = (name: string) => ({ id: newId("event"), ownerId: newId("person"), name, seenAt: Temporal.Instant.from("2027-02-01T10:00:00.123456Z"), other: null });
const all = () => connection.db.select().from(things).orderBy(asc(things.rank));
const manyMore = MOST_PARAMETERS;

describe("a write whose text is made once", () => {
  it.each([1, 2, manyMore])("inserts %i rows as drizzle does, nulls and what is left out among them", async (count) => {
    const rows = Array.from({ length: count }, (_, index) => aThing(`thing ${index}`));
    await connection.db.transaction((tx) => insert(tx, rows));
    expect(await all()).toEqual(rows.map((row, index) => ({ ...row, rank: index + 1 })));
    const { ownerId: _, seenAt: __, ...bare } = aThing("bare");
    await connection.db.transaction((tx) => insert(tx, [bare]));
    expect((await all()).at(-1)).toMatchObject({ name: "bare", ownerId: null, seenAt: null });
  });

  it("does nothing for no rows", async () => {
    expect(await connection.db.transaction((tx) => insert(tx, []))).toBe(0);
  });

  it("says how many rows came back", async () => {
    const one = aThing("one");
    expect(await connection.db.transaction((tx) => insertUnlessKnown(tx, [one]))).toBe(1);
    expect(await connection.db.transaction((tx) => insertUnlessKnown(tx, [one]))).toBe(0);
    const other = newId("person");
    expect(await connection.db.transaction((tx) => rename(tx, { id: uuidOf(one.id), name: "another", ownerId: other }))).toBe(1);
    expect(await connection.db.transaction((tx) => rename(tx, { id: uuidOf(newId("event")), name: "nobody's", ownerId: null }))).toBe(0);
    expect(await all()).toMatchObject([{ name: "another", ownerId: other }]);
  });
});

describe.each([
  ["a transaction", <T>(work: (tx: Transaction) => Promise<T>) => connection.db.transaction(work)],
  ["a transaction under a standing", <T>(work: (tx: Transaction) => Promise<T>) => databaseUnder(connection.client, SETTINGS.map((name) => (name === "role" ? "none" : ""))).transaction(work)],
])("what is asked side by side in %s", (_, within) => {
  /** Each sees what the one before it wrote, or fails. The first time nothing is prepared yet. */
  it.each(["first", "second", "third"])("runs in the order in which it was asked, the %s time", async () => {
    const [one, ...many] = [aThing("one"), ...Array.from({ length: manyMore }, (_, index) => aThing(`many ${index}`))];
    const id = uuidOf(one!.id);
    const seen = await within((tx) =>
      Promise.all([
        insert(tx, [one!]),
        find(tx, [one!.id]),
        rename(tx, { id, name: "renamed", ownerId: null }),
        insert(tx, many),
        find(tx, [one!.id]),
        rename(tx, { id, name: "at last", ownerId: null }),
        find(tx, many.map((row) => row.id)),
      ]),
    );
    expect([seen[1], seen[4]].map(([row]) => row!.name)).toEqual(["one", "renamed"]);
    expect([seen[2], seen[5], seen[6].length]).toEqual([1, 1, many.length]);
    expect((await all()).map(({ name }) => name).toSorted()).toEqual(["at last", ...many.map(({ name }) => name)].toSorted());
  });

  it("is undone whole, and tells the first failure, when one of them fails", async () => {
    const [one, other] = [aThing("one"), aThing("other")];
    const failing = within((tx) => Promise.all([insert(tx, [other]), insert(tx, [one]), insert(tx, [one]), rename(tx, { id: uuidOf(one.id), name: "renamed", ownerId: null })]));
    await expect(failing).rejects.toMatchObject({ code: "23505" });
    expect(await all()).toEqual([]);
  });
});
