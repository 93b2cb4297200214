import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { eq, sql } from "drizzle-orm";
import { integer, pgTable, text, varchar } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readByKeys, readersBy } from "./compiled.ts";
import { civilDate } from "./columns.ts";
import { connect, type Connection } from "./connection.ts";

const stages = pgTable("stages", { id: integer().primaryKey(), hostName: text().notNull(), firstDay: civilDate().notNull(), note: text() });
const visits = pgTable("visits", { code: varchar({ length: 40 }).notNull(), stageId: integer().notNull(), by: text() });

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
  connection = connect({ url: database.url, name: "test", max: 2 });
  const { db } = connection;
  await db.execute(sql`create table stages (id integer primary key, host_name text not null, first_day date not null, note text)`);
  await db.execute(sql`create table visits (code varchar(40) not null, stage_id integer not null, by text)`);
  await db.insert(stages).values([1, 2, 3].map((id) => ({ id, hostName: `Atelier ${id}`, firstDay: Temporal.PlainDate.from("2027-06-14").add({ days: id }), note: id === 2 ? "à l'étage" : null })));
  await db.insert(visits).values([{ code: 'a "b", {c}\\', stageId: 1, by: null }, { code: "", stageId: 3, by: "Mme Roy" }, { code: "null", stageId: 3, by: null }]);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

/** As drizzle itself answers the same. */
const asDrizzle = <Row>(query: PromiseLike<readonly Row[]>) => Promise.resolve(query);

describe("what is read by keys", () => {
  const read = readByKeys(stages.id, (db, among) => db.select().from(stages).where(among).orderBy(stages.id));

  it("is what drizzle reads, whatever the number of keys, in and out of a transaction", async () => {
    const { db } = connection;
    const all = await asDrizzle(db.select().from(stages).orderBy(stages.id));
    expect(all).toHaveLength(3);
    expect(await read(db, [3, 1, 2])).toEqual(all);
    expect(await read(db, [2])).toEqual(all.slice(1, 2));
    expect(await read(db, [])).toEqual([]);
    expect(await read(db, [99])).toEqual([]);
    expect(await db.transaction((tx) => read(tx, [1, 3]))).toEqual([all[0], all[2]]);
  });

  it("takes keys for what they are, whatever is written in them", async () => {
    const byCode = readByKeys(visits.code, (db, among) => db.select({ code: visits.code }).from(visits).where(among).orderBy(visits.code));
    expect(await byCode(connection.db, ['a "b", {c}\\', "", "null", "}','x"])).toEqual([{ code: "" }, { code: 'a "b", {c}\\' }, { code: "null" }]);
  });

  it("of two tables is what drizzle reads, and null where the second has nothing", async () => {
    const { db } = connection;
    const columns = { stage: stages, visit: { by: visits.by, stageId: visits.stageId }, day: stages.firstDay, length: sql<number>`length(${stages.hostName})` };
    const whole = { stage: stages, visit: visits };
    const nullFirst = readByKeys(stages.id, (db, among) => db.select(columns).from(stages).leftJoin(visits, eq(visits.stageId, stages.id)).where(among).orderBy(stages.id, visits.code));
    const joined = readByKeys(stages.id, (db, among) => db.select(whole).from(stages).leftJoin(visits, eq(visits.stageId, stages.id)).where(among).orderBy(stages.id, visits.code));
    const inner = readByKeys(stages.id, (db, among) => db.select(whole).from(stages).innerJoin(visits, eq(visits.stageId, stages.id)).where(among).orderBy(stages.id, visits.code));
    expect(await nullFirst(db, [1, 2, 3])).toEqual(await asDrizzle(db.select(columns).from(stages).leftJoin(visits, eq(visits.stageId, stages.id)).orderBy(stages.id, visits.code)));
    const found = await joined(db, [1, 2, 3]);
    expect(found).toEqual(await asDrizzle(db.select(whole).from(stages).leftJoin(visits, eq(visits.stageId, stages.id)).orderBy(stages.id, visits.code)));
    expect(found.map(({ visit }) => visit?.code ?? null)).toEqual(['a "b", {c}\\', null, "", "null"]);
    expect(await inner(db, [1, 2, 3])).toEqual(await asDrizzle(db.select(whole).from(stages).innerJoin(visits, eq(visits.stageId, stages.id)).orderBy(stages.id, visits.code)));
  });

  it("takes other values, and its keys where a function wants them", async () => {
    const later = readByKeys(stages.id, (db, among, { keys, value }) => db.select({ id: stages.id, asked: sql<number>`cardinality(${keys}::integer[])` }).from(stages).where(sql`${among} and ${stages.firstDay} > ${value("day")}::date`).orderBy(stages.id));
    expect(await later(connection.db, [1, 2, 3], { day: "2027-06-15" })).toEqual([{ id: 2, asked: 3 }, { id: 3, asked: 3 }]);
  });

  it("is opened, by one column or another", async () => {
    const by = readersBy((db, among) => db.select().from(stages).where(among).orderBy(stages.id), ({ hostName }) => hostName);
    expect([await by(stages.id)(connection.db, [1]), await by(stages.note)(connection.db, ["à l'étage"])]).toEqual([["Atelier 1"], ["Atelier 2"]]);
  });
});
