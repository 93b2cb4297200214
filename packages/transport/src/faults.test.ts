import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { type Fault, type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { httpTransport } from "./http.ts";
import { newInternalKeys } from "./internal-token.ts";
import { retrying } from "./retrying.ts";
import { type ServedSubgraph, serveSubgraph } from "./serve.ts";
import { ToyServable } from "./toy-servable.ts";
import type { Caller, SubgraphTransport } from "./transport.ts";
import { type Fate, SubgraphUnavailableError } from "./unavailable.ts";

const caller: Caller = { actor: ANONYMOUS, now: Temporal.Instant.from("2027-06-14T08:00:00Z"), requestId: "r-1" };
const QUERY = "{ whoami }";
const MUTATION = 'mutation { rename(to: "Léa") }';
const TICKS = "subscription ($from: Int!) { ticks(from: $from) { number } }";
const { signingKey, verificationKey } = newInternalKeys();
/** Long enough for a sound answer on a slow machine. */
const PATIENCE = { queries: 1_500, mutations: 1_500 };

class CountingToy extends ToyServable {
  asked = 0;
  override async beforeAnswer(): Promise<void> {
    this.asked += 1;
    await super.beforeAnswer();
  }
}

let toy: CountingToy;
let served: ServedSubgraph;
let proxy: FaultProxy;
let transport: SubgraphTransport;
beforeEach(async () => {
  toy = new CountingToy();
  served = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
  proxy = await faultProxy(served.url);
  transport = httpTransport({ name: "people", url: proxy.url, signingKey, patience: PATIENCE, breaker: null });
});
afterEach(async () => {
  await proxy.stop();
  await transport.stop();
  await served.close();
});

const outcomeOf = (query: string) => transport.execute({ query, caller }).then(() => null, (error: unknown) => error as SubgraphUnavailableError);
const isBack = () => expect.poll(() => outcomeOf(QUERY)).toBeNull();

/** By mode: how a query and a mutation end, and how often the subgraph was asked by the mutation. */
const FAULTS: readonly (readonly [Fault, query: Fate | null, mutation: Fate | null, asked: number])[] = [
  [{ mode: "delay", ms: 5 }, null, null, 1],
  [{ mode: "slow", bytesPerSecond: 20_000 }, null, null, 1],
  [{ mode: "reset" }, "LOST", "LOST", 0],
  [{ mode: "half-open" }, "TOO_SLOW", "TOO_SLOW", 0],
  [{ mode: "garbage" }, "LOST", "LOST", 0],
  [{ mode: "unanswered" }, "TOO_SLOW", "TOO_SLOW", 1],
  [{ mode: "cut", after: 0 }, "LOST", "LOST", 1],
  [{ mode: "cut", after: 60 }, "LOST", "LOST", 1],
  [{ mode: "slow", bytesPerSecond: 50 }, "TOO_SLOW", "TOO_SLOW", 1],
  [{ mode: "refuse" }, "NOT_BEGUN", "NOT_BEGUN", 0],
];
const named = FAULTS.map(([fault, ...rest]) => [JSON.stringify(fault), fault, ...rest] as const);

describe("between gateway and subgraph", () => {
  it.each(named)("%s: what comes of it is known, a mutation is asked once at most, and it ends with the fault", async (_name, fault, ofQuery, ofMutation, asked) => {
    await proxy.set(fault);
    const [query, before] = [await outcomeOf(QUERY), toy.asked];
    const mutation = await outcomeOf(MUTATION);
    // Where nothing was answered, the subgraph may hear of it later than the gateway gives up.
    await expect.poll(() => toy.asked - before).toBe(asked);
    expect([query?.fate ?? null, mutation?.fate ?? null]).toEqual([ofQuery, ofMutation]);
    for (const error of [query, mutation]) if (error) expect(error).toBeInstanceOf(SubgraphUnavailableError);
    await proxy.set({ mode: "pass" });
    await isBack();
  });

  it("an answer is lost once, and its reader knows nothing of it", async () => {
    const faults: Fault[] = [{ mode: "cut", after: 0 }, { mode: "pass" }];
    const once = await faultProxy(served.url, { drawn: () => faults.shift() ?? { mode: "pass" } });
    const through = httpTransport({ name: "people", url: once.url, signingKey });
    expect((await through.execute({ query: QUERY, caller })).data).toBeTruthy();
    expect(toy.asked).toBe(2);
    faults.push({ mode: "cut", after: 0 });
    await expect(through.execute({ query: MUTATION, caller })).rejects.toMatchObject({ fate: "LOST" });
    expect(toy.asked).toBe(3);
    await through.stop();
    await once.stop();
  });

  it.each([
    ["a query whose answer is lost", QUERY, "LOST", 3],
    ["a mutation whose answer is lost", MUTATION, "LOST", 1],
    ["a mutation that never left", MUTATION, "NOT_BEGUN", 3],
    ["a query that was too slow", QUERY, "TOO_SLOW", 1],
  ] as const)("%s", async (_what, query, fate, times) => {
    const pauses: number[] = [];
    let asked = 0;
    const failing = retrying(
      { execute: () => ((asked += 1), Promise.reject(new SubgraphUnavailableError("people", new Error("gone"), fate))), subscribe: () => null as never, stop: async () => {} },
      async (most) => void pauses.push(most),
    );
    await expect(failing.execute({ query, caller })).rejects.toMatchObject({ fate });
    expect([asked, pauses.length]).toEqual([times, times - 1]);
    expect(pauses).toEqual([100, 300].slice(0, times - 1));
  });

  it.each([{ mode: "reset" }, { mode: "refuse" }, { mode: "garbage" }] satisfies Fault[])("$mode: a subscription is lost, not ended, and taken up again after its cursor", async (fault) => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    for (let n = 0; n < 3; n++) await ticks.next();
    await toy.whenOpen(1);
    // Garbage comes with what the gateway says next, which may be seconds away: here it says that it leaves.
    const lost = ticks.next().catch((thrown: unknown) => thrown);
    await proxy.set(fault);
    if (fault.mode === "garbage") await ticks.return!();
    else expect(await lost).toBeInstanceOf(SubgraphUnavailableError);
    await expect(transport.subscribe({ query: TICKS, variables: { from: 1 }, caller, resumeFrom: "3" }).next()).rejects.toBeInstanceOf(SubgraphUnavailableError);
    await proxy.set({ mode: "pass" });
    // Tried until it opens, as its consumer does.
    await expect.poll(async () => {
      const resumed = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller, resumeFrom: "3" });
      const { value } = await resumed.next().catch(() => ({ value: null }));
      await resumed.return!();
      return value;
    }).toMatchObject({ data: { ticks: { number: 4 } } });
  });
});
