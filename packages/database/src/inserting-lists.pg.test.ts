import { newId } from "@stages/kernel/ids.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { asc, sql } from "drizzle-orm";
import { bigint, boolean, pgSchema, smallint, text } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { instant, typeId, uai } from "./columns.ts";
import { connect, type Connection, MOST_PARAMETERS } from "./connection.ts";
import { insertingLists } from "./inserting-lists.ts";
import { sealed, sealFor } from "./sealed.ts";

const things = pgSchema("listed").table("things", {
  rank: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  id: typeId("event").notNull().unique(),
  ownerId: typeId("person"),
  schoolUai: uai(),
  name: text().notNull(),
  isSeen: boolean().notNull(),
  size: smallint(),
  seenAt: instant(),
  secret: sealed<{ readonly word: string }>({ boundTo: ["id"] }),
});

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
  connection = connect({ url: database.url, name: "test", max: 2 });
  await connection.db.execute(sql`create schema listed`);
  await connection.db.execute(sql`create table listed.things (rank bigint primary key generated always as identity, id uuid not null unique, owner_id uuid, school_uai text, name text not null, is_seen boolean not null, size smallint, seen_at timestamptz(6), secret bytea)`);
});
beforeEach(async () => void (await connection.db.execute(sql`truncate listed.things restart identity`)));
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const insert = insertingLists(things, ["id", "ownerId", "schoolUai", "name", "isSeen", "size", "seenAt", "secret"], sql`on conflict do nothing returning id`);
const aThing = (name: string, index: number) => {
  const id = newId("event");
  return {
    id, name, isSeen: index % 2 === 0,
    ownerId: index % 3 === 0 ? null : newId("person"),
    schoolUai: index % 3 === 0 ? null : ("0190010H" as never),
    size: index % 4 === 0 ? null : index,
    seenAt: index % 5 === 0 ? null : Temporal.Instant.from("2027-02-01T10:00:00.123456Z"),
    secret: index % 2 === 0 ? null : sealFor(things.secret, { id }, { word: name }),
  };
};
const WORDS = ["", "NULL", "null", "à l'étage", 'he said "yes", {and} no\\maybe\\', "two\nlines\tand a tab", "{}", ",", " "];

describe("an insert of rows as lists", () => {
  it.each([1, WORDS.length, MOST_PARAMETERS * 4])("writes %i of them as drizzle does", async (count) => {
    const rows = Array.from({ length: count }, (_, index) => aThing(WORDS[index % WORDS.length]!, index));
    expect(await connection.db.transaction((tx) => insert(tx, rows))).toBe(count);
    const listed = await connection.db.select().from(things).orderBy(asc(things.rank));
    await connection.db.execute(sql`truncate listed.things restart identity`);
    await connection.db.insert(things).values(rows);
    expect(listed).toEqual(await connection.db.select().from(things).orderBy(asc(things.rank)));
    expect(listed).toHaveLength(count);
  });

  it("says how many came back, and does nothing for none", async () => {
    const [one, other] = [aThing("one", 1), aThing("other", 2)];
    expect(await insert(connection.db, [])).toBe(0);
    expect(await insert(connection.db, [one])).toBe(1);
    expect(await insert(connection.db, [one, other])).toBe(1);
  });
});
