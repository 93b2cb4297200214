import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { openMetrics } from "@stages/telemetry/open-metrics.ts";
import { scrape } from "@stages/telemetry/scrape-under-test.ts";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type BreakerOptions, BREAKERS, type BreakerState } from "./breaker.ts";
import { httpTransport } from "./http.ts";
import { newInternalKeys } from "./internal-token.ts";
import { type ServedSubgraph, serveSubgraph } from "./serve.ts";
import { ToyServable } from "./toy-servable.ts";
import type { Caller, SubgraphTransport } from "./transport.ts";

const caller: Caller = { actor: ANONYMOUS, now: Temporal.Instant.from("2027-06-14T08:00:00Z"), requestId: "r-1" };
const QUERY = "{ whoami }";
const MUTATION = 'mutation { rename(to: "Léa") }';
const { signingKey, verificationKey } = newInternalKeys();

/** A rest of minutes: it is not tried again unless the test says so. */
const BREAKER: BreakerOptions = { failures: 5, silence: { queries: 3, ms: 1_000 }, rest: { first: 600_000, most: 600_000 } };
/** Long enough for a sound answer on a slow machine. */
const PATIENCE = { queries: 1_000, mutations: 1_000 };
const WAVES = 8;
const IN_A_WAVE = 5;

describe("a subgraph that hangs", () => {
  const toy = new ToyServable();
  let served: ServedSubgraph;
  let proxy: FaultProxy;
  let told: BreakerState[];
  const listen = (message: unknown) => void told.push((message as { state: BreakerState }).state);
  const open: SubgraphTransport[] = [];
  beforeEach(async () => {
    told = [];
    BREAKERS.subscribe(listen);
    served = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
    proxy = await faultProxy(served.url);
  });
  afterEach(async () => {
    BREAKERS.unsubscribe(listen);
    await proxy.stop();
    await Promise.all(open.splice(0).map((transport) => transport.stop()));
    await served.close();
  });
  const transportWith = (options: object) => {
    const transport = httpTransport({ name: "people", url: proxy.url, signingKey, patience: PATIENCE, breaker: BREAKER, ...options });
    open.push(transport);
    return transport;
  };
  /** How many of them had the fate of those that wait their whole patience. */
  const wavesOver = async (transport: SubgraphTransport) => {
    const fates: string[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      await Promise.all(Array.from({ length: IN_A_WAVE }, () => transport.execute({ query: QUERY, caller }).catch(({ fate }: { fate: string }) => fates.push(fate))));
    }
    return fates;
  };

  it("has a few wait their whole patience, and the others refused at once and unsent", async () => {
    await proxy.set({ mode: "half-open" });
    const fates = await wavesOver(transportWith({}));
    expect(fates.filter((fate) => fate === "TOO_SLOW")).toHaveLength(IN_A_WAVE);
    expect(fates.filter((fate) => fate === "NOT_BEGUN")).toHaveLength((WAVES - 1) * IN_A_WAVE);
    expect(proxy.met["half-open"]).toBe(IN_A_WAVE);
    expect(told).toEqual(["OPEN"]);
  });

  it("is seen by whoever watches: the figure is 1 while its breaker is open, and 0 once it is closed", async () => {
    const metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "stages-gateway", cacheMs: 0 });
    onTestFinished(() => metrics.stop());
    const figure = async () => (await scrape(metrics.url)).sum("stages_breaker_open", { subgraph: "people" });
    const transport = transportWith({ breaker: { ...BREAKER, failures: 2, rest: { first: 1, most: 1 } } });
    const ask = () => transport.execute({ query: QUERY, caller }).then(() => "answered", ({ fate }: { fate: string }) => fate);
    expect([await ask(), await figure()]).toEqual(["answered", null]);
    await proxy.set({ mode: "half-open" });
    for (let each = 0; each < 2; each++) await ask();
    expect([told.at(-1), await figure()]).toEqual(["OPEN", 1]);
    await proxy.set({ mode: "pass" });
    await expect.poll(ask).toBe("answered");
    expect([told.at(-1), await figure()]).toEqual(["CLOSED", 0]);
  });

  it("has all of them wait, were there no breaker", async () => {
    await proxy.set({ mode: "half-open" });
    const fates = await wavesOver(transportWith({ breaker: null, patience: { queries: 100, mutations: 100 } }));
    expect(fates).toEqual(Array.from({ length: WAVES * IN_A_WAVE }, () => "TOO_SLOW"));
    expect(proxy.met["half-open"]).toBe(WAVES * IN_A_WAVE);
  });

  it("is given up before anyone's patience is at its end, once several wait and nothing comes", async () => {
    await proxy.set({ mode: "half-open" });
    const transport = transportWith({ patience: { queries: 600_000, mutations: 600_000 }, breaker: { ...BREAKER, silence: { queries: 3, ms: 50 } } });
    const patient = Array.from({ length: 3 }, () => transport.execute({ query: QUERY, caller }).catch(() => {}));
    await expect.poll(() => proxy.met["half-open"]).toBe(3);
    await expect.poll(() => transport.execute({ query: MUTATION, caller }).catch(({ cause }: { cause: Error }) => cause.name), { interval: 100 }).toBe("BreakerOpenError");
    expect(transport.health!()).toEqual([{ subgraph: "people", replica: new URL(proxy.url).origin, state: "OPEN" }]);
    await proxy.stop();
    await Promise.all(patient);
  });

  it.each([["query", QUERY], ["mutation", MUTATION]])("answers again by itself once it is back: a %s that comes then is answered, after a question that costs nothing", async (_kind, query) => {
    const transport = transportWith({ breaker: { ...BREAKER, failures: 2, rest: { first: 1, most: 1 } } });
    await proxy.set({ mode: "half-open" });
    const refused = async () => (await transport.execute({ query, caller }).catch((error: { fate: string }) => error)) as { fate?: string };
    expect([(await refused()).fate, (await refused()).fate]).toEqual(["TOO_SLOW", "TOO_SLOW"]);
    const swallowed = proxy.met["half-open"];
    // It is a question of the breaker's own that meets the fault from now on.
    await expect.poll(async () => (await refused(), proxy.met["half-open"])).toBeGreaterThan(swallowed);
    expect(transport.health!()[0]!.state).toBe("OPEN");
    await proxy.set({ mode: "pass" });
    await expect.poll(async () => (await refused()).fate).toBeUndefined();
    expect(transport.health!()[0]!.state).toBe("CLOSED");
    expect(told.slice(0, 3)).toEqual(["OPEN", "HALF_OPEN", "OPEN"]);
    expect(told.at(-1)).toBe("CLOSED");
  });

  it("is passed over where there is another", async () => {
    const other = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
    const transport = httpTransport({ name: "people", url: [proxy.url, other.url], signingKey, patience: PATIENCE, breaker: { ...BREAKER, failures: 1 } });
    open.push(transport);
    await proxy.set({ mode: "half-open" });
    const answers = [];
    for (let n = 0; n < 12; n++) answers.push(await transport.execute({ query: QUERY, caller }).then(() => "answered", ({ fate }: { fate: string }) => fate));
    expect(answers.filter((answer) => answer === "TOO_SLOW")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "answered")).toHaveLength(11);
    expect(transport.health!().map(({ state }) => state)).toEqual(["OPEN", "CLOSED"]);
    await other.close();
  });
});
