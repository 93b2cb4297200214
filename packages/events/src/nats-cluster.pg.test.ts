import { jetstreamManager } from "@nats-io/jetstream";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { isFullSize } from "@stages/testing/full-size.ts";
import { type NatsUnderTest, startNats } from "@stages/testing/nats-under-test.ts";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Bus } from "./bus.ts";
import { eventsIn } from "./buses-under-test.ts";
import { type DomainEvent, domainEvent } from "./contracts.ts";
import { cursorOf } from "./cursor.ts";
import { startLiveFeed } from "./live-feed.ts";
import { natsBus } from "./nats-bus.ts";
import { pull } from "./nats-consumer.ts";
import { connectNats, type NatsStream, openNatsStream } from "./nats-stream.ts";
import { migrateBus } from "./postgres-bus.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");
const PUBLISHERS = 3;
/** A new leader takes from four to nine seconds, of which these tests have few. */
const KILLS = isFullSize ? 5 : 1;
const PATIENCE = { timeout: 60_000, interval: 50 };

let cluster: NatsUnderTest;
let database: TestDatabase;
let stream: NatsStream;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  cluster = await startNats(3);
  database = await freshDatabase("nats_cluster", migrateBus);
  // Servers that are ready have still to find one another, and choose who leads.
  stream = await openNatsStream({ databaseUrl: database.url, natsUrl: cluster.url, label: "test" });
});

afterAll(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop();
  await stream?.close();
  await cluster?.stop();
  await database?.drop();
});

const openBus = async (): Promise<Bus> => {
  const bus = await natsBus({ databaseUrl: database.url, natsUrl: cluster.url, onFailure: () => {} });
  running.push(bus);
  return bus;
};
const standing = () => stream.manager.streams.info(stream.name);
const anEvent = (key: string, n: number) => domainEvent("ActorChanged", key, { subject: String(n) }, NOW) as DomainEvent;

it("is written by three servers", async () => {
  expect((await standing()).config.num_replicas).toBe(3);
});

it("loses nothing, doubles nothing and keeps the order of each key when the leader is killed under load, where who does not wait for an answer loses", { timeout: 300_000 }, async () => {
  const told = new Map<string, string[]>();
  let stopped = false;
  let naive = 0;

  const naively = async () => {
    for (; !stopped; naive++) {
      stream.connection.publish(`${stream.root}.naive._.key.${String(naive).padStart(32, "0")}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  /** As a relay: the same batch again until it is known to be logged. */
  const publishing = async (publisher: number, bus: Bus) => {
    for (let n = 0; !stopped; ) {
      const batch = Array.from({ length: 10 }, () => anEvent(`${publisher} ${n % 3}`, n++));
      for (;;) {
        try {
          await bus.publish(batch);
          break;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
      for (const { key, id } of batch) told.set(key, [...(told.get(key) ?? []), id]);
    }
  };

  const hearing = await openBus();
  const feed = await startLiveFeed({ bus: hearing, types: ["ActorChanged"], onFailure: () => {} });
  running.push(feed);
  const heard = new Map<string, string[]>();
  const positions = new Map<string, number>();
  let heardCount = 0;
  const followed = await feed.follow("ActorChanged", cursorOf(hearing.log, 0), ({ key, id, position }) => ({ key, id, position }));
  const following = (async () => {
    for await (const { key, id, position } of followed) {
      positions.set(id, position);
      heard.set(key, [...(heard.get(key) ?? []), id]);
      heardCount += 1;
    }
  })();

  const loads = [naively(), ...(await Promise.all(Array.from({ length: PUBLISHERS }, openBus))).map((bus, n) => publishing(n, bus))];
  const more = async (count: number) => {
    const until = heardCount + count;
    await vi.waitFor(() => expect(heardCount).toBeGreaterThanOrEqual(until), PATIENCE);
  };
  const killed: string[] = [];
  for (let n = 0; n < KILLS; n++) {
    await more(100);
    const leader = (await standing()).cluster!.leader!;
    killed.push(leader);
    await cluster.kill(leader);
    await more(100);
    await cluster.start(leader);
    if (n + 1 < KILLS) await vi.waitFor(async () => expect((await standing()).cluster!.replicas!.every(({ current }) => current)).toBe(true), PATIENCE);
  }
  stopped = true;
  await Promise.all(loads);

  const count = [...told.values()].flat().length;
  await vi.waitFor(() => expect(heardCount).toBeGreaterThanOrEqual(count), PATIENCE);
  await feed.stop();
  await following;
  expect(heard).toEqual(told);
  // Whoever reads it later, from whichever server, finds each at the same place.
  expect(new Map((await eventsIn(await openBus())).map(({ id, position }) => [id, position]))).toEqual(positions);
  let arrived = 0;
  for await (const _ of pull(stream, 1, { filter: `${stream.root}.naive.>`, headersOnly: true })) arrived += 1;
  expect(arrived).toBeLessThan(naive);
  if (isFullSize) process.stdout.write(`${count} events, leaders killed: ${killed.join(" ")}; without waiting for answers ${naive - arrived} of ${naive} were lost\n`);
});

it("is opened between two leaders by who waits for the next, where who asks once is refused", { timeout: 120_000 }, async () => {
  const away = cluster.names.slice(1);
  for (const name of away) await cluster.kill(name);
  const url = cluster.url.split(",")[0]!;
  const connection = await connectNats(url, "test");
  const refused = () => jetstreamManager(connection, { timeout: 1_000 }).then(() => false, () => true);
  await vi.waitFor(async () => expect(await refused()).toBe(true), PATIENCE);
  const opening = natsBus({ databaseUrl: database.url, natsUrl: url, onFailure: () => {} });
  expect(await refused()).toBe(true);
  for (const name of away) await cluster.start(name);
  const bus = await opening;
  running.push(bus);
  expect((await standing()).cluster!.leader).toBeTruthy();
  await connection.close();
});
