import { fileURLToPath } from "node:url";
import type { Variables } from "@stages/client/client.ts";
import { isAlive } from "@stages/embedded-postgres/postmaster-file.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { callerSigner, newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { TestDatabase } from "@stages/testing/database.ts";
import { killComponent } from "../../../scripts/events/kill-component.ts";
import { proveEvents } from "../../../scripts/events/prove-events.ts";
import { ACCEPT } from "../../../scripts/story/operations.ts";
import { type BackAndForth, backAndForth } from "./back-and-forth.ts";
import { earOn } from "./listening.ts";
import type { Component } from "./platform.ts";
import { type PlatformUnderTest, platformUnderTest, preparedDatabase } from "./platform-under-test.ts";
import { type SupervisedProcess, superviseProcess } from "./supervised-process.ts";

const PATIENCE = { timeout: 30_000, interval: 50 };

/** A cursor of another log than PostgreSQL's has its name before. */
const placeOf = (cursor: string) => Number(cursor.split("-").at(-1));

describe("a part that is killed", () => {
  let platform: PlatformUnderTest;
  let convention: BackAndForth;

  beforeAll(async () => {
    platform = await platformUnderTest("distributed");
    convention = await backAndForth(platform);
  });
  afterAll(() => platform.stop());

  function kill(component: Component): number {
    const pid = platform.platform.pidOf(component)!;
    process.kill(pid, "SIGKILL");
    return pid;
  }
  const isBack = (component: Component, former: number) =>
    vi.waitFor(() => {
      expect(platform.said.at(-1)).toMatch(/répond de nouveau/);
      expect(platform.platform.pidOf(component)).not.toBe(former);
      expect(platform.platform.pidOf(component)).not.toBeNull();
    }, PATIENCE);

  it("costs an open subscription nothing: what happened meanwhile and what happens after comes, in order and once", async () => {
    const manager = await platform.as("host-manager");
    const { conventions, candidatures } = await manager.need<{ conventions: object; candidatures: { edges: { node: { id: string } }[] } }>(
      "{ conventions(first: 1) { edges { cursor } } candidatures(status: SUBMITTED, first: 1) { edges { node { id } } } }",
    );
    expect(conventions).toBeTruthy();
    const FOLLOW = "subscription($after: String) { conventionStatusChanged(after: $after) { to cursor convention { id student { firstName } candidature { id } } } }";
    type Heard = { to: string; cursor: string; convention: { id: string; student: { firstName: string }; candidature: { id: string } } };
    const follow = (variables: Variables, way: "websocket" | "sse" = "websocket") => earOn<Heard>(manager.follow(way, FOLLOW, variables), "conventionStatusChanged");
    const ears = [follow({ after: platform.beginning }), follow({ after: platform.beginning }, "sse")];
    const ofOurs = (to: string) => (event: Heard) => event.to === to && event.convention.id === convention.conventionId;

    expect(await convention.act()).toBe("HOST_COMPLETED");
    for (const ear of ears) await ear.until(ofOurs("HOST_COMPLETED"));

    const former = kill("conventions");
    const accepted = candidatures.edges[0]!.node.id;
    await manager.need(ACCEPT, { id: accepted });
    await isBack("conventions", former);
    for (const ear of ears) await ear.until(({ to, convention: { candidature } }) => to === "DRAFT" && candidature.id === accepted);
    expect(await convention.act()).toBe("RETURNED");
    for (const ear of ears) await ear.until(ofOurs("RETURNED"));

    const again = follow({ after: platform.beginning });
    await again.until(ofOurs("RETURNED"));
    const cursors = again.heard.map(({ cursor }) => placeOf(cursor));
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
    for (const ear of ears) expect(ear.heard.map(({ cursor }) => placeOf(cursor))).toEqual(cursors);
    await Promise.all([...ears, again].map((ear) => ear.leave()));
  });

  const ACROSS = `{
    viewer { displayName hosts { legalName } }
    currentCampaign { id }
    candidatures(first: 3) { edges { node { id student { firstName } offer { title } } } }
    conventions(first: 3) { edges { node { id student { firstName } offer { title } } } }
  }`;

  it.each(SUBGRAPH_NAMES)("costs its own fields and no others, and only until it is back: %s", async (name) => {
    const manager = await platform.as("host-manager");
    const whole = await manager.need(ACROSS);
    const former = kill(name);
    const codes = new Set<string>();
    let answered = 0;
    await vi.waitFor(async () => {
      const { data, errors = [] } = await manager.ask(ACROSS);
      answered += 1;
      for (const { extensions } of errors) codes.add(extensions.code);
      // Whoever is asking is known by `people`, and nobody else could tell.
      if (data) expectPartOf(data, whole);
      expect(errors).toEqual([]);
    }, PATIENCE);
    expect(answered).toBeGreaterThan(1);
    expect([...codes]).toEqual(["TEMPORARILY_UNAVAILABLE"]);
    await isBack(name, former);
    expect(await manager.need(ACROSS)).toEqual(whole);
  });

  it("and another, while changes of status are told: each resuming subscriber sees every one that it may see, once, in its convention's order", { timeout: 240_000 }, async () => {
    const kill = (component: "gateway" | "conventions") => killComponent(platform.platform, component);
    const bus = postgresBus(platform.databaseUrl);
    onTestFinished(() => bus.stop());
    const proof = await proveEvents({ databaseUrl: platform.databaseUrl, bus, url: platform.url, tokenOf: platform.tokenOf, kill, kills: 2, events: 240, seed: 2027, killEveryMs: 500, pauseMs: 0 });
    expect(proof.faults).toEqual([]);
    expect(proof.delivered).toBeGreaterThan(480);
    expect(proof.lostWithoutCursor).toBeGreaterThan(0);
  });

  it("is the gateway itself, and its clients find it again where it was, with the same tokens", async () => {
    const manager = await platform.as("host-manager");
    const former = kill("gateway");
    await isBack("gateway", former);
    expect(await manager.need("{ viewer { role } }")).toEqual({ viewer: { role: "HOST_MANAGER" } });
  });

  it("is the last: stopping the platform leaves no process", async () => {
    const pids = (["gateway", ...SUBGRAPH_NAMES] as const).map((component) => platform.platform.pidOf(component)!);
    expect(pids.every(isAlive)).toBe(true);
    await platform.platform.stop();
    expect(pids.some(isAlive)).toBe(false);
  });
});

