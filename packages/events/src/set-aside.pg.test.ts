import { type Connection, connect, connectSql, type Sql, type Transaction } from "@stages/database/connection.ts";
import { newId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { textsContaining } from "@stages/testing/texts-of-schema.ts";
import { sql as raw } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Bus, LoggedEvent } from "./bus.ts";
import { startConsumer } from "./consumer.ts";
import { type DomainEvent, domainEvent, type EventType } from "./contracts.ts";
import { forget } from "./forget.ts";
import { startLiveFeed } from "./live-feed.ts";
import { NewerEventError } from "./logged-event.ts";
import { tell } from "./outbox.ts";
import { postgresBus } from "./postgres-bus.ts";
import { startRelay } from "./relay.ts";
import { drop, EventSetAside, listSetAside, replay } from "./set-aside.ts";
import { createToy, toyTables as tables } from "./toy-messaging.ts";
import { UPCASTS } from "./versions.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");
const WAIT = { timeout: 30_000 };

let database: TestDatabase;
let connection: Connection;
let sql: Sql;
let bus: Bus;
const running: { stop(): Promise<void> }[] = [];
const failures: unknown[] = [];
const onFailure = (error: unknown) => void failures.push(error);

beforeEach(async () => {
  database = await freshDatabase("set_aside", createToy);
  connection = connect({ url: database.url, name: "toy", max: 10 });
  sql = connectSql({ url: database.url, name: "test", max: 3 });
  bus = postgresBus(database.url);
  failures.length = 0;
});

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop();
  await bus.stop();
  await sql.end();
  await connection.close();
  await database.drop();
  delete (UPCASTS as { ActorChanged?: unknown }).ActorChanged;
});

const keep = <T extends { stop(): Promise<void> }>(started: T): T => {
  running.push(started);
  return started;
};
const changed = (key: string, about?: StudentId) => domainEvent("ActorChanged", key, { subject: `subject of ${key}`, ...(about && { about }) }, NOW) as DomainEvent;
const effect = (tx: Transaction, { id, key }: DomainEvent) => tx.execute(raw`insert into toy.effects values (${id}::uuid, ${key})`);
type Handle = (tx: Transaction, event: DomainEvent) => Promise<unknown>;
const handlersOf = (handle: Handle) => ({ ActorChanged: async (tx: Transaction, event: DomainEvent) => void (await handle(tx, event)) });
const consumer = (handle: Handle = effect, more: { contendedTries?: number; sideBySide?: readonly EventType[] } = {}) =>
  keep(startConsumer({ ...more, name: "toy", db: connection.db, tables, bus, handlers: handlersOf(handle), now: () => NOW, onApplied: () => {}, onFailure }));
const relay = (into: Bus = bus) => keep(startRelay({ name: "toy", db: connection.db, tables, bus: into, now: () => NOW, onFailure }));
const effects = async () => (await sql<{ key: string }[]>`select key from toy.effects order by n`).map(({ key }) => key);
const aside = async () => (await listSetAside(connection.db, tables)).map(({ key, why, side }) => `${key} ${why} ${side}`);
const again = (id: string, handle: Handle = effect) => replay(connection.db, tables, handlersOf(handle), id, NOW);
const broken: Handle = (tx, event) => (event.key.startsWith("poison") ? Promise.reject(new Error("cannot be applied")) : effect(tx, event));
const tellAll = (events: readonly DomainEvent[]) => connection.db.transaction((tx) => tell(tx, tables, events));
const logged = async () => (await sql<{ key: string }[]>`select key from bus.events order by position`).map(({ key }) => key);

describe("an event whose handler fails because of the moment", () => {
  it.each<[string, Handle]>([
    ["the server shuts down", (tx) => tx.execute(raw`do $$ begin raise exception using errcode = '57P01'; end $$`)],
    ["PostgreSQL asks to begin again", (tx) => tx.execute(raw`do $$ begin raise exception using errcode = '40001'; end $$`)],
    ["of a deadlock", (tx) => tx.execute(raw`do $$ begin raise exception using errcode = '40P01'; end $$`)],
    ["what it needs is not there yet", () => Promise.reject(refused("TRY_AGAIN"))],
  ])("is applied in the end, and never set aside: %s", async (_, fail) => {
    let failing = 5;
    consumer((tx, event) => (failing-- > 0 ? fail(tx, event) : effect(tx, event)));
    await bus.publish([changed("a"), changed("b")]);
    await expect.poll(effects, WAIT).toEqual(["a", "b"]);
    expect(await aside()).toEqual([]);
  });

  it("is told from one that fails as often by itself, which is set aside: the control", async () => {
    let failing = 5;
    consumer((tx, event) => (failing-- > 0 ? Promise.reject(new Error("by itself")) : effect(tx, event)));
    await bus.publish([changed("a"), changed("b")]);
    await expect.poll(effects, WAIT).toEqual(["b"]);
    expect(await aside()).toEqual(["a FAILED HEARD"]);
  });

  it("is set aside when that goes on for too long, so that nothing waits behind it", async () => {
    consumer((tx, event) => (event.key === "a" ? Promise.reject(refused("TRY_AGAIN")) : effect(tx, event)), { contendedTries: 5 });
    await bus.publish([changed("a"), changed("b")]);
    await expect.poll(effects, WAIT).toEqual(["b"]);
    expect(await aside()).toEqual(["a FAILED HEARD"]);
  });
});

