import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { LIMITS } from "./limits.ts";
import { ToyClients } from "./toy-clients.ts";

/*
 * Rule by rule of graphql-ws' PROTOCOL.md, and of RFC 6455 below it, what websocket.test.ts does not ask already: what a client
 * says that no library would say, by what the socket is closed with.
 */
const toys = new ToyClients({ patience: { introductionMs: 300 } });
const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

async function opened(subprotocol: string | string[] = "graphql-transport-ws") {
  const socket = new WebSocket(toys.gateway.url.replace("http", "ws"), subprotocol);
  sockets.push(socket);
  const said: string[] = [];
  socket.on("message", (message) => void said.push(String(message)));
  socket.on("error", () => {});
  const closed = new Promise<number>((resolve) => void socket.once("close", resolve));
  await once(socket, "open");
  return { socket, said, closed };
}

async function introduced() {
  const all = await opened();
  all.socket.send('{"type":"connection_init"}');
  await expect.poll(() => all.said).toEqual(['{"type":"connection_ack"}']);
  all.said.length = 0;
  return all;
}

const BAD = 4400;
describe("before its introduction, a socket", () => {
  it.each<[string, (socket: WebSocket) => void, number]>([
    ["that says nothing is let go", () => {}, 4408],
    ["that says no JSON", (socket) => socket.send("{"), BAD],
    ["that says a list", (socket) => socket.send("[]"), BAD],
    ["that says null", (socket) => socket.send("null"), BAD],
    ["that says nothing in a message", (socket) => socket.send(""), BAD],
    ["that says what is of another protocol", (socket) => socket.send('{"type":"start","id":"1","payload":{"query":"{ role }"}}'), BAD],
    ["whose introduction has a payload that is no object", (socket) => socket.send('{"type":"connection_init","payload":"x"}'), BAD],
    ["that says bytes that are no JSON", (socket) => socket.send(Buffer.from([0xff, 0x00, 0x01]), { binary: true }), BAD],
    ["that says what is the server's to say", (socket) => socket.send('{"type":"connection_ack"}'), BAD],
    ["whose message is too large", (socket) => socket.send(" ".repeat(LIMITS.bodyBytes + 1)), 1009],
    ["whose text is no UTF-8", (socket) => socket.send(Buffer.from([0xc3, 0x28]), { binary: false }), 1007],
  ])("%s", async (_what, say, code) => {
    const { socket, closed } = await opened();
    say(socket);
    expect(await closed).toBe(code);
  });

  it("of a subprotocol that is not spoken here is closed, or not opened", async () => {
    const { closed } = await opened("graphql-transport-ws");
    const other = new WebSocket(toys.gateway.url.replace("http", "ws"), "graphql-ws");
    sockets.push(other);
    const end = await new Promise((resolve) => {
      other.on("error", () => {});
      other.once("close", resolve);
    });
    expect([4406, 1006]).toContain(end);
    await closed;
  });

  it("may ping, and is answered", async () => {
    const { socket, said } = await opened();
    socket.send('{"type":"ping"}');
    await expect.poll(() => said).toEqual(['{"type":"pong"}']);
  });
});

describe("once introduced, a socket", () => {
  it.each<[string, string]>([
    ["that subscribes without an id", '{"type":"subscribe","payload":{"query":"{ role }"}}'],
    ["that subscribes by an empty id", '{"type":"subscribe","id":"","payload":{"query":"{ role }"}}'],
    ["that subscribes by a number", '{"type":"subscribe","id":1,"payload":{"query":"{ role }"}}'],
    ["that subscribes to nothing", '{"type":"subscribe","id":"1"}'],
    ["that subscribes to a query that is no text", '{"type":"subscribe","id":"1","payload":{"query":{}}}'],
    ["whose variables are a text", '{"type":"subscribe","id":"1","payload":{"query":"{ role }","variables":"x"}}'],
    ["whose operation's name is a number", '{"type":"subscribe","id":"1","payload":{"query":"{ role }","operationName":1}}'],
    ["that completes nothing by name", '{"type":"complete"}'],
    ["whose pong has a payload that is none", '{"type":"pong","payload":"x"}'],
    ["of an unknown type", '{"type":"__proto__","id":"1"}'],
    ["that says what is the server's to say", '{"type":"next","id":"1","payload":{}}'],
  ])("%s is closed", async (_what, message) => {
    const { socket, closed } = await introduced();
    socket.send(message);
    expect(await closed).toBe(BAD);
  });

  it.each(["__proto__", "constructor", "toString", "\u0000", "é".repeat(100), "x".repeat(5_000)])("may name an operation %j", async (id) => {
    const { socket, said } = await introduced();
    socket.send(JSON.stringify({ type: "subscribe", id, payload: { query: "{ role }" } }));
    await expect.poll(() => said.map((text) => JSON.parse(text) as object)).toMatchObject([{ type: "next", id, payload: { data: { role: "ANONYMOUS" } } }, { type: "complete", id }]);
  });

  it("may complete what it never began, speak in pieces and in bytes, and ping without end", async () => {
    const { socket, said } = await introduced();
    socket.send('{"type":"complete","id":"never"}');
    const message = '{"type":"subscribe","id":"1","payload":{"query":"{ role }"}}';
    for (const [index, letter] of [...message].entries()) socket.send(letter, { fin: index === message.length - 1 });
    await expect.poll(() => said.length).toBe(2);
    socket.send(Buffer.from(message), { binary: true });
    await expect.poll(() => said.length).toBe(4);
    for (let count = 0; count < 2_000; count += 1) socket.send('{"type":"ping"}');
    await expect.poll(() => said.length).toBe(2_004);
  });
});

describe("an upgrade", () => {
  it.each([
    ["without a key", "sec-websocket-version: 13"],
    ["with a key that is none", "sec-websocket-version: 13\r\nsec-websocket-key: x"],
    ["of another version", "sec-websocket-version: 99\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="],
    ["with subprotocols that are no words", "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: ,,"],
  ])("%s is refused", async (_what, headers) => {
    const socket = connect(toys.gateway.port, "127.0.0.1").on("error", () => {});
    socket.write(`GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n${headers}\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (data) => (text += String(data))).once("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (400|405|426) /);
  });
});
