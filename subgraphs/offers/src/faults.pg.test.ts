import { WAITS } from "@stages/database/patience.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { type HostId, newId, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { type Fault, type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { SubgraphUnavailableError } from "@stages/transport/unavailable.ts";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { aRegistration, aWrittenOffer, TULLE } from "./domain/fixtures.ts";
import { aManager, aSiret, NOW, REGISTER, world } from "./testing.ts";
import { createOffersSubgraph } from "./subgraph.ts";

/** A real subgraph, started, whose PostgreSQL is reached by a way that fails as ways do. */
const waits = { ...WAITS.requests, connectSeconds: 1, silenceSeconds: 1, freeMs: 5_000 };
const failures: unknown[] = [];
let database: TestDatabase;
let proxy: FaultProxy;
let subgraph: Subgraph;
let transport: SubgraphTransport;
let sql: postgres.Sql;
let manager: ActorOf<"HOST_MANAGER">;
let hostId: HostId;

const create = (databaseUrl: string) => createOffersSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => failures.push(error), isDemonstration: true, waits });

beforeAll(async () => {
  database = await freshDatabase("offers_with_the_world", async (url) => {
    const loading = create(url);
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  sql = postgres(database.url, { max: 2 });
  proxy = await faultProxy(database.url);
  subgraph = create(proxy.url);
  await subgraph.start();
  transport = inProcessTransport(subgraph);
  manager = aManager();
  hostId = (await run<{ registerHost: { id: HostId } }>(REGISTER, { input: { ...aRegistration(TULLE), siret: aSiret() } })).data.registerHost.id;
});
afterEach(() => proxy.set({ mode: "pass" }));
afterAll(async () => {
  // What was swallowed would be waited for to the end of everyone's patience.
  await proxy.set({ mode: "reset" });
  await proxy.set({ mode: "pass" });
  await subgraph.stop();
  await proxy.stop();
  await sql.end();
  await database.drop();
});

async function run<T>(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors = [] } = await transport.execute({ query, variables, caller: { actor: manager, now: NOW, requestId: newId("person") } });
  return { data: data as T, errors: errors.map(({ path, extensions }) => ({ path, code: extensions?.["code"] })) };
}
const HOST = "query($id: ID!) { mine: host(id: $id) { id } __typename }";
const read = () => run(HOST, { id: hostId });
const PUBLISH = "mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id } }";
const UNAVAILABLE = (path: string) => [{ path: [path], code: "TEMPORARILY_UNAVAILABLE" }];

/** What the gateway makes of it. */
const givenUp = (error: unknown) => {
  if (!(error instanceof SubgraphUnavailableError)) throw error;
  return { errors: UNAVAILABLE("mine") };
};

let drawn = 0;
const aForm = () => ({ ...aWrittenOffer(), hostId, title: `Au comptoir ${++drawn}`, idempotencyKey: `cle-des-pannes-${drawn}` });
const publish = (form: object) => run<{ publishOffer: { id: string } | null }>(PUBLISH, { input: form });
const publishedAs = async (title: string) => (await sql`select id from offers.offers where host_id = ${uuidOf(hostId)} and title = ${title}`).map(({ id }) => String(id));

/** As its client does until it is answered: the same form under the same key. */
const sentUntilDone = (form: object) => expect.poll(async () => (await publish(form)).errors, { interval: 100 }).toEqual([]);

const FAULTS = [{ mode: "reset" }, { mode: "refuse" }, { mode: "half-open" }, { mode: "unanswered" }, { mode: "garbage" }, { mode: "cut", after: 10 }] satisfies Fault[];

it.each(FAULTS)("$mode: what is asked meanwhile is refused by a code at its place, and what is sent again afterwards is done once", async (fault) => {
  const form = aForm();
  await proxy.set(fault);
  const [query, mutation] = await Promise.all([read(), publish(form)]);
  expect(query.errors).toEqual(UNAVAILABLE("mine"));
  expect(mutation.errors).toEqual(UNAVAILABLE("publishOffer"));
  await proxy.set({ mode: "pass" });
  await sentUntilDone(form);
  const made = await publishedAs(form.title);
  expect(made).toHaveLength(1);
  expect((await read()).errors).toEqual([]);
  await expect.poll(async () => (await sql`select from bus.events where type = 'OfferPublished' and key = ${(await publish(form)).data.publishOffer!.id}`).length).toBe(1);
});

it("a commit whose answer is lost is a code by which its client sends again under its key; it was done, and once", async () => {
  const form = aForm();
  let commits = 0;
  await proxy.set({ mode: "cut", after: 0 }, (said) => said.includes("commit") && (commits += 1) > 0);
  await expect.poll(async () => (await publish(form)).errors[0]?.code ?? "published").toBe("TEMPORARILY_UNAVAILABLE");
  await expect.poll(() => publishedAs(form.title).then(({ length }) => length)).toBe(1);
  await proxy.set({ mode: "pass" });
  await sentUntilDone(form);
  expect(await publishedAs(form.title)).toHaveLength(1);
});

it("without a key it is done as often as it is sent: the control", async () => {
  const { idempotencyKey: _, ...form } = aForm();
  await proxy.set({ mode: "cut", after: 0 }, (said) => said.includes("commit"));
  expect((await publish(form)).errors).toEqual(UNAVAILABLE("publishOffer"));
  await expect.poll(() => publishedAs(form.title).then(({ length }) => length)).toBe(1);
  await proxy.set({ mode: "pass" });
  await sentUntilDone(form);
  expect(await publishedAs(form.title)).toHaveLength(2);
});

it("a crowd that meets a server which says nothing is answered, all of it, and so is the next", async () => {
  await proxy.set({ mode: "half-open" });
  const answers = await Promise.all(Array.from({ length: 12 }, () => read().catch(givenUp)));
  expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => UNAVAILABLE("mine")));
  await proxy.set({ mode: "pass" });
  await expect.poll(async () => (await read()).errors).toEqual([]);
  expect((await Promise.all(Array.from({ length: 12 }, () => read()))).every(({ errors }) => errors.length === 0)).toBe(true);
});

it("is ready while its database answers with the tables it expects, and only then", async () => {
  await expect.poll(() => subgraph.ready!().then(() => "ready", String)).toBe("ready");
  await proxy.set({ mode: "refuse" });
  await expect(subgraph.ready!()).rejects.toThrow();
  await proxy.set({ mode: "pass" });
  await expect.poll(() => subgraph.ready!().then(() => "ready", String)).toBe("ready");
  await sql`update offers.migrations set created_at = created_at - 1 where created_at = (select max(created_at) from offers.migrations)`;
  await expect(subgraph.ready!()).rejects.toThrow("older version");
  await sql`update offers.migrations set created_at = created_at + 1 where created_at = (select max(created_at) from offers.migrations)`;
});

it("a session of a request ends by itself what takes too long there, waits for a lock no longer than it may, and does not lie idle in a transaction", async () => {
  const settings = await sql<{ name: string; setting: string }[]>`select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`;
  expect(settings.every(({ setting }) => setting === "0")).toBe(true);
  // By a session's own account: that of the subgraph is not ours to ask.
  const { connectSql } = await import("@stages/database/connection.ts");
  const own = connectSql({ url: database.url, name: "as a request", max: 1, waits: WAITS.requests });
  const told = await own<{ name: string; setting: string }[]>`select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`;
  expect(told.map(({ setting }) => Number(setting))).toEqual([WAITS.requests.idleInTransactionMs, WAITS.requests.lockMs, WAITS.requests.statementMs]);
  await own.end();
});
