import { once } from "node:events";
import { type Server, createServer } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";
import { createHandler } from "graphql-sse";
import { useServer } from "graphql-ws/use/ws";
import { buildSchema, parse } from "graphql";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { countConnections } from "./connections.ts";
import type { FormattedResult } from "./graph.ts";
import { LIVE_LIMITS, NO_RATES } from "./limits.ts";
import { createRates } from "./rates.ts";
import { MULTIPART } from "./multipart.ts";
import { EVENT_STREAM } from "./sse.ts";
import { answerStreams } from "./streams.ts";
import { webSockets } from "./websocket.ts";

const EVENT_BYTES = 16 * 1024;
/** More than any system keeps for a connection that nobody reads (Linux: some megabytes on each side). */
const EVENTS = 4_000;
/** What the system may have taken for a client that reads nothing, and what is ours beside it. */
const BOUND = EVENTS / 2;

const QUERY = "subscription { flood }";
const schema = buildSchema("type Query { a: Int } type Subscription { flood: String }");
const document = parse(QUERY);
/** Long enough that the one who reads is seen to read, on a machine that has more to do. */
const HEARTBEAT_MS = 1_500;
const NEVER_MS = 3_600_000;

/** A subscriber's events, of which there are always more. Each waits for its turn, as those of a subgraph do. */
class Flood implements AsyncIterableIterator<FormattedResult> {
  pulled = 0;
  ended = Promise.withResolvers<void>();
  #ended = false;
  async next(): Promise<IteratorResult<FormattedResult>> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#ended || this.pulled === EVENTS) return this.return();
    this.pulled += 1;
    return { done: false, value: { data: { flood: String(this.pulled).padEnd(EVENT_BYTES, "x") } } };
  }
  async return() {
    this.#ended = true;
    this.ended.resolve();
    return { done: true, value: undefined } as const;
  }
  throw = () => this.return();
  [Symbol.asyncIterator]() {
    return this;
  }
}

/** The gateway's ways out, over a graph whose one subscription never stops. */
function ways(heartbeatMs: number) {
  const limits = { ...LIVE_LIMITS, ...NO_RATES, heartbeatMs };
  const floods: Flood[] = [];
  const graph = {
    schema,
    formatError: (error: { message: string }) => ({ message: error.message }),
    prepare: () => ({ kind: "subscription" as const, document, operation: { query: QUERY }, cost: 1 }),
    execute: async () => ({ data: {} }),
    subscribe: () => {
      const flood = new Flood();
      floods.push(flood);
      return flood;
    },
  };
  const session = { expiresAt: null, subject: "head", travels: false, caller: () => Promise.reject(new Error("Nobody asks")), onChange: () => () => {} };
  const sessions = { open: async () => session, actingAs: () => session, stop: async () => {} };
  const connections = countConnections(limits);
  const live = { graph, sessions, clock: () => Temporal.Now.instant(), trustedProxies: 0, limits, rates: createRates(limits), connections };
  const stream = answerStreams({ ...live, stopping: new AbortController().signal });
  const sockets = webSockets({ ...live, log: { info() {}, warn() {}, error() {} } });
  return { floods, connections, stream, sockets };
}

const servers: Server[] = [];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(servers.splice(0).map((server) => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  }));
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A client that asks, and then never reads a byte. */
function deafStream(port: number): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  clients.push(socket.pause());
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  return socket;
}

async function deafSocket(port: number): Promise<{ socket: WebSocket; closed: Promise<[number, string]> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, "graphql-transport-ws");
  const closed = new Promise<[number, string]>((resolve) => socket.once("close", (code, reason) => resolve([code, String(reason)])));
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init" }));
  await once(socket, "message");
  socket.pause();
  socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query: QUERY } }));
  return { socket, closed };
}

