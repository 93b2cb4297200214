import { type Connection, connect, connectSql, type Sql } from "@stages/database/connection.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Bus } from "./bus.ts";
import { BUSES, eventsIn } from "./buses-under-test.ts";
import { MissedEventsError, startConsumer } from "./consumer.ts";
import { type DomainEvent, domainEvent } from "./contracts.ts";
import { cursorOf } from "./cursor.ts";
import { forget } from "./forget.ts";
import { startLiveFeed } from "./live-feed.ts";
import { tell } from "./outbox.ts";
import { startRelay } from "./relay.ts";
import { createToy, toyTables } from "./toy-messaging.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");
describe.each(BUSES)("over $name,", (kind) => {
beforeAll(() => kind.begin());
afterAll(() => kind.end());

const tables = toyTables;

let database: TestDatabase;
let connection: Connection;
let sql: Sql;
let bus: Bus;
const running: { stop(): Promise<void> }[] = [];
const failures: unknown[] = [];

beforeEach(async () => {
  database = await freshDatabase("horizon", createToy);
  connection = connect({ url: database.url, name: "toy", max: 5 });
  sql = connectSql({ url: database.url, name: "toy", max: 5 });
  bus = await kind.open(database.url, (error) => failures.push(error));
  failures.length = 0;
});

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop();
  await bus.stop();
  await sql.end();
  await connection.close();
  await database.drop();
});

const keep = <T extends { stop(): Promise<void> }>(started: T): T => {
  running.push(started);
  return started;
};
const daysAgo = (days: number) => NOW.subtract({ hours: 24 * days });
const changed = (days: number) => domainEvent("ActorChanged", "key", { subject: "someone" }, daysAgo(days)) as DomainEvent;
const closed = (days: number) => domainEvent("OfferClosed", "key", { offerId: newId("offer"), status: "CLOSED" }, daysAgo(days)) as DomainEvent;
const logged = async () => (await eventsIn(bus)).map(({ position }) => position);
const forgetting = (options: { now?: Temporal.Instant; dryRun?: boolean; batch?: number; daysOf?: (type: string) => number } = {}) => kind.forgetOldEvents(database.url, { now: NOW, ...options });
const feed = async () => keep(await startLiveFeed({ bus, types: ["ActorChanged", "OfferClosed"], onFailure: (error) => failures.push(error) }));
const consumer = (now: () => Temporal.Instant, onEvent: () => void = () => {}) =>
  keep(startConsumer({ name: "toy", db: connection.db, tables, bus, handlers: { ActorChanged: async () => onEvent() }, now, onApplied: () => {}, onFailure: (error) => failures.push(error) }));

describe("the log forgets", () => {
  it("what is past its thirty days, and nothing after something that stays, of the same type", async () => {
    await bus.publish([changed(40), closed(31), changed(30), changed(35), closed(29)]);
    expect(await forgetting({ dryRun: true })).toEqual({ rows: 2, waitsFor: [] });
    await expect.poll(logged).toEqual([1, 2, 3, 4, 5]);
    expect(await forgetting({ batch: 1 })).toEqual({ rows: 2, waitsFor: [] });
    await expect.poll(logged).toEqual([3, 4, 5]);
    expect([await bus.horizon(["ActorChanged"]), await bus.horizon(["OfferClosed"]), await bus.horizon(["ActorChanged", "OfferClosed"])]).toEqual([1, 2, 2]);
  });

  it("ephemeral events after a day, without moving the horizon of the others", async () => {
    await bus.publish([closed(5), changed(5), changed(0)]);
    await forgetting({ daysOf: (type) => (type === "ActorChanged" ? 1 : 30) });
    await expect.poll(logged).toEqual([1, 3]);
    expect([await bus.horizon(["OfferClosed"]), await bus.horizon(["ActorChanged"])]).toEqual([0, 2]);
    const live = await feed();
    expect((await (await live.follow("OfferClosed", cursorOf(bus.log, 0), ({ position }) => position)).next()).value).toBe(1);
  });

  it("once, when two do it at the same time", async () => {
    await bus.publish(Array.from({ length: 40 }, () => changed(40)));
    const both = await Promise.all([forgetting({ batch: 3 }), forgetting({ batch: 3 })]);
    expect(both.reduce((sum, { rows }) => sum + rows, 0)).toBe(40);
    expect(await bus.horizon(["ActorChanged"])).toBe(40);
  });

  it("nothing that a consumer seen these last days has still to hear, and says for whom it waits", async () => {
    await bus.publish([changed(40), changed(40), closed(40)]);
    await bus.register({ name: "late", types: ["ActorChanged"], position: 1, at: daysAgo(6) });
    expect(await forgetting()).toEqual({ rows: 2, waitsFor: ["late"] });
    await expect.poll(logged).toEqual([2]);
  });

  it("what a consumer that has not come back for a week never heard, which it is told on its return", async () => {
    await bus.publish([changed(40)]);
    await bus.register({ name: "toy", types: ["ActorChanged"], position: 0, at: daysAgo(8) });
    expect(await forgetting()).toEqual({ rows: 1, waitsFor: [] });
    consumer(() => NOW);
    await expect.poll(() => failures, { timeout: 30_000 }).toEqual([expect.any(MissedEventsError)]);
    await bus.publish([changed(0)]);
    await expect.poll(async () => (await sql`select from toy.inbox`).length, { timeout: 30_000 }).toBe(1);
  });

  it("nothing that is missed by a consumer which is running, nor by one that has heard it all", async () => {
    await bus.publish([changed(40), closed(40), closed(40)]);
    const hearing = consumer(() => NOW);
    await expect.poll(async () => (await sql`select from toy.inbox`).length, { timeout: 30_000 }).toBe(1);
    await hearing.stop();
    await bus.register({ name: "toy", types: ["ActorChanged"], position: 1, at: NOW });
    expect(await forgetting()).toEqual({ rows: 3, waitsFor: [] });
    consumer(() => NOW);
    await bus.publish([changed(0)]);
    await expect.poll(async () => (await sql`select from toy.inbox`).length, { timeout: 30_000 }).toBe(2);
    expect(failures).toEqual([]);
  });
});

