import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { ToyClients } from "./toy-clients.ts";

const QUERY = "subscription Listening($after: String) { changesAfter(after: $after) { cursor convention { status } } }";

const toys = new ToyClients();
const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

/** A socket without a library, as the wire shows it. */
async function speaking(subprotocol: string | string[] = "graphql-transport-ws") {
  const socket = new WebSocket(toys.gateway.url.replace("http", "ws"), subprotocol);
  sockets.push(socket);
  const said: string[] = [];
  socket.on("message", (message) => void said.push(String(message)));
  socket.on("error", () => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) => socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })));
  await once(socket, "open");
  const say = (message: object) => socket.send(JSON.stringify(message));
  return { socket, said, closed, say };
}

describe("graphql-transport-ws, message by message as Apollo iOS and Apollo Kotlin speak it", () => {
  it("begins, is pinged, carries events, completes", async () => {
    // Apollo iOS sends `Bearer …` in the payload's `authorization`; Kotlin whatever its connectionPayload returns.
    const { socket, said, say } = await speaking();
    expect(socket.protocol).toBe("graphql-transport-ws");
    say({ type: "connection_init", payload: { authorization: "Bearer head" } });
    await expect.poll(() => said).toEqual(['{"type":"connection_ack"}']);
    say({ type: "ping" });
    say({ type: "ping", payload: { at: 1 } });
    say({ type: "pong" });
    await expect.poll(() => said.slice(1)).toEqual(['{"type":"pong"}', '{"type":"pong","payload":{"at":1}}']);
    // Both send `operationName` and `extensions`, null or not.
    say({ type: "subscribe", id: "1", payload: { query: QUERY, operationName: "Listening", variables: { after: null }, extensions: null } });
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("SIGNED");
    await expect.poll(() => said.slice(3)).toEqual([
      '{"id":"1","type":"next","payload":{"data":{"changesAfter":{"cursor":"1","convention":{"status":"SIGNED"}}},"extensions":{"cursor":"1"}}}',
    ]);
    say({ type: "complete", id: "1" });
    await toys.platform.whenSubscribed(0);
    say({ type: "subscribe", id: "2", payload: { query: "{ role }" } });
    await expect.poll(() => said.slice(4)).toEqual(['{"id":"2","type":"next","payload":{"data":{"role":"SCHOOL_HEAD"}}}', '{"id":"2","type":"complete"}']);
  });

  it("is chosen among the subprotocols that a client offers", async () => {
    expect((await speaking(["graphql-ws", "graphql-transport-ws"])).socket.protocol).toBe("graphql-transport-ws");
  });

  it.each([
    ["an operation before it is let in", "graphql-transport-ws", [{ type: "subscribe", id: "1", payload: { query: "{ role }" } }], 4401],
    ["what is no message", "graphql-transport-ws", [{ type: "unheard-of" }], 4400],
    ["two introductions", "graphql-transport-ws", [{ type: "connection_init" }, { type: "connection_init" }], 4429],
    ["one id for two subscriptions", "graphql-transport-ws", [{ type: "connection_init" }, { type: "subscribe", id: "1", payload: { query: QUERY } }, { type: "subscribe", id: "1", payload: { query: QUERY } }], 4409],
  ])("closes on %s", async (_what, subprotocol, messages, code) => {
    const { said, say, closed } = await speaking(subprotocol);
    for (const message of messages) {
      say(message);
      if (message.type === "connection_init" && messages[1]?.type === "subscribe") await expect.poll(() => said.length).toBe(1);
    }
    expect(await closed).toMatchObject({ code });
  });

  it("does nothing of what comes after the token has expired, to a client that will not close", async () => {
    const { socket, said, say, closed } = await speaking();
    say({ type: "connection_init", payload: { authorization: `Bearer head@${toys.platform.now().add({ seconds: 1 })}` } });
    await expect.poll(() => said.length).toBe(1);
    // It answers no close frame: the closing handshake stays open.
    socket.close = () => {};
    (socket as unknown as { _receiver: { removeAllListeners(event: string): void } })._receiver.removeAllListeners("conclude");
    const asked = setInterval(() => say({ type: "subscribe", id: crypto.randomUUID(), payload: { query: "{ role }" } }), 100);
    await expect.poll(() => said.length).toBeGreaterThan(3);
    let before = -1;
    await expect.poll(() => {
      const still = said.length === before;
      before = said.length;
      return still;
    }, { interval: 1_000 }).toBe(true);
    clearInterval(asked);
    socket.terminate();
    expect(await closed).toMatchObject({ code: 1006 });
  });
});

it("an address that is not the graph's takes no socket", async () => {
  const socket = new WebSocket(toys.gateway.url.replace("http", "ws").replace("/graphql", "/elsewhere"), "graphql-transport-ws");
  expect(await once(socket, "error")).toMatchObject([{ message: "socket hang up" }]);
});