describe("events that are applied side by side", () => {
  const together = (handle: Handle, sideBySide: readonly EventType[] = ["ActorChanged"]) => consumer(handle, { sideBySide });
  /** Whoever is behind applies several together. */
  const behind = async (...keys: readonly string[]) => {
    await bus.publish(keys.map((key) => changed(key)));
    return keys;
  };
  const mostAtOnce = async (sideBySide: readonly EventType[]) => {
    let now = 0;
    let most = 0;
    await behind("a", "b", "c", "d");
    together(async (tx, event) => {
      most = Math.max(most, (now += 1));
      await effect(tx, event);
      now -= 1;
    }, sideBySide);
    await expect.poll(effects, WAIT).toHaveLength(4);
    return most;
  };

  it("do not wait for each other", async () => expect(await mostAtOnce(["ActorChanged"])).toBe(4));
  it("do where their type does not say so: the control", async () => expect(await mostAtOnce([])).toBe(1));

  it("keep the order of one object", async () => {
    await behind("a", "b", "a", "c", "b", "a");
    let heard = 0;
    together(async (tx, event) => {
      // The first of each takes longest.
      await tx.execute(raw`select pg_sleep(${heard++ < 3 ? 0.05 : 0})`);
      await tx.execute(raw`insert into toy.effects values (${event.id}::uuid, ${event.key})`);
    });
    await expect.poll(effects, WAIT).toHaveLength(6);
    const log = await sql<{ key: string; event_id: string }[]>`select key, event_id from bus.events order by position`;
    const applied = await sql<{ key: string; event_id: string }[]>`select key, event_id from toy.effects order by n`;
    for (const key of ["a", "b", "c"]) expect(applied.filter((one) => one.key === key)).toEqual(log.filter((one) => one.key === key));
  });

  it.each<[string, Handle]>([
    ["before it asks anything", () => Promise.reject(new Error("cannot be applied"))],
    ["by a statement, of which PostgreSQL refuses all the others' that come after", (tx) => tx.execute(raw`select 1 / 0`)],
    ["after its effect", async (tx, event) => {
      await effect(tx, event);
      throw new Error("cannot be applied");
    }],
  ])("each once, and the one that fails aside: it fails %s", async (_, fail) => {
    await behind("a", "b", "poison", "c", "poison", "d");
    // Slower than the one that fails: they go on when it has failed.
    together(async (tx, event) => {
      if (event.key === "poison") return fail(tx, event);
      await tx.execute(raw`select pg_sleep(0.01)`);
      return effect(tx, event);
    });
    await expect.poll(aside, WAIT).toEqual(["poison FAILED HEARD", "poison FAILED HEARD"]);
    await expect.poll(async () => (await effects()).toSorted(), WAIT).toEqual(["a", "b", "c", "d"]);
  });
});

