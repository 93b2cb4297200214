import type { SubgraphTransports } from "@stages/transport/transport.ts";
import { createClient } from "graphql-ws";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { GatewayConfig } from "./config.ts";
import type { RunningGateway } from "./gateway.ts";
import { ACROSS } from "./toy-clients.ts";
import { ToyPlatform } from "./toy-platform.ts";

const MUTATION = 'mutation { sign(id: "c9") { id status } }';
const SIGNED = { data: { sign: { id: "c9", status: "SIGNED" } } };

let toy: ToyPlatform;
let gateway: RunningGateway;
/** What a mutation waits for, once it has begun. */
let begun: PromiseWithResolvers<void>;
let held: PromiseWithResolvers<void>;
let stopped: Promise<void> | null;
beforeEach(() => {
  toy = new ToyPlatform();
  [begun, held, stopped] = [Promise.withResolvers(), Promise.withResolvers(), null];
});
afterEach(() => stopped ?? gateway.stop());

async function start(change: Partial<GatewayConfig> = {}): Promise<void> {
  const transports = toy.transports();
  const { conventions } = transports;
  const slow: SubgraphTransports = {
    ...transports,
    conventions: { ...conventions, execute: async (request) => (request.query.startsWith("mutation") && (begun.resolve(), await held.promise), conventions.execute(request)) },
  };
  gateway = await toy.start({ transports: slow, ...change });
}
const status = async (path: string) => fetch(new URL(path, gateway.url)).then(({ status: code }) => code, () => null);
const post = async (query: string) => (await fetch(gateway.url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) })).json();
const stop = () => (stopped = gateway.stop());
const overWebSocket = () => {
  const { promise: closed, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
  const client = createClient({ url: gateway.url.replace("http", "ws"), webSocketImpl: WebSocket, lazy: false, retryAttempts: 0, onNonLazyError: () => {}, on: { closed: (event) => resolve(event as { code: number; reason: string }) } });
  const ask = async (query: string) => (await client.iterate({ query }).next()).value;
  return { client, closed, ask };
};

it("says that it is not ready before it stops, and answers all that comes until then", async () => {
  await start({ drainMs: 600 });
  const { ask, closed } = overWebSocket();
  expect(await ask("{ role }")).toEqual({ data: { role: "ANONYMOUS" } });
  void stop();
  expect([await status("/ready"), await status("/ready/self"), await status("/health")]).toEqual([503, 503, 200]);
  expect(await post("{ role }")).toEqual({ data: { role: "ANONYMOUS" } });
  expect(await ask("{ role }")).toEqual({ data: { role: "ANONYMOUS" } });
  expect(await closed).toEqual(expect.objectContaining({ code: 1001, reason: expect.stringContaining("resume after your last cursor") }));
  await stopped;
  expect(await status("/health")).toBeNull();
});

it("finishes what is under way, whichever way it came, and takes nothing more", async () => {
  await start();
  const { ask, closed, client } = overWebSocket();
  const socketAnswer = ask(MUTATION);
  await begun.promise;
  begun = Promise.withResolvers();
  const answer = post(MUTATION);
  await begun.promise;
  const other = overWebSocket();
  expect(await other.ask("{ role }")).toEqual({ data: { role: "ANONYMOUS" } });
  void stop();
  // Whoever waits for nothing goes at once.
  expect((await other.closed).code).toBe(1001);
  expect(await status("/health")).toBeNull();
  const refused = await client.iterate({ query: "{ role }" }).next().catch((errors: unknown) => errors);
  expect(refused).toMatchObject([{ extensions: { code: "TEMPORARILY_UNAVAILABLE" } }]);
  held.resolve();
  expect([await answer, await socketAnswer]).toEqual([SIGNED, SIGNED]);
  expect((await closed).code).toBe(1001);
  await stopped;
});

it("ends streams without completing them, and says when to come back", async () => {
  await start();
  const response = await fetch(gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: "text/event-stream" }, body: JSON.stringify({ query: `subscription ${ACROSS}` }) });
  await toy.whenSubscribed(1);
  void stop();
  const text = await response.text();
  expect(text).toMatch(/\nretry: 1000\n\n$/);
  expect(text).not.toContain("event: complete");
});
