import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nanos } from "@nats-io/transport-node";
import { type Connection, connect, connectSql, type Sql } from "@stages/database/connection.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { type NatsUnderTest, startNats } from "@stages/testing/nats-under-test.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BusUnreachableError } from "./bus-unreachable.ts";
import { eventsIn } from "./buses-under-test.ts";
import { startConsumer } from "./consumer.ts";
import { type DomainEvent, domainEvent } from "./contracts.ts";
import { cursorOf } from "./cursor.ts";
import { forget } from "./forget.ts";
import { startLiveFeed } from "./live-feed.ts";
import type { Bus } from "./bus.ts";
import { pull } from "./nats-consumer.ts";
import { openBus } from "./open-bus.ts";
import { openNatsStream } from "./nats-stream.ts";
import { anyEvent } from "./nats-subject.ts";
import { createToy, toyTables as tables } from "./toy-messaging.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");

let nats: NatsUnderTest;
let database: TestDatabase;
let connection: Connection;
let sql: Sql;
let failures: unknown[];
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  nats = await startNats();
});
afterAll(() => nats.stop());

beforeEach(async () => {
  database = await freshDatabase("nats", createToy);
  connection = connect({ url: database.url, name: "toy", max: 5 });
  sql = connectSql({ url: database.url, name: "toy", max: 2 });
  failures = [];
});

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop();
  await sql.end();
  await connection.close();
  await database.drop();
});

const keep = <T extends { stop(): Promise<void> }>(started: T): T => {
  running.push(started);
  return started;
};
const open = async (natsUrl: string | null = nats.url) => keep(await openBus({ databaseUrl: database.url, natsUrl }, { label: "test", onFailure: (error) => failures.push(error) }));
const openStream = async () => {
  const stream = await openNatsStream({ databaseUrl: database.url, natsUrl: nats.url, label: "test" });
  keep({ stop: () => stream.close() });
  return stream;
};
const anEvent = (key = "key") => domainEvent("ActorChanged", key, { subject: key }, NOW) as DomainEvent;
const heard: string[] = [];
const consumer = (bus: Bus) => {
  heard.length = 0;
  return keep(startConsumer({ name: "toy", db: connection.db, tables, bus, handlers: { ActorChanged: async (_, { id }) => void heard.push(id) }, now: () => NOW, onApplied: () => {}, onFailure: (error) => failures.push(error) }));
};

describe("a log longer than memory", () => {
  it("is read from its beginning in order, with what comes meanwhile, by whoever begins there and by whoever goes on", async () => {
    const other = (n: number) => domainEvent("OfferClosed", String(n), { offerId: newId("offer"), status: "CLOSED" }, NOW) as DomainEvent;
    const told = Array.from({ length: 9_000 }, (_, n) => (n % 3 === 0 ? other(n) : anEvent()));
    const writing = await open();
    await writing.publish(told);
    const reading = await open();
    const late = [anEvent(), anEvent()];
    const seen: string[] = [];
    for (let position = 0; ; ) {
      const events = await reading.read(position, ["ActorChanged"], 700);
      if (events.length === 0) break;
      if (seen.length === 700) await reading.publish(late);
      seen.push(...events.map(({ id }) => id));
      position = events.at(-1)!.position;
    }
    expect(seen).toEqual([...told.filter(({ type }) => type === "ActorChanged"), ...late].map(({ id }) => id));
    const middle = (await writing.read(0, ["OfferClosed"], 1_000)).at(-1)!;
    expect((await reading.read(middle.position, ["OfferClosed"], 1))[0]!.key).toBe(String(Number(middle.key) + 3));
  });
});

describe("what is forgotten while someone reads it", () => {
  it("is not waited for: a consumer counts it among what is to come", async () => {
    const bus = await open();
    const stream = await openStream();
    await bus.publish(Array.from({ length: 520 }, () => anEvent()));
    const messages = pull(stream, 1);
    const read: number[] = [];
    for await (const { seq } of messages) {
      read.push(seq);
      // As many as it asks for at once: the rest is still to be asked for.
      if (read.length === 500) await stream.manager.streams.purge(stream.name, { filter: anyEvent(stream.root) });
    }
    expect(read).toHaveLength(500);
    // Those of readings of students go one by one as they are heard, some long after they were told.
    const told = Array.from({ length: 12 }, () => anEvent());
    await bus.publish(told);
    await sql`insert into bus.to_forget ${sql(told.slice(0, 6).map(({ id }) => ({ event_id: id })))}`;
    await expect.poll(async () => (await eventsIn(await open())).map(({ id }) => id)).toEqual(told.slice(6).map(({ id }) => id));
  });
});