describe("an event that is set aside", () => {
  const setAside = async (...events: DomainEvent[]) => {
    const stopped = consumer(broken);
    await bus.publish(events);
    await expect.poll(aside, WAIT).toHaveLength(events.length);
    await stopped.stop();
  };

  it("is told to whoever runs the platform, and keeps its content sealed", async () => {
    const event = changed("poison");
    await setAside(event);
    expect(failures.at(-1)).toBeInstanceOf(EventSetAside);
    expect((failures.at(-1) as Error).message).toBe(`toy has set aside ActorChanged ${event.id}, and goes on without it`);
    expect(await listSetAside(connection.db, tables)).toMatchObject([{ eventId: event.id, type: "ActorChanged", version: 1, reason: "Error: cannot be applied", tries: 3 }]);
    expect(await textsContaining(database.url, "toy", ["subject of"])).toEqual([]);
  });

  it("is applied once when it is replayed by several at once, with the payload that was told", async () => {
    const event = changed("poison");
    await setAside(event);
    const heard: unknown[] = [];
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => again(event.id, (tx, told) => (heard.push(told.payload), effect(tx, told)))));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(["APPLIED", "GONE", "GONE", "GONE", "GONE"]);
    expect(heard).toEqual([event.payload]);
    expect(await effects()).toEqual(["poison"]);
    // And heard again from an old position, it has no effect any more.
    await sql`update toy.bus_cursor set position = 0`;
    consumer();
    await bus.publish([changed("after")]);
    await expect.poll(effects, WAIT).toEqual(["poison", "after"]);
    expect(await sql`select failure from toy.inbox where failure is not null`).toEqual([]);
  });

  it("stays, with the new reason and one try more, when it fails again; and waits when others are in the way", async () => {
    const event = changed("poison");
    await setAside(event);
    expect(await again(event.id, () => Promise.reject(new Error("still not")))).toEqual({ outcome: "FAILED", reason: "Error: still not" });
    expect(await listSetAside(connection.db, tables)).toMatchObject([{ reason: "Error: still not", tries: 4 }]);
    expect(await again(event.id, () => Promise.reject(refused("TRY_AGAIN")))).toEqual({ outcome: "LATER" });
    expect(await aside()).toHaveLength(1);
    expect(await again(event.id)).toEqual({ outcome: "APPLIED" });
  });

  it("can be dropped, and the inbox keeps why", async () => {
    const event = changed("poison");
    await setAside(event);
    expect(await drop(connection.db, tables, event.id, "l'offre n'existe plus")).toBe(true);
    expect(await drop(connection.db, tables, event.id, "encore")).toBe(false);
    expect(await again(event.id)).toEqual({ outcome: "GONE" });
    expect(await sql`select failure from toy.inbox`).toEqual([{ failure: "dropped: l'offre n'existe plus" }]);
  });

  it("goes with the person it tells of", async () => {
    const [mia, noe] = [newId("student"), newId("student")];
    await setAside(changed("poison of Mia", mia), changed("poison of Noé", noe));
    expect(await connection.db.transaction((tx) => forget(tx, tables, [uuidOf(mia)]))).toEqual({ outbox: 0, setAside: 1, log: 1 });
    expect(await aside()).toEqual(["poison of Noé FAILED HEARD"]);
  });
});

describe("an event told in a version that is not known yet", () => {
  const newer = async (...events: DomainEvent[]) => {
    await bus.publish(events.map((event) => ({ ...event, version: 2 })));
  };
  const upgrade = () => Object.assign(UPCASTS, { ActorChanged: [(older: object) => older] });

  it("waits with what follows of the same object, and both are applied in their order by a process that knows it", async () => {
    const old = consumer();
    await newer(changed("a"));
    await bus.publish([changed("b"), changed("a"), changed("c")]);
    await expect.poll(effects, WAIT).toEqual(["b", "c"]);
    expect(await aside()).toEqual(["a NEWER HEARD", "a BEHIND HEARD"]);
    await old.stop();
    upgrade();
    const seen: number[] = [];
    consumer((tx, event) => (seen.push(event.version), effect(tx, event)));
    await expect.poll(effects, WAIT).toEqual(["b", "c", "a", "a"]);
    expect(seen).toEqual([2, 2]);
    expect(await aside()).toEqual([]);
  });

  it("is applied by the one of two replicas that knows it, each once and those of one object in order", async () => {
    // The older one, as it would be in a process of its own: it reads the same log and knows no version 2.
    const sealedOf = async (id: string) => (await sql<{ payload: Uint8Array }[]>`select payload from bus.events where event_id = ${id}`)[0]!.payload;
    const unread = async (event: LoggedEvent) => ({ ...event, payload: null as never, unread: { why: "NEWER" as const, sealed: await sealedOf(event.id), about: null, error: new NewerEventError("ActorChanged", 2) } });
    const newerIds = new Set<string>();
    const older: Bus = { ...bus, read: async (...asked) => Promise.all((await bus.read(...asked)).map(async (event) => (newerIds.has(event.id) ? await unread(event) : event))) };
    upgrade();
    const events = Array.from({ length: 60 }, (_, n) => ({ ...changed(`key_${n % 5}`), version: n % 7 === 3 ? 2 : 1 }));
    for (const { id, version } of events) if (version === 2) newerIds.add(id);
    for (const read of [older, bus]) keep(startConsumer({ name: "toy", db: connection.db, tables, bus: read, handlers: handlersOf(effect), now: () => NOW, onApplied: () => {}, onFailure }));
    for (const event of events) await bus.publish([event]);
    await expect.poll(async () => (await effects()).length, WAIT).toBe(60);
    for (const key of new Set(events.map((event) => event.key))) {
      const told = events.filter((event) => event.key === key).map(({ id }) => id);
      const applied = (await sql<{ event_id: string }[]>`select event_id from toy.effects where key = ${key} order by n`).map(({ event_id }) => event_id);
      expect(applied).toEqual(told);
    }
    expect(await aside()).toEqual([]);
  });

  it("ends a live stream before it, so that who follows takes it up again elsewhere", async () => {
    const feed = keep(await startLiveFeed({ bus, types: ["ActorChanged"], onFailure }));
    const followed = await feed.follow("ActorChanged", null, (event) => event.key);
    await bus.publish([changed("before")]);
    await newer(changed("a"));
    expect(await followed.next()).toEqual({ done: false, value: "before" });
    await expect(followed.next()).rejects.toThrow("ActorChanged was told in version 2, and this process knows it up to 1");
  });
});

