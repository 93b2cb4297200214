import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instant } from "./columns.ts";
import { connect, type Connection, connectSql, type Sql } from "./connection.ts";
import { purge, purgeable, type Purged } from "./purge.ts";
import { dated, type Retention, withParent } from "./retention.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");
const schema = pgSchema("toy");
const parents = schema.table("parents", { id: uuid().primaryKey(), at: instant().notNull(), note: text() });
const children = schema.table("children", { id: uuid().primaryKey(), parentId: uuid().notNull() });
const grandchildren = schema.table("grandchildren", { childId: uuid().notNull() });

const words = { what: "Quelque chose", why: "parce que" };
const retention: Retention = [
  dated(parents, { ...words, from: { label: "l'instant", at: parents.at }, term: { days: 10 } }),
  withParent(children, { ...words, parent: parents, by: children.parentId }),
  withParent(grandchildren, { ...words, parent: children, by: grandchildren.childId }),
];
const options = { retention, campaignEnds: new Map(), now: NOW, batch: 10 };

let database: TestDatabase;
let connection: Connection;
let sql: Sql;

beforeEach(async () => {
  database = await freshDatabase("purge", async (url) => {
    const client = connectSql({ url, name: "toy", max: 1 });
    await client.unsafe(`
      create schema toy;
      create table toy.parents (id uuid primary key, at timestamptz not null, note text);
      create table toy.children (id uuid primary key, parent_id uuid not null);
      create table toy.grandchildren (child_id uuid not null);
      insert into toy.parents select gen_random_uuid(), timestamptz '2027-04-01' + n * interval '1 minute' from generate_series(1, 95) n;
      insert into toy.parents select gen_random_uuid(), '2027-04-30' from generate_series(1, 5);
      insert into toy.children select gen_random_uuid(), id from toy.parents, generate_series(1, 3);
      insert into toy.grandchildren select id from toy.children, generate_series(1, 2);`);
    await client.end();
  });
  connection = connect({ url: database.url, name: "toy", max: 5 });
  sql = connectSql({ url: database.url, name: "toy", max: 3 });
});

afterEach(async () => {
  await sql.end();
  await connection.close();
  await database.drop();
});

const counts = async () => {
  const [row] = await sql`select (select count(*)::int from toy.parents) as parents, (select count(*)::int from toy.children) as children, (select count(*)::int from toy.grandchildren) as grandchildren`;
  return row;
};
const orphans = () => sql`
  select from toy.children c where not exists (select from toy.parents p where p.id = c.parent_id)
  union all select from toy.grandchildren g where not exists (select from toy.children c where c.id = g.child_id)`;

const ALL = [{ table: "toy.children", rows: 285 }, { table: "toy.grandchildren", rows: 570 }, { table: "toy.parents", rows: 95 }];

describe("the purge", () => {
  it("goes batch by batch through what hangs on what, as the dry run said", async () => {
    expect(await purgeable(connection.db, options)).toEqual(ALL);
    expect(await counts()).toEqual({ parents: 100, children: 300, grandchildren: 600 });
    const progress: number[] = [];
    expect(await purge(connection.db, { ...options, onProgress: ({ table, rows }) => void (table === "toy.parents" && progress.push(rows)) })).toEqual(ALL);
    expect(progress).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 95]);
    expect(await counts()).toEqual({ parents: 5, children: 15, grandchildren: 30 });
    expect(await orphans()).toHaveLength(0);
  });

  it("stopped after any batch leaves no half of anything, and goes on the next time", async () => {
    const stopAt = (most: number) => ({ table, rows }: Purged) => {
      if (table === "toy.parents" && rows >= most) throw new Error("stopped");
    };
    for (const left of [70, 40]) {
      await expect(purge(connection.db, { ...options, onProgress: stopAt(30) })).rejects.toThrow("stopped");
      expect(await orphans()).toHaveLength(0);
      expect(await counts()).toEqual({ parents: left, children: left * 3, grandchildren: left * 6 });
    }
    await purge(connection.db, options);
    expect(await counts()).toEqual({ parents: 5, children: 15, grandchildren: 30 });
  });

  it("deletes each row once when two run at once", async () => {
    const both = (await Promise.all([purge(connection.db, options), purge(connection.db, options)])).flat();
    expect(both.filter(({ table }) => table === "toy.grandchildren").reduce((sum, { rows }) => sum + rows, 0)).toBe(570);
    expect(await counts()).toEqual({ parents: 5, children: 15, grandchildren: 30 });
  });

  it("leaves for the next time a row that someone holds, and does not wait", async () => {
    await sql.begin(async (tx) => {
      await tx`select from toy.parents where at = (select min(at) from toy.parents) for update`;
      expect((await purge(connection.db, options)).find(({ table }) => table === "toy.parents")).toEqual({ table: "toy.parents", rows: 94 });
    });
    expect((await purge(connection.db, options)).find(({ table }) => table === "toy.parents")).toEqual({ table: "toy.parents", rows: 1 });
    expect(await orphans()).toHaveLength(0);
  });

  it("would leave orphans without the line of a child: looking for them finds them", async () => {
    await purge(connection.db, { ...options, retention: retention.slice(0, 2) });
    expect(await orphans()).toHaveLength(570);
  });
});