describe("a cursor", () => {
  it("from before the horizon of its type is refused when the stream opens; one at the horizon has missed nothing", async () => {
    await bus.publish([changed(40), changed(40), changed(1)]);
    await forgetting();
    const live = await feed();
    await expect(live.follow("ActorChanged", cursorOf(bus.log, 1), ({ position }) => position)).rejects.toMatchObject({ extensions: { code: "CURSOR_TOO_OLD" } });
    await expect(live.follow("ActorChanged", cursorOf(bus.log, 0), ({ position }) => position)).rejects.toMatchObject({ extensions: { code: "CURSOR_TOO_OLD" } });
    expect((await (await live.follow("ActorChanged", cursorOf(bus.log, 2), ({ position }) => position)).next()).value).toBe(3);
  });

  it("that the log forgets under its reader is refused, where reading the log alone would skip in silence", async () => {
    await bus.publish([changed(40), changed(40), changed(1)]);
    const live = await feed();
    const followed = await live.follow("ActorChanged", cursorOf(bus.log, 0), ({ position }) => position);
    await forgetting();
    await expect.poll(async () => (await bus.read(0, ["ActorChanged"], 10)).map(({ position }) => position)).toEqual([3]);
    await expect(followed.next()).rejects.toMatchObject({ extensions: { code: "CURSOR_TOO_OLD" } });
  });
});

describe("forgetting someone", () => {
  const [mia, noe] = [newId("student"), newId("student")];
  const assigned = (studentId: typeof mia) => domainEvent("ReferentTeacherAssigned", studentId, { studentId, teacherId: newId("person") }, NOW) as DomainEvent;

  it("deletes from the outbox and the log what tells of them, and of nobody else; the horizon stays", async () => {
    await bus.publish([assigned(mia), assigned(noe), changed(1)]);
    await connection.db.transaction((tx) => tell(tx, tables, [assigned(noe), assigned(mia)]));
    expect(await connection.db.transaction((tx) => forget(tx, tables, [uuidOf(mia)]))).toEqual({ outbox: 1, setAside: 0, log: kind.name === "PostgreSQL" ? 1 : 0 });
    await expect.poll(logged).toEqual([2, 3]);
    expect(await sql`select about from toy.outbox`).toEqual([{ about: uuidOf(noe) }]);
    expect(await bus.horizon(["ReferentTeacherAssigned"])).toBe(0);
    expect(await connection.db.transaction((tx) => forget(tx, tables, []))).toEqual({ outbox: 0, setAside: 0, log: 0 });
  });

  it("misses none on its way from the outbox to the log", async () => {
    const relay = keep(startRelay({ name: "toy", db: connection.db, tables, bus, now: () => NOW, onFailure: (error) => failures.push(error) }));
    for (let round = 0; round < 20; round++) {
      await connection.db.transaction((tx) => tell(tx, tables, Array.from({ length: 20 }, () => assigned(mia))));
      relay.wake();
      await connection.db.transaction((tx) => forget(tx, tables, [uuidOf(mia)]));
      expect(await sql`select about from toy.outbox`).toHaveLength(0);
      await expect.poll(logged).toEqual([]);
    }
    expect(failures).toEqual([]);
  });

  it("is for whoever was given it alone", async () => {
    await expect(
      sql.begin(async (tx) => {
        await tx`create role toy_nobody nologin`;
        await tx`grant usage on schema bus to toy_nobody`;
        await tx`set local role toy_nobody`;
        await tx`select bus.forget('{}')`;
      }),
    ).rejects.toThrow(/permission denied for function forget/);
  });
});
});
