import { type Connection, connect, connectSql, type Sql, type Write, writer } from "@stages/database/connection.ts";
import { sql as raw } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { FAILING_STATEMENTS, PLANTED_PARTS } from "@stages/testing/failing-statements.ts";
import { textsContaining } from "@stages/testing/texts-of-schema.ts";
import type { Bus } from "./bus.ts";
import { BUSES, eventsIn } from "./buses-under-test.ts";
import { type Consumer, startConsumer } from "./consumer.ts";
import { type DomainEvent, domainEvent } from "./contracts.ts";
import { cursorOf } from "./cursor.ts";
import { startLiveFeed } from "./live-feed.ts";
import { tell } from "./outbox.ts";
import { type Relay, startRelay } from "./relay.ts";
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
let write: Write;
const running: { stop(): Promise<void> }[] = [];
const failures: unknown[] = [];

beforeEach(async () => {
  database = await freshDatabase("events", createToy);
  connection = connect({ url: database.url, name: "toy", max: 20 });
  sql = connectSql({ url: database.url, name: "toy", max: 20 });
  bus = await kind.open(database.url, (error) => failures.push(error));
  write = writer(connection.db, () => {});
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
const relay = (): Relay => keep(startRelay({ name: "toy", db: connection.db, tables, bus, now: () => NOW, onFailure: (error) => failures.push(error) }));
const anEvent = (key = "student_1") => domainEvent("ActorChanged", key, { subject: key }, NOW) as DomainEvent;
const progress = (key: string, occurredAt = NOW) =>
  domainEvent("ClassListImportProgressed", key, { importId: key, schoolUai: "0190010H" as never, state: "READING", read: 0, enrolled: 0, total: null }, occurredAt) as DomainEvent;
const logged = async () => (await eventsIn(bus)).map(({ id }) => id);
const pause = (ms: number) => sql`select pg_sleep(${ms / 1000})`;

function consumer(onEvent: (key: string) => void = () => {}): Consumer {
  return keep(
    startConsumer({
      name: "toy",
      db: connection.db,
      tables,
      bus,
      handlers: {
        ActorChanged: async (tx, event) => {
          onEvent(event.key);
          await tx.execute(raw`insert into toy.effects values (${event.id}::uuid, ${event.key})`);
        },
      },
      now: () => NOW,
      onApplied: () => {},
      onFailure: (error) => failures.push(error),
    }),
  );
}
const effects = async () => (await sql<{ event_id: string; key: string }[]>`select event_id, key from toy.effects`).map(({ event_id, key }) => ({ id: event_id, key }));

describe("the outbox", () => {
  it("tells nothing of a transaction that is rolled back", async () => {
    relay();
    await expect(
      write(async (tx) => {
        await tell(tx, tables, [anEvent()]);
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    const told = anEvent();
    await write((tx) => tell(tx, tables, [told]));
    await expect.poll(logged, { timeout: 30_000 }).toEqual([told.id]);
  });

  it("loses no event of writers that commit in another order than they began, where a cursor on ids does", async () => {
    relay();
    const naive = { last: 0, seen: [] as string[], stopped: false };
    const naively = async () => {
      while (!naive.stopped) {
        const rows = await sql<{ id: string; event_id: string }[]>`select id, event_id from toy.naive where id > ${naive.last} order by id`;
        for (const { id, event_id } of rows) {
          naive.seen.push(event_id);
          naive.last = Number(id);
        }
      }
    };
    await sql`create table toy.naive (id bigint generated always as identity, event_id uuid)`;
    const reading = naively();
    const events = Array.from({ length: 200 }, (_, n) => anEvent(`student_${n % 7}`));
    await Promise.all(
      events.map((event, n) =>
        write(async (tx) => {
          await tell(tx, tables, [event]);
          await tx.execute(raw`insert into toy.naive (event_id) values (${event.id}::uuid)`);
          await tx.execute(raw`select pg_sleep(${(n % 5) / 100})`);
        }),
      ),
    );
    await expect.poll(async () => (await logged()).length, { timeout: 30_000 }).toBe(200);
    expect(new Set(await logged())).toEqual(new Set(events.map(({ id }) => id)));
    await pause(50);
    naive.stopped = true;
    await reading;
    expect(naive.seen.length).toBeLessThan(200);
  });

  it("is relayed once when two replicas relay together, and the events of one object keep their order", async () => {
    const told: string[] = [];
    for (let n = 0; n < 300; n++) {
      const event = anEvent("student_1");
      told.push(event.id);
      await write((tx) => tell(tx, tables, [event]));
    }
    relay();
    relay();
    await expect.poll(async () => (await logged()).length, { timeout: 30_000 }).toBe(300);
    expect(await logged()).toEqual(told);
    expect(failures).toEqual([]);
  });
});

describe("the bus", () => {
  it("makes positions visible in their order, whatever the publishers", async () => {
    const seen: number[] = [];
    let last = 0;
    let done = false;
    const reading = (async () => {
      while (!done) {
        for (const { position } of await bus.read(last, ["ActorChanged"], 1_000)) {
          seen.push(position);
          last = position;
        }
      }
    })();
    await Promise.all(Array.from({ length: 60 }, () => bus.publish([anEvent(), anEvent(), anEvent()])));
    await expect.poll(() => seen.length, { timeout: 30_000 }).toBe(180);
    done = true;
    await reading;
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("logs an event once, however often it is published", async () => {
    const event = anEvent();
    await Promise.all([bus.publish([event]), bus.publish([event]), bus.publish([event, anEvent()])]);
    expect((await logged()).filter((id) => id === event.id)).toHaveLength(1);
  });
});

describe("a consumer", () => {
  it("applies each event once when it starts again from an old position", async () => {
    const events = [anEvent("a"), anEvent("b"), anEvent("c")];
    await bus.publish(events);
    const first = consumer();
    await expect.poll(async () => (await effects()).length, { timeout: 30_000 }).toBe(3);
    await first.stop();
    await sql`update toy.bus_cursor set position = 0`;
    consumer();
    await bus.publish([anEvent("d")]);
    await expect.poll(async () => (await effects()).map(({ key }) => key), { timeout: 30_000 }).toEqual(["a", "b", "c", "d"]);
  });

  it("that is behind applies several in one transaction, in their order, and sets aside alone the one among them that fails", async () => {
    const keys = Array.from({ length: 60 }, (_, n) => (n === 30 ? "poison" : `key ${n}`));
    const events = keys.map((key) => anEvent(key));
    await bus.publish(events);
    keep(
      startConsumer({
        name: "toy", db: connection.db, tables, bus, now: () => NOW, onApplied: () => {}, onFailure: (error) => failures.push(error),
        handlers: {
          ActorChanged: async (tx, event) => {
            if (event.key === "poison") throw new Error("cannot be applied");
            await tx.execute(raw`insert into toy.effects values (${event.id}::uuid, ${event.key})`);
          },
        },
      }),
    );
    await expect.poll(async () => (await effects()).length, { timeout: 30_000 }).toBe(59);
    expect((await effects()).map(({ key }) => key)).toEqual(keys.filter((key) => key !== "poison"));
    const [{ transactions }] = (await sql`select count(distinct xmin::text)::int as transactions from toy.effects`) as unknown as [{ transactions: number }];
    // 25, the 5 before the one that fails, 25 and 4 behind it.
    expect(transactions).toBe(4);
    expect(await sql`select failure from toy.inbox where failure is not null`).toEqual([{ failure: "FAILED" }]);
  });

  it("sets an event aside after three failures, with its reason, and goes on with what follows", async () => {
    let tries = 0;
    const poison = anEvent("poison");
    consumer((key) => {
      if (key !== "poison") return;
      tries += 1;
      throw new Error("cannot be applied");
    });
    await bus.publish([anEvent("before"), poison, anEvent("after")]);
    await expect.poll(async () => (await effects()).map(({ key }) => key), { timeout: 30_000 }).toEqual(["before", "after"]);
    expect(tries).toBe(3);
    const [aside] = await sql`select why, reason, tries from toy.set_aside where event_id = ${poison.id}`;
    expect(aside).toEqual({ why: "FAILED", reason: "Error: cannot be applied", tries: 3 });
  });
});

describe.each(Object.entries(FAILING_STATEMENTS))("an event set aside by a statement with its parameter in PostgreSQL's %s", (_, fail) => {
  it("keeps the reason without the parameter, which it would tell in clear", async () => {
    const poison = anEvent("poison");
    keep(
      startConsumer({
        name: "toy", db: connection.db, tables, bus, handlers: { ActorChanged: (tx) => fail(tx) }, now: () => NOW, onApplied: () => {}, onFailure: (error) => failures.push(error),
      }),
    );
    await bus.publish([poison]);
    const reason = await vi.waitFor(async () => {
      const [aside] = await sql<{ failure: string }[]>`select reason as failure from toy.set_aside where event_id = ${poison.id}`;
      return aside!.failure;
    }, { timeout: 30_000 });
    expect(reason).toMatch(/^DrizzleQueryError: .*\$1.* ; caused by PostgresError: (23505|22P02), /);
    expect(await textsContaining(database.url, "toy", PLANTED_PARTS)).toEqual([]);
    // The control: the error that was handed on says it.
    expect(((failures.at(-1) as Error).cause as Error).message).toContain(PLANTED_PARTS[0]);
  });
});

describe("the live feed", () => {
  it("gives what was missed, then what comes, none missed and none twice, while events keep coming", async () => {
    const before = [anEvent(), anEvent(), anEvent()];
    await bus.publish(before);
    const start = (await bus.read(0, ["ActorChanged"], 1))[0]!.position;
    const feed = keep(await startLiveFeed({ bus, types: ["ActorChanged"], onFailure: (error) => failures.push(error) }));
    const later = Array.from({ length: 50 }, () => anEvent());
    const publishing = (async () => {
      for (const event of later) await bus.publish([event]);
    })();
    const followed = await feed.follow("ActorChanged", cursorOf(bus.log, start), (event) => event.id);
    const seen: string[] = [];
    for await (const id of followed) if (seen.push(id) === 52) break;
    await publishing;
    expect(seen).toEqual([...before.slice(1), ...later].map(({ id }) => id));
  });

  it("does not give again what another replica, further on in the log, has given", async () => {
    const woken: (() => void)[] = [];
    const lagging: Bus = { ...bus, onArrival: (listener) => (woken.push(listener), () => {}) };
    const feed = keep(await startLiveFeed({ bus: lagging, types: ["ActorChanged"], onFailure: (error) => failures.push(error) }));
    const [first, second, third] = [anEvent(), anEvent(), anEvent()];
    await bus.publish([first, second]);
    const seen = (await bus.read(0, ["ActorChanged"], 10)).at(-1)!.position;
    const next = (await feed.follow("ActorChanged", cursorOf(bus.log, seen), (event) => event.id)).next();
    const naive = (await feed.follow("ActorChanged", null, (event) => event.id)).next();
    await bus.publish([third]);
    for (const wake of woken) wake();
    expect(await next).toEqual({ done: false, value: third.id });
    // The control: this feed was still before them.
    expect(await naive).toEqual({ done: false, value: first.id });
  });

  it("gives only what is chosen, and ends at once for who leaves while it waits", async () => {
    const feed = keep(await startLiveFeed({ bus, types: ["ActorChanged"], onFailure: (error) => failures.push(error) }));
    const followed = await feed.follow("ActorChanged", null, ({ payload }) => (payload.subject === "mine" ? payload.subject : null));
    const first = followed.next();
    await bus.publish([anEvent("other"), anEvent("mine")]);
    expect(await first).toEqual({ done: false, value: "mine" });
    const waiting = followed.next();
    await followed.return!();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
  it("gives who follows one thing what is about it, from the log and live, and nothing else to look at", async () => {
    const looked: string[] = [];
    const feed = keep(await startLiveFeed({ bus, types: ["ActorChanged"], onFailure: (error) => failures.push(error) }));
    const mine = await feed.follow("ActorChanged", null, ({ key }) => (looked.push(key), key), { keys: ["mine"] });
    const everything = await feed.follow("ActorChanged", null, ({ key }) => key);
    await bus.publish([anEvent("other"), anEvent("mine"), anEvent("third")]);
    expect(await everything.next()).toMatchObject({ value: "other" });
    expect(await mine.next()).toMatchObject({ value: "mine" });
    expect(looked).toEqual(["mine"]);
  });

  it("lets go of what waits for a slow follower, and gives it again from the log: nothing missed, nothing twice", async () => {
    let isForgotten = false;
    const forgetful: Bus = { ...bus, horizon: async (types) => (isForgotten ? Number.MAX_SAFE_INTEGER : bus.horizon(types)) };
    const bounded = keep(await startLiveFeed({ bus: forgetful, types: ["ActorChanged"], onFailure: (error) => failures.push(error), mostWaiting: 5 }));
    const naive = keep(await startLiveFeed({ bus: forgetful, types: ["ActorChanged"], onFailure: (error) => failures.push(error), mostWaiting: Infinity }));
    const [slow, slower, unbounded] = await Promise.all([bounded, bounded, naive].map((feed) => feed.follow("ActorChanged", null, (event) => event.id)));
    const watches = await Promise.all([bounded, naive].map((feed) => feed.follow("ActorChanged", null, (event) => event.id)));
    const events = Array.from({ length: 40 }, () => anEvent());
    const ids = events.map(({ id }) => id);
    const takeAll = async (from: AsyncIterable<string>) => {
      const taken: string[] = [];
      for await (const id of from) if (taken.push(id) === ids.length) break;
      return taken;
    };
    // Those who keep up tell that all of it was handed out.
    const keptUp = watches.map(takeAll);
    for (const event of events) await bus.publish([event]);
    for (const taken of await Promise.all(keptUp)) expect(taken).toEqual(ids);

    expect(await takeAll(slow!)).toEqual(ids);
    // The control: what the log has forgotten, an unbounded queue still holds. A bounded one does not.
    isForgotten = true;
    expect(await takeAll(unbounded!)).toEqual(ids);
    await expect(takeAll(slower!)).rejects.toMatchObject({ extensions: { code: "CURSOR_TOO_OLD" } });
  });
});

describe("news of work under way", () => {
  it("is found by its newest, and forgotten after its time, without a fact being lost or a position drawn twice", async () => {
    const fact = anEvent();
    const [first, second, other, recent] = [progress("a"), progress("a"), progress("b"), progress("a", NOW.add({ hours: 30 }))];
    await bus.publish([fact, first, second, other]);
    expect(await bus.newest("ClassListImportProgressed", "a")).toMatchObject({ id: second.id });
    expect(await bus.newest("ClassListImportProgressed", "nothing")).toBeNull();
    const before = await bus.head();
    await bus.publish([recent]);
    await kind.forgetOldEvents(database.url, { now: NOW.add({ hours: 48 }) });
    await expect.poll(logged).toEqual([fact.id, recent.id]);
    await kind.forgetOldEvents(database.url, { now: NOW.add({ hours: 96 }) });
    await expect.poll(logged).toEqual([fact.id]);
    await bus.publish([progress("c")]);
    expect((await bus.newest("ClassListImportProgressed", "c"))!.position).toBeGreaterThan(before);
  });
});
});