/** The same, but for what is null. */
function expectPartOf(part: unknown, whole: unknown): void {
  if (part === null) return;
  if (typeof part !== "object") return expect(part).toBe(whole);
  for (const [name, value] of Object.entries(part)) expectPartOf(value, (whole as Record<string, unknown>)[name]);
}

describe("a subgraph's own address", () => {
  const keys = newInternalKeys();
  const caller = { actor: PLATFORM, now: Temporal.Now.instant(), requestId: "test" };
  const tokenBy = ({ signingKey }: typeof keys, audience: (typeof SUBGRAPH_NAMES)[number]) => callerSigner(audience, signingKey, () => Temporal.Now.instant())(caller);
  let database: TestDatabase;
  let subgraph: SupervisedProcess;

  beforeAll(async () => {
    database = await preparedDatabase();
    const STAGES_INTERNAL_VERIFICATION_KEY = keys.verificationKey.export({ type: "spki", format: "pem" }).toString();
    const environment = { DATABASE_URL: database.url, HOST: "127.0.0.1", PORT: "0", STAGES_INTERNAL_VERIFICATION_KEY, STAGES_KEYS: DEVELOPMENT_KEYS };
    const script = fileURLToPath(import.meta.resolve("@stages/conventions/main.ts"));
    subgraph = await superviseProcess({ title: "conventions", script, environment, log: () => {} });
  });
  afterAll(async () => {
    await subgraph.stop();
    await database.drop();
  });

  const post = (query: string, headers: Record<string, string> = {}) =>
    fetch(subgraph.url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ query }) });

  it.each([
    ["its schema", "{ _service { sdl } }", {}],
    ["its entities", '{ _entities(representations: [{ __typename: "Student", id: "x" }]) { __typename } }', {}],
    ["a mutation", 'mutation { signConvention(input: { conventionId: "x", code: "000000" }) { id } }', {}],
    ["introspection", "{ __schema { queryType { name } } }", {}],
    ["nonsense", "{", {}],
    ["anything with a token that is none", "{ _service { sdl } }", { authorization: "Bearer x.y.z" }],
    ["anything with the token of another launch", "{ _service { sdl } }", { authorization: `Bearer ${tokenBy(newInternalKeys(), "conventions")}` }],
    ["anything with the token for another subgraph", "{ _service { sdl } }", { authorization: `Bearer ${tokenBy(keys, "people")}` }],
  ])("gives a stranger 401 for %s", async (_what, query, headers) => {
    const response = await post(query, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ errors: [{ message: expect.stringContaining("connecté"), extensions: { code: "UNAUTHENTICATED" } }] });
  });

  it("does not read what a stranger sends by GET either", async () => {
    expect((await fetch(`${subgraph.url}?query={_service{sdl}}`)).status).toBe(401);
  });

  it("tells a stranger no event over WebSocket", async () => {
    const socket = new WebSocket(subgraph.url.replace("http", "ws"), "graphql-transport-ws");
    const messages: { type: string }[] = [];
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string };
      messages.push(message);
      if (message.type === "connection_ack") socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: 'subscription { conventionStatusChanged(after: "0") { to } }' } }));
      if (message.type === "error" || message.type === "complete") end();
    };
    socket.onclose = () => end();
    socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init" }));
    await ended;
    socket.close();
    expect(messages.map(({ type }) => type)).not.toContain("next");
    expect(JSON.stringify(messages)).toMatch(/UNAUTHENTICATED|^\[\]$/);
  });

  it("answers the gateway of its launch", async () => {
    const response = await post("{ _service { sdl } }", { authorization: `Bearer ${tokenBy(keys, "conventions")}` });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("type Convention");
  });
});
