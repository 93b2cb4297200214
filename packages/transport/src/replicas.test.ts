import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { httpTransport } from "./http.ts";
import { newInternalKeys, signCaller } from "./internal-token.ts";
import { replicatedTransport } from "./replicas.ts";
import { type ServedSubgraph, serveSubgraph } from "./serve.ts";
import { ToyServable } from "./toy-servable.ts";
import type { Caller, SubgraphTransport } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

const caller: Caller = { actor: ANONYMOUS, now: Temporal.Instant.from("2027-06-14T08:00:00Z"), requestId: "r-1" };
const QUERY = "{ whoami }";
const MUTATION = 'mutation { rename(to: "Léa") }';
const TICKS = "subscription ($from: Int!) { ticks(from: $from) { number } }";
const { signingKey, verificationKey } = newInternalKeys();

/** What one replica has been asked. */
class CountingToy extends ToyServable {
  asked = 0;
  override async beforeAnswer(): Promise<void> {
    this.asked += 1;
    await super.beforeAnswer();
  }
}

/** Takes each request whole, then is gone without a word, as a process that is killed. */
async function abyss(): Promise<{ readonly url: string; readonly taken: () => number; close(): void }> {
  let taken = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("data", () => {
      taken += 1;
      socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    taken: () => taken,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe("two replicas of a subgraph", () => {
  const toys = [new CountingToy(), new CountingToy()] as const;
  let served: readonly ServedSubgraph[];
  let transport: SubgraphTransport;
  beforeEach(async () => {
    for (const toy of toys) toy.asked = 0;
    served = await Promise.all(toys.map((toy) => serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey })));
    transport = httpTransport({ name: "people", url: served.map(({ url }) => url), signingKey });
  });
  afterEach(async () => {
    await transport.stop();
    await Promise.all(served.map((one) => one.close().catch(() => {})));
  });
  const askFor = async (query: string, times: number) => {
    for (let n = 0; n < times; n++) expect((await transport.execute({ query, caller })).data).toBeTruthy();
  };

  it("are asked in turn", async () => {
    await askFor(QUERY, 10);
    expect(toys.map(({ asked }) => asked)).toEqual([5, 5]);
  });

  it.each([["queries", QUERY], ["mutations", MUTATION]])("answer all %s once one is gone", async (_what, query) => {
    await askFor(query, 2);
    await served[0]!.close();
    await askFor(query, 10);
    expect(toys.map(({ asked }) => asked)).toEqual([1, 11]);
  });

  it("are both asked again once the other is back", async () => {
    let now = 0;
    const each = served.map(({ url }) => httpTransport({ name: "people", url, signingKey }));
    const both = replicatedTransport(each, () => now);
    const port = Number(new URL(served[0]!.url).port);
    await served[0]!.close();
    for (let n = 0; n < 4; n++) await both.execute({ query: QUERY, caller });
    expect(toys.map(({ asked }) => asked)).toEqual([0, 4]);
    served = [await serveSubgraph(toys[0], { port, host: "127.0.0.1", verificationKey }), served[1]!];
    now += 60_000;
    for (let n = 0; n < 4; n++) await both.execute({ query: QUERY, caller });
    expect(toys.map(({ asked }) => asked)).toEqual([2, 6]);
    await both.stop();
  });

  it("refuse once both are gone, and a refused subscription of one is no reason to ask the other", async () => {
    const refused = transport.subscribe({ query: "subscription { refused }", caller });
    expect((await refused.next()).value.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    await Promise.all(served.map((one) => one.close()));
    await expect(transport.execute({ query: QUERY, caller })).rejects.toMatchObject({ fate: "NOT_BEGUN" });
    await expect(transport.subscribe({ query: TICKS, variables: { from: 1 }, caller }).next()).rejects.toBeInstanceOf(SubgraphUnavailableError);
  });

  it("take a subscription up from one another, by the cursor that its consumer knows", async () => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    for (let n = 0; n < 3; n++) await ticks.next();
    const at = toys.findIndex(({ open }) => open === 1);
    const lost = ticks.next().catch((thrown: unknown) => thrown);
    await served[at]!.close();
    expect(await lost).toBeInstanceOf(SubgraphUnavailableError);
    for (let n = 0; n < 2; n++) {
      const resumed = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller, resumeFrom: "3" });
      expect((await resumed.next()).value).toMatchObject({ data: { ticks: { number: 4 } } });
      expect(toys[1 - at]!.open).toBe(1);
      await resumed.return!();
      await toys[1 - at]!.whenOpen(0);
    }
  });
});

describe("an answer that is lost", () => {
  const toy = new CountingToy();
  let served: ServedSubgraph;
  let lossy: Awaited<ReturnType<typeof abyss>>;
  let transport: SubgraphTransport;
  beforeEach(async () => {
    toy.asked = 0;
    served = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
    lossy = await abyss();
    // The second is the first in turn.
    transport = httpTransport({ name: "people", url: [served.url, lossy.url], signingKey });
  });
  afterEach(async () => {
    await transport.stop();
    await served.close();
    lossy.close();
  });

  it("is asked for again, of another, when it was a query's", async () => {
    expect((await transport.execute({ query: QUERY, caller })).data).toBeTruthy();
    expect([lossy.taken(), toy.asked]).toEqual([1, 1]);
  });

  it("is not when it was a mutation's, which may have been done", async () => {
    await expect(transport.execute({ query: MUTATION, caller })).rejects.toMatchObject({ fate: "LOST" });
    expect([lossy.taken(), toy.asked]).toEqual([1, 0]);
  });

  it("is asked for twice at most, however many replicas there are", async () => {
    const three = httpTransport({ name: "people", url: [lossy.url, lossy.url, lossy.url], signingKey });
    await expect(three.execute({ query: QUERY, caller })).rejects.toMatchObject({ fate: "LOST" });
    expect(lossy.taken()).toBe(2);
    await three.stop();
  });
});

describe("a replica that is stopping", () => {
  it("finishes what is under way, and refuses unread what comes meanwhile, so that it can be asked of another", async () => {
    const held = Promise.withResolvers<void>();
    const toy = new CountingToy();
    const asked = Promise.withResolvers<void>();
    toy.beforeAnswer = () => (asked.resolve(), held.promise);
    const served = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
    const { port, host } = new URL(served.url);
    const socket = connect(Number(port), "127.0.0.1");
    let said = "";
    socket.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const body = JSON.stringify({ query: MUTATION });
    const token = signCaller(caller, "people", signingKey, systemClock());
    const ask = () =>
      socket.write(`POST /graphql HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    ask();
    await once(socket, "ready");
    await asked.promise;
    const closed = served.close();
    ask();
    // What was written is there to be read in the next turns of this process, which is both ends.
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    held.resolve();
    await once(socket, "close");
    await closed;
    expect(said.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 503"]);
  });
});
