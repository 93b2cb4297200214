import { connect } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { countConnections } from "./connections.ts";
import { LISTENERS, codeOf } from "./toy-listeners.ts";
import { ToyClients } from "./toy-clients.ts";

const LIMITED = { connectionsPerPerson: 3, anonymousConnectionsPerAddress: 4, subscriptionsPerSocket: 2 };
/** Each asks for something else, as what is alike would be asked of the subgraph once. */
const QUERY = "subscription ($unlike: Int) { changesAfter(unlike: $unlike) { cursor } }";
let asked = 0;
const unlike = () => ({ unlike: (asked += 1) });

const toys = new ToyClients({ liveLimits: LIMITED });
let ends: string[] = [];
beforeEach(() => void (ends = []));

/** Opens one connection of the kind; a refusal goes to `ends`. */
function open(kind: string, token = "head"): () => void {
  return LISTENERS[kind]!({ url: toys.gateway.url, token, query: QUERY, variables: unlike() }, {
    next: ({ errors }) => void (errors && ends.push(codeOf(errors))),
    error: (error) => void ends.push(codeOf(error)),
    complete: () => {},
  });
}

/** How each dies, of all that can happen to a connection. */
const KINDS = ["graphql-ws", "graphql-sse", "Apollo Client, HttpLink (multipart)"] as const;

describe("the connections of a person", () => {
  it("are limited, whichever way they came, and no other person is the poorer for it", async () => {
    const leaving = KINDS.map((kind) => open(kind));
    await toys.platform.whenSubscribed(3);
    for (const [kind, code] of [["graphql-ws", "TOO_MANY_CONNECTIONS"], ["graphql-sse", "HTTP 429"], ["Apollo Client, HttpLink (multipart)", "TOO_MANY_CONNECTIONS"]] as const) {
      ends = [];
      open(kind);
      await expect.poll(() => ends).toEqual([code]);
    }
    leaving.push(open("graphql-ws", "ministry"));
    await toys.platform.whenSubscribed(4);
    for (const leave of leaving) leave();
    await toys.platform.whenSubscribed(0);
  });

  it("are counted out when they end, so that the next is let in, any number of times", async () => {
    for (let round = 0; round < 3; round += 1) {
      const leaving = KINDS.map((kind) => open(kind));
      await toys.platform.whenSubscribed(3);
      for (const leave of leaving) leave();
      await toys.platform.whenSubscribed(0);
    }
    expect(ends).toEqual([]);
  });
});

it("those of visitors are limited by address, and 4429 is final for graphql-ws' client", async () => {
  const sockets = await Promise.all(Array.from({ length: LIMITED.anonymousConnectionsPerAddress }, async () => (await raw({})).socket));
  const { closed } = toys.overWebSocket();
  const { client, closed: alsoClosed } = toys.overWebSocket();
  const errors = await client.iterate({ query: QUERY, variables: unlike() }).next().catch((error: unknown) => error);
  expect(errors).toMatchObject({ code: 4429, reason: "TOO_MANY_CONNECTIONS" });
  expect(await alsoClosed).toMatchObject({ code: 4429 });
  void closed;
  for (const socket of sockets) socket.terminate();
});

describe("a socket is counted out", () => {
  it.each([
    ["it closes", (socket: WebSocket) => socket.close()],
    ["it is cut", (socket: WebSocket) => socket.terminate()],
    ["it speaks no protocol", (socket: WebSocket) => socket.send("{")],
    ["it sends bytes that are no WebSocket's", (socket: WebSocket) => (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.alloc(64, 0xff))],
    ["it sends too much", (socket: WebSocket) => socket.send(Buffer.alloc(300 * 1024))],
    ["its token expires", () => {}, { seconds: 2 }],
  ])("when %s", async (_how, end, left?: { seconds: number }) => {
    const authorization = left ? `Bearer head@${toys.platform.now().add(left)}` : "Bearer head";
    const opened = await Promise.all(Array.from({ length: LIMITED.connectionsPerPerson }, () => raw({ authorization })));
    for (const { socket } of opened) end(socket);
    await Promise.all(opened.map(({ closed }) => closed));
    // The gateway may hear of it a moment after the client.
    await expect.poll(async () => (await raw({ authorization: "Bearer head" })).code).toBe(0);
  });

  it("a stream too, when its connection is reset in the middle of an answer", async () => {
    const { port } = new URL(toys.gateway.url);
    for (let round = 0; round < 2 * LIMITED.connectionsPerPerson; round += 1) {
      const body = JSON.stringify({ query: QUERY });
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => {});
      socket.write(`POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer head\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      await toys.platform.whenSubscribed(1);
      socket.resetAndDestroy();
      await toys.platform.whenSubscribed(0);
    }
  });
});

it("the subscriptions of a socket are limited, those that ended not counted", async () => {
  const { client } = toys.overWebSocket({ authorization: "Bearer head" });
  const [first] = [client.iterate({ query: QUERY, variables: unlike() }), client.iterate({ query: QUERY, variables: unlike() })];
  await toys.platform.whenSubscribed(2);
  const third = await client.iterate({ query: QUERY, variables: unlike() }).next().catch((error: unknown) => error);
  expect(third).toMatchObject([{ extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } }]);
  expect((await client.iterate({ query: "{ role }" }).next()).value, "a query is no subscription").toEqual({ data: { role: "SCHOOL_HEAD" } });
  await first!.return!();
  await toys.platform.whenSubscribed(1);
  client.iterate({ query: QUERY, variables: unlike() });
  await toys.platform.whenSubscribed(2);
});

it("control: without the limit each is let in", async () => {
  const generous = await toys.platform.start({ liveLimits: { ...LIMITED, connectionsPerPerson: 100 } });
  const leaving = Array.from({ length: 10 }, () => LISTENERS["graphql-ws"]!({ url: generous.url, token: "head", query: QUERY, variables: unlike() }, { next() {}, error: (error) => void ends.push(codeOf(error)), complete() {} }));
  await toys.platform.whenSubscribed(10);
  expect(ends).toEqual([]);
  for (const leave of leaving) leave();
  await generous.stop();
});

it("counting out twice counts out once", () => {
  const connections = countConnections({ connectionsPerPerson: 2, anonymousConnectionsPerAddress: 1 });
  const leave = connections.enter({ subject: "a" }, "10.0.0.1");
  connections.enter({ subject: "a" }, "10.0.0.2");
  leave();
  leave();
  expect(connections.open).toBe(1);
  connections.enter({ subject: "a" }, "10.0.0.1");
  expect(() => connections.enter({ subject: "a" }, "10.0.0.1")).toThrow(/limite : 2/);
  connections.enter({ subject: null }, "10.0.0.1");
  expect(() => connections.enter({ subject: null }, "10.0.0.1")).toThrow(/limite : 1/);
  connections.enter({ subject: null }, "10.0.0.2");
});

/** A bare socket, once it is acknowledged (code 0) or closed. */
async function raw(payload: object): Promise<{ socket: WebSocket; code: number; closed: Promise<number> }> {
  const socket = new WebSocket(toys.gateway.url.replace("http", "ws"), "graphql-transport-ws");
  socket.on("error", () => {});
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  const acknowledged = new Promise<number>((resolve) => socket.once("message", () => resolve(0)));
  socket.once("open", () => socket.send(JSON.stringify({ type: "connection_init", payload })));
  return { socket, code: await Promise.race([acknowledged, closed]), closed };
}