describe.each([["SSE", EVENT_STREAM], ["multipart", MULTIPART]] as const)("a client that reads nothing of %s", (_name, format) => {
  it("is owed little, and cut; who reads is told of everything", async () => {
    const { floods, connections, stream } = ways(HEARTBEAT_MS);
    const port = await listening(createServer((request, response) => void stream(request, response, { query: QUERY }, format)));
    deafStream(port);
    await expect.poll(() => floods.length).toBe(1);
    const reader = await fetch(`http://127.0.0.1:${port}/`);
    let read = 0;
    for await (const chunk of reader.body!) read += chunk.length;
    expect(read).toBeGreaterThan(EVENTS * EVENT_BYTES);
    await floods[0]!.ended.promise;
    expect(floods[0]!.pulled).toBeLessThan(BOUND);
    await expect.poll(() => connections.open).toBe(0);
  });
});

describe("a client that reads nothing of a WebSocket", () => {
  async function server(heartbeatMs: number) {
    const all = ways(heartbeatMs);
    const http = createServer();
    http.on("upgrade", (request, socket, head) => all.sockets.upgrade(request, socket, head));
    return { ...all, port: await listening(http) };
  }

  it("is owed little, and closed with 1013; who reads is told of everything", async () => {
    const { floods, port } = await server(HEARTBEAT_MS);
    const { socket: deaf, closed } = await deafSocket(port);
    const { socket: reader } = await deafSocket(port);
    let read = 0;
    const done = Promise.withResolvers<void>();
    reader.on("message", (message) => (String(message).includes('"complete"') ? done.resolve() : (read += 1)));
    reader.resume();
    await done.promise;
    expect(read).toBe(EVENTS);
    await floods[0]!.ended.promise;
    expect(floods[0]!.pulled).toBeLessThan(BOUND);
    // It opens its ears at last, and hears why.
    deaf.resume();
    expect(await closed).toEqual([1013, "SUBSCRIBER_TOO_SLOW"]);
    reader.terminate();
  });

  it.each<[string, number, (socket: WebSocket) => void]>([
    ["answers", 100, (socket) => socket.send(JSON.stringify({ type: "ping", payload: { padding: "x".repeat(200_000) } }))],
    ["subscriptions", LIVE_LIMITS.subscriptionsPerSocket, (socket) => socket.send(JSON.stringify({ type: "subscribe", id: `${Math.random()}`, payload: { query: QUERY } }))],
  ])("may not have us keep %s for it without end", async (_what, times, ask) => {
    const { floods, port } = await server(NEVER_MS);
    const { socket, closed } = await deafSocket(port);
    for (let asked = 0; asked < times; asked += 1) {
      ask(socket);
      if (asked % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    // Its subscriptions end before it knows, and whether or not it ever listens again.
    await floods[0]!.ended.promise;
    socket.resume();
    expect(await closed).toEqual([1013, "SUBSCRIBER_TOO_SLOW"]);
  });
});

describe("controls", () => {
  it("graphql-sse's own writer keeps every event for a client that reads nothing", async () => {
    const flood = new Flood();
    const handle = createHandler<null, null>({ authenticate: () => null, onSubscribe: () => flood as never });
    const port = await listening(createServer(async (request, response) => {
      const [events, { status, headers }] = await handle({ method: "GET", url: `${request.url}?query=x`, headers: { get: (name) => (name === "accept" ? "text/event-stream" : null) }, body: null, raw: null, context: null });
      response.writeHead(status, headers);
      if (typeof events !== "object") return;
      for await (const event of events!) if (!response.write(event)) await once(response, "drain").catch(() => {});
    }));
    deafStream(port);
    await flood.ended.promise;
    expect(flood.pulled).toBe(EVENTS);
  });

  it("graphql-ws' own adapter keeps every answer for one", async () => {
    const http = createServer();
    const server = new WebSocketServer({ server: http });
    useServer({ schema, subscribe: () => new Promise(() => {}) }, server);
    const port = await listening(http);
    const { socket, closed } = await deafSocket(port);
    for (let asked = 0; asked < 100; asked += 1) socket.send(JSON.stringify({ type: "ping", payload: { padding: "x".repeat(200_000) } }));
    const owed = () => [...server.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0);
    await expect.poll(owed).toBeGreaterThan(4 * LIVE_LIMITS.unsentBytesPerSocket);
    socket.resume();
    socket.close();
    await closed;
    server.close();
  });
});
