import { beforeEach, describe, expect, it } from "vitest";
import { Admission } from "./admission.ts";
import { ToyClients } from "./toy-clients.ts";

const FOREVER = 60_000;
const codeOf = (error: unknown) => (error as { extensions?: { code?: string } }).extensions?.code;

/** Work that lasts until it is told to end, and says how many were under way together. */
class Rush {
  readonly #ends: (() => void)[] = [];
  begun: number[] = [];
  underWay = 0;
  most = 0;

  work = (rank: number) => async () => {
    this.begun.push(rank);
    this.most = Math.max(this.most, (this.underWay += 1));
    await new Promise<void>((resolve) => this.#ends.push(resolve));
    this.underWay -= 1;
    return rank;
  };

  async endAll(): Promise<void> {
    while (this.#ends.length > 0) {
      for (const end of this.#ends.splice(0)) end();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

describe("a rush", () => {
  it.each([
    ["bounded, has as many under way as may be", (limits: Admission) => limits.run.bind(limits), 5],
    ["let in as it comes, has all of it: the bound is what this is about", () => (work: () => Promise<number>) => work(), 100],
  ])("%s", async (_, let_, most) => {
    const rush = new Rush();
    const enter = let_(new Admission({ operationsAtOnce: 5, operationsWaiting: 100, longestWaitMs: FOREVER }));
    const answers = Array.from({ length: 100 }, (_, rank) => enter(rush.work(rank)));
    await rush.endAll();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, (_, rank) => rank));
    expect(rush.most).toBe(most);
  });

  it("is served in the order in which it came, and each place goes to one who waits", async () => {
    const rush = new Rush();
    const admission = new Admission({ operationsAtOnce: 2, operationsWaiting: 100, longestWaitMs: FOREVER });
    const answers = Array.from({ length: 20 }, (_, rank) => admission.run(rush.work(rank)));
    await rush.endAll();
    await Promise.all(answers);
    expect(rush.begun).toEqual(Array.from({ length: 20 }, (_, rank) => rank));
    expect(admission.state).toEqual({ running: 0, waiting: 0, refused: 0 });
  });

  it("is refused beyond those who may wait, before anything of it has begun", async () => {
    const rush = new Rush();
    const admission = new Admission({ operationsAtOnce: 2, operationsWaiting: 3, longestWaitMs: FOREVER });
    const answers = Array.from({ length: 10 }, (_, rank) => admission.run(rush.work(rank)).catch(codeOf));
    await rush.endAll();
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4, ...Array.from({ length: 5 }, () => "OVERLOADED")]);
    expect(rush.begun).toEqual([0, 1, 2, 3, 4]);
    expect(admission.state.refused).toBe(5);
  });

  it("is refused when its turn does not come, and what runs is left to end", async () => {
    const rush = new Rush();
    const admission = new Admission({ operationsAtOnce: 1, operationsWaiting: 10, longestWaitMs: 5 });
    const first = admission.run(rush.work(0));
    expect(await admission.run(rush.work(1)).catch(codeOf)).toBe("OVERLOADED");
    await rush.endAll();
    expect(await first).toBe(0);
    expect(rush.begun).toEqual([0]);
    expect(admission.state).toEqual({ running: 0, waiting: 0, refused: 1 });
  });

  it("goes on after what fails", async () => {
    const admission = new Admission({ operationsAtOnce: 1, operationsWaiting: 10, longestWaitMs: FOREVER });
    const failing = () => Promise.reject(new Error("no"));
    const ends = await Promise.allSettled([admission.run(failing), admission.run(failing), admission.run(async () => "yes")]);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(admission.state.running).toBe(0);
  });
});

describe("a gateway with more to do than it takes on", () => {
  const SLOW = '{ academy(code: "22") { schools(first: 1) { pageInfo { hasNextPage } } } }';
  const toys = new ToyClients({ liveLimits: { operationsAtOnce: 2, operationsWaiting: 1, longestWaitMs: FOREVER } });
  let held: (() => void)[];

  beforeEach(() => {
    held = [];
    toys.platform.beforeSchools = () => new Promise<void>((resolve) => void held.push(resolve));
  });

  /** Two under way, one waiting. */
  async function fill() {
    const running = [toys.ask(SLOW), toys.ask(SLOW)];
    await expect.poll(() => held.length).toBe(2);
    const answered: number[] = [];
    const others = Array.from({ length: 4 }, () => toys.ask("{ role }").then(({ status }) => void answered.push(status)));
    // Whichever of them came first waits: that is seen by the others being refused.
    await expect.poll(() => answered).toEqual([503, 503, 503]);
    return { running, others, answered };
  }

  it("refuses by 503, a code, a French sentence and when to come back; it is alive, and those who were let in are answered", async () => {
    const { running, others, answered } = await fill();
    const refused = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: "application/graphql-response+json" }, body: '{"query":"mutation { sign(id: \\"c9\\") { id } }"}' });
    expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("content-type")]).toEqual([503, "2", "application/graphql-response+json; charset=utf-8"]);
    expect(await refused.json()).toEqual({ errors: [{ message: expect.stringContaining("recommencez dans quelques secondes"), extensions: { code: "OVERLOADED" } }] });
    expect((await fetch(new URL("/health", toys.gateway.url))).status).toBe(200);
    for (const end of held) end();
    expect((await Promise.all(running)).map(({ status, errors }) => [status, errors])).toEqual([[200, undefined], [200, undefined]]);
    await Promise.all(others);
    expect(answered.at(-1)).toBe(200);
    expect((await toys.ask("{ role }")).status).toBe(200);
  });

  it("says so on a socket and in a stream too, while subscriptions are opened and told as ever", async () => {
    const { running, others } = await fill();
    const { client } = toys.overWebSocket();
    expect((await client.iterate({ query: "{ role }" }).next()).value).toMatchObject({ errors: [{ extensions: { code: "OVERLOADED" } }] });
    expect((await toys.overSse().iterate({ query: "{ role }" }).next()).value).toMatchObject({ errors: [{ extensions: { code: "OVERLOADED" } }] });
    const changes = client.iterate({ query: "subscription { conventionStatusChanged { convention { status } } }" });
    const told = changes.next();
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("VALIDATED");
    expect((await told).value).toMatchObject({ data: { conventionStatusChanged: { convention: { status: "VALIDATED" } } } });
    for (const end of held) end();
    await Promise.all([...running, ...others]);
  });
});