describe("an event whose content cannot be opened", () => {
  it("is set aside, hidden from live streams, and applied by the next process that can open it", async () => {
    const event = changed("sealed elsewhere");
    await bus.publish([event]);
    const [{ payload }] = (await sql`select payload from bus.events`) as unknown as [{ payload: Uint8Array }];
    const bytes = (value: Uint8Array) => Buffer.from(value).toString("hex");
    await sql`update bus.events set payload = decode(${bytes(Buffer.from(payload).fill(0, 20))}, 'hex')`;
    const old = consumer();
    const feed = keep(await startLiveFeed({ bus, types: ["ActorChanged"], onFailure }));
    const followed = await feed.follow("ActorChanged", "0", ({ key }) => key);
    await bus.publish([changed("after")]);
    await expect.poll(effects, WAIT).toEqual(["after"]);
    expect(await followed.next()).toEqual({ done: false, value: "after" });
    expect(await aside()).toEqual(["sealed elsewhere UNREADABLE HEARD"]);
    expect(await again(event.id)).toMatchObject({ outcome: "FAILED" });
    await old.stop();
    await sql`update toy.set_aside set payload = decode(${bytes(payload)}, 'hex')`;
    consumer();
    await expect.poll(effects, WAIT).toEqual(["after", "sealed elsewhere"]);
    expect(await aside()).toEqual([]);
  });
});

describe("the relay", () => {
  it("sets aside what it cannot open, lets the rest leave, and sends it again when it is replayed", async () => {
    await tellAll([changed("a"), changed("broken"), changed("b")]);
    const [{ payload }] = (await sql`select payload from toy.outbox where key = 'broken'`) as unknown as [{ payload: Uint8Array }];
    const bytes = Buffer.from(payload).toString("hex");
    await sql`update toy.outbox set payload = decode(${"00".repeat(40)}, 'hex') where key = 'broken'`;
    relay();
    await expect.poll(logged, WAIT).toEqual(["a", "b"]);
    expect(await aside()).toEqual(["broken UNREADABLE TOLD"]);
    const [{ eventId }] = (await listSetAside(connection.db, tables)) as unknown as [{ eventId: string }];
    expect(await again(eventId)).toMatchObject({ outcome: "FAILED" });
    await sql`update toy.set_aside set payload = decode(${bytes}, 'hex')`;
    expect(await again(eventId)).toEqual({ outcome: "TOLD" });
    await expect.poll(logged, WAIT).toEqual(["a", "b", "broken"]);
  });

  const refusing = (isRefused: (event: DomainEvent) => boolean): Bus => ({
    ...bus,
    publish: (events) => (events.some(isRefused) ? Promise.reject(new Error("the bus does not take it")) : bus.publish(events)),
  });

  it("sets aside what the bus refuses while it takes others", async () => {
    await tellAll([changed("a"), changed("too large"), changed("b")]);
    relay(refusing(({ key }) => key === "too large"));
    await expect.poll(logged, WAIT).toEqual(["a", "b"]);
    await expect.poll(aside, WAIT).toEqual(["too large FAILED TOLD"]);
  });

  it("keeps everything while the bus takes nothing, and tells it in its order once it does", async () => {
    let isAway = true;
    await tellAll([changed("a"), changed("b"), changed("c")]);
    relay(refusing(() => isAway));
    await expect.poll(() => failures.length, WAIT).toBeGreaterThan(5);
    expect(await aside()).toEqual([]);
    isAway = false;
    await expect.poll(logged, WAIT).toEqual(["a", "b", "c"]);
  });
});
