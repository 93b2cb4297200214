import { type Fault, type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { httpTransport } from "@stages/transport/http.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { type ServedSubgraph, serveSubgraph } from "@stages/transport/serve.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { createClient } from "graphql-ws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { RunningGateway } from "./gateway.ts";
import { NO_RATES } from "./limits.ts";
import { ToyPlatform } from "./toy-platform.ts";

/** What a client sees of each fault between the gateway and one of its subgraphs: that one's own fields are missing, with a code and the place, and no others. */
const QUERY = "{ convention { id status student { firstName } offer { title } } }";
const SUBSCRIPTION = "subscription { conventionStatusChanged { convention { status student { firstName } offer { title } } } }";
const WHOLE = { id: "c1", status: "SIGNED", student: { firstName: "Lou" }, offer: { title: expect.any(String) } };
const MISSED = { message: expect.stringContaining("Réessayez dans quelques instants"), path: ["convention", "offer"], extensions: { code: "TEMPORARILY_UNAVAILABLE" } };
/** Long enough for a sound answer on a slow machine. */
const PATIENCE = { queries: 1_500, mutations: 1_500 };

const FAULTS: readonly Fault[] = [{ mode: "reset" }, { mode: "half-open" }, { mode: "garbage" }, { mode: "unanswered" }, { mode: "gone" }, { mode: "cut", after: 30 }, { mode: "slow", bytesPerSecond: 20 }, { mode: "refuse" }];

const toy = new ToyPlatform();
let served: ServedSubgraph;
let proxy: FaultProxy;
let offers: SubgraphTransport;
let gateway: RunningGateway;

beforeAll(async () => {
  const { signingKey, verificationKey } = newInternalKeys();
  served = await serveSubgraph(toy.servable("offers"), { port: 0, host: "127.0.0.1", verificationKey });
  proxy = await faultProxy(served.url);
  offers = httpTransport({ name: "offers", url: new URL("/graphql", proxy.url).href, signingKey, patience: PATIENCE });
  gateway = await toy.start({ transports: { ...toy.transports(), offers }, liveLimits: NO_RATES });
});
afterEach(() => proxy.set({ mode: "pass" }));
afterAll(async () => {
  await gateway.stop();
  await offers.stop();
  await proxy.stop();
  await served.close();
});

async function ask(): Promise<{ readonly data: Record<string, unknown>; readonly errors?: readonly object[] }> {
  const response = await fetch(gateway.url, { method: "POST", headers: { "content-type": "application/json", authorization: "Bearer head" }, body: JSON.stringify({ query: QUERY }) });
  expect(response.status).toBe(200);
  return (await response.json()) as Awaited<ReturnType<typeof ask>>;
}
const untilWhole = () => expect.poll(ask).toEqual({ data: { convention: WHOLE } });

describe.each(FAULTS)("a subgraph that meets $mode", (fault) => {
  it("costs a query its own fields, and is found again by itself", async () => {
    await untilWhole();
    await proxy.set(fault);
    const { data, errors } = await ask();
    expect(data).toEqual({ convention: { ...WHOLE, offer: null } });
    expect(errors).toEqual([MISSED]);
    await proxy.set({ mode: "pass" });
    await untilWhole();
  });

  it("costs an event its own fields, and the stream goes on whole", async () => {
    await untilWhole();
    const client = createClient({ url: gateway.url.replace("http", "ws"), webSocketImpl: WebSocket, connectionParams: { authorization: "Bearer head" }, retryAttempts: 0 });
    const events = client.iterate<Record<string, unknown>>({ query: SUBSCRIPTION });
    const next = events.next();
    await toy.whenSubscribed(1);
    await proxy.set(fault);
    toy.changeStatus("TO_SIGN");
    const { data, errors } = (await next).value as Awaited<ReturnType<typeof ask>>;
    expect(data).toEqual({ conventionStatusChanged: { convention: { status: "TO_SIGN", student: { firstName: "Lou" }, offer: null } } });
    expect(errors).toMatchObject([{ path: ["conventionStatusChanged", "convention", "offer"], extensions: { code: "TEMPORARILY_UNAVAILABLE" } }]);
    await proxy.set({ mode: "pass" });
    await untilWhole();
    const later = events.next();
    toy.changeStatus("SIGNED");
    expect((await later).value).toMatchObject({ data: { conventionStatusChanged: { convention: { status: "SIGNED", offer: { title: WHOLE.offer.title } } } } });
    await events.return!();
    await client.dispose();
    await toy.whenSubscribed(0);
  });
});

it("one that is late, and within its patience, costs nothing: the control", async () => {
  await proxy.set({ mode: "delay", ms: 40 });
  expect(await ask()).toEqual({ data: { convention: WHOLE } });
});
