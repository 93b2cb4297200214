import { type Connection, connect, writer } from "@stages/database/connection.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { type Fault, type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { isFullSize } from "@stages/testing/full-size.ts";
import { type NatsUnderTest, startNats } from "@stages/testing/nats-under-test.ts";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Bus } from "./bus.ts";
import { eventsIn } from "./buses-under-test.ts";
import { startConsumer } from "./consumer.ts";
import { type DomainEvent, domainEvent } from "./contracts.ts";
import { openBus } from "./open-bus.ts";
import { tell } from "./outbox.ts";
import { startRelay } from "./relay.ts";
import { createToy, toyTables as tables } from "./toy-messaging.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");
/** Two unanswered pings, then another connection: longer than the time in which anything else is found again. */
const FOUND_AGAIN = { timeout: 60_000 };

let nats: NatsUnderTest;
let proxy: FaultProxy;
let database: TestDatabase;
let connection: Connection;
let bus: Bus;
let heard: string[];
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  nats = await startNats();
  proxy = await faultProxy(nats.url);
});
afterAll(async () => {
  await proxy.stop();
  await nats.stop();
});
beforeEach(async () => {
  database = await freshDatabase("nats-faults", createToy);
  connection = connect({ url: database.url, name: "toy", max: 5 });
  heard = [];
  const away = () => {};
  bus = await openBus({ databaseUrl: database.url, natsUrl: proxy.url.replace("http:", "nats:") }, { label: "test", onFailure: away });
  running.push(bus, startRelay({ name: "toy", db: connection.db, tables, bus, now: () => NOW, onFailure: away }));
  running.push(startConsumer({ name: "toy", db: connection.db, tables, bus, handlers: { ActorChanged: async (_, { id }) => void heard.push(id) }, now: () => NOW, onApplied: () => {}, onFailure: away }));
});
afterEach(async () => {
  await proxy.set({ mode: "pass" });
  for (const each of running.splice(0).toReversed()) await each.stop();
  await connection.close();
  await database.drop();
});

/** Told in a transaction, as an act does: whatever becomes of NATS, it is done. */
async function act(): Promise<string> {
  const event = domainEvent("ActorChanged", "key", { subject: "key" }, NOW) as DomainEvent;
  await writer(connection.db, () => {})((tx) => tell(tx, tables, [event]));
  return event.id;
}
const acts = async (count: number) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await act());
  return ids;
};

/** Those that are found out in different ways; the others, which take as long, where everything is proven whole (`npm run prove:races`). */
const ALWAYS: readonly Fault[] = [{ mode: "reset" }, { mode: "refuse" }, { mode: "half-open" }, { mode: "delay", ms: 50 }];
const ALIKE: readonly Fault[] = [{ mode: "garbage" }, { mode: "unanswered" }, { mode: "gone" }, { mode: "cut", after: 20 }];

it.each<Fault>(isFullSize ? [...ALWAYS, ...ALIKE] : ALWAYS)("acts go on while NATS meets $mode, and all of it is told afterwards, once and in order, by itself", async (fault) => {
  const before = await acts(5);
  await expect.poll(() => heard).toEqual(before);
  await proxy.set(fault);
  const during = await acts(20);
  if (fault.mode === "refuse") await proxy.whenOpen(0);
  else await expect.poll(() => proxy.met[fault.mode]).toBeGreaterThan(0);
  await proxy.set({ mode: "pass" });
  const after = await acts(5);
  const all = [...before, ...during, ...after];
  await expect.poll(() => heard, FOUND_AGAIN).toEqual(all);
  const direct = await openBus({ databaseUrl: database.url, natsUrl: nats.url }, { label: "direct", onFailure: () => {} });
  expect((await eventsIn(direct)).map(({ id }) => id)).toEqual(all);
  await direct.stop();
});