describe("an event", () => {
  it("is logged once, also by a relay that was away for longer than ids are remembered, where an id alone would log it again", async () => {
    const bus = await open();
    const stream = await openStream();
    const info = await stream.manager.streams.info(stream.name);
    await stream.manager.streams.update(stream.name, { ...info.config, duplicate_window: nanos(100) });
    const [first, second] = [anEvent(), anEvent()];
    await bus.publish([first, second]);
    const naively = () => stream.js.publish(`${stream.root}.naive._.key.0`, new Uint8Array(), { msgID: "control" });
    await naively();
    await expect.poll(async () => (await naively()).duplicate).toBe(false);
    await bus.publish([first, second, anEvent()]);
    expect((await eventsIn(bus)).filter(({ id }) => id === first.id || id === second.id)).toHaveLength(2);
  });

  it("keeps its place among those of its publisher when one before it is lost, and they are sent again", async () => {
    const bus = await open();
    const events = Array.from({ length: 20 }, () => anEvent());
    // The tenth went alone, by a relay that stopped before it heard so.
    await bus.publish(events.slice(0, 5));
    await Promise.all([bus.publish(events), (await open()).publish(Array.from({ length: 20 }, () => anEvent("other")))]);
    expect((await eventsIn(bus)).filter(({ key }) => key === "key").map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    // Those of another publisher come when they come.
    await expect.poll(async () => (await eventsIn(bus)).length).toBe(40);
  });
});

describe("another log", () => {
  it("is heard from its beginning by who heard PostgreSQL's, and what was applied is not applied again", async () => {
    const [before, after] = [anEvent(), anEvent()];
    const old = await open(null);
    const first = consumer(old);
    await old.publish([before]);
    await expect.poll(() => heard).toEqual([before.id]);
    await first.stop();
    const bus = await open();
    consumer(bus);
    // Told again by a relay that was stopped in between.
    await bus.publish([before, after]);
    await expect.poll(() => heard).toEqual([after.id]);
    expect((await sql`select consumer from toy.bus_cursor order by consumer`).map(({ consumer: name }) => name)).toEqual(["toy", `toy@${bus.log}`]);
  });

  it("is what a stream that was lost and made anew is: cursors of the first are refused, who follows is let go, consumers begin again", async () => {
    const bus = await open();
    consumer(bus);
    const feed = keep(await startLiveFeed({ bus, types: ["ActorChanged"], onFailure: (error) => failures.push(error) }));
    await bus.publish([anEvent(), anEvent(), anEvent()]);
    await expect.poll(() => heard.length).toBe(3);
    const followed = await feed.follow("ActorChanged", null, ({ id }) => id);
    const cursor = cursorOf(bus.log, 1);
    const lost = bus.log;
    const stream = await openStream();
    await stream.manager.streams.delete(stream.name);
    for await (const _ of followed);
    await expect.poll(() => bus.log).not.toBe(lost);
    await expect(feed.follow("ActorChanged", cursor, ({ id }) => id)).rejects.toMatchObject({ extensions: { code: "CURSOR_TOO_OLD" } });
    const anew = anEvent();
    await expect.poll(() => bus.publish([anew]).then(() => true, () => false)).toBe(true);
    await expect.poll(() => heard.at(-1)).toBe(anew.id);
  });
});

describe("while NATS is away", () => {
  it("nothing is told as done, what was asked waits, and it is said once; what is to be forgotten is, when it is back, from its disk too", async () => {
    const mia = newId("student");
    const about = () => domainEvent("ReferentTeacherAssigned", mia, { studentId: mia, teacherId: newId("person") }, NOW) as DomainEvent;
    const bus = await open();
    const other = await open();
    const [kept, gone] = [anEvent(), about()];
    await bus.publish([kept, gone, about()]);
    await expect.poll(async () => (await eventsIn(other)).length).toBe(3);
    const stream = await openStream();
    const sealed: Buffer[] = [];
    for await (const { data } of pull(stream, 2)) sealed.push(Buffer.from(data));
    expect(sealed.map((bytes) => onDisk(bytes))).toEqual([true, true]);

    await nats.kill("n1");
    await expect.poll(() => bus.publish([anEvent()]).catch((error: unknown) => error)).toBeInstanceOf(BusUnreachableError);
    const again = await Promise.all([bus.publish([anEvent()]).catch((error: unknown) => error), bus.head().catch((error: unknown) => error)]);
    expect(again[0]).toBeInstanceOf(BusUnreachableError);
    expect(again[1]).toBe(again[0]);
    await connection.db.transaction((tx) => forget(tx, tables, [uuidOf(mia)]));
    await nats.start("n1");

    await expect.poll(async () => (await eventsIn(bus)).map(({ id }) => id)).toEqual([kept.id]);
    await expect.poll(async () => (await eventsIn(other)).map(({ id }) => id)).toEqual([kept.id]);
    await expect.poll(() => sealed.map((bytes) => onDisk(bytes))).toEqual([false, false]);
    expect(await sql`select from bus.to_forget`).toHaveLength(0);
    expect(new Set(failures).size).toBeLessThanOrEqual(2);
  });

  const onDisk = (bytes: Buffer) => readdirSync(nats.folder, { recursive: true, withFileTypes: true }).some((file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(bytes));
});
