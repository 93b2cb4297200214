import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { RunningGateway } from "./gateway.ts";
import type { PatienceWithClients } from "./patience-with-clients.ts";
import { ToyPlatform } from "./toy-platform.ts";

/** The same rules, some hundred times as fast; and none, which is the control. */
const SHORT: Partial<PatienceWithClients> = { headersMs: 400, requestMs: 600, keepAliveMs: 400, lookedAtMs: 100, silentMs: 500, introductionMs: 400 };
const WITHOUT_END: Partial<PatienceWithClients> = { headersMs: 3_600_000, requestMs: 3_600_000, keepAliveMs: 3_600_000, silentMs: 0, introductionMs: 3_600_000 };
const CLIENTS = 10;
const TOKEN = "A".repeat(43);

let patient: RunningGateway;
let endless: RunningGateway;
const held: { destroy(): unknown }[] = [];
beforeEach(async () => {
  const platform = new ToyPlatform();
  // Enough of an answer that no system keeps it for who does not read.
  platform.schools = Array.from({ length: 500 }, (_, index) => String(index).padEnd(30_000, "x"));
  platform.permits.set(createHash("sha256").update(TOKEN, "utf8").digest("hex"), 1_000_000);
  patient = await platform.start({ patience: SHORT });
  endless = await platform.start({ patience: WITHOUT_END });
});
afterEach(async () => {
  for (const one of held.splice(0)) one.destroy();
  await Promise.all([patient.stop(), endless.stop()]);
});

interface Holding {
  readonly closed: Promise<unknown>;
  readonly isOpen: () => boolean;
}

/** An error comes before it, which says nothing more. */
const closing = (socket: Pick<Socket | WebSocket, "once">) => new Promise<void>((resolve) => void socket.once("close", () => resolve()));

function dialled(port: number, words: string, goOn?: (socket: Socket) => void): Holding {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
  held.push(socket);
  socket.write(words);
  const closed = closing(socket);
  socket.once("end", () => socket.destroy());
  // Heard, or the end would not be.
  socket.on("data", () => {});
  goOn?.(socket);
  return { closed, isOpen: () => !socket.destroyed };
}

/** A byte now and then, as long as there is someone to send it to. */
const drip = (text: string) => (socket: Socket) => {
  const dripping = setInterval(() => socket.write(text), 50);
  socket.once("close", () => clearInterval(dripping));
};

const BIG = encodeURIComponent('{ academy(code: "22") { schools(first: 500) { edges { node { name } } } } }');

const SLOW: Readonly<Record<string, (port: number) => Holding>> = {
  "sends its headers byte by byte": (port) => dialled(port, "GET /health HTTP/1.1\r\nhost: x\r\n", drip("x: y\r\n")),
  "sends a body byte by byte": (port) => dialled(port, "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{", drip(" ")),
  "sends a file to deposit byte by byte": (port) => dialled(port, `PUT /depots/${TOKEN} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`, drip("1\r\nx\r\n")),
  "stops in the middle of its headers": (port) => dialled(port, "GET /health HT"),
  "says nothing at all": (port) => dialled(port, ""),
  "stops in the middle of an upgrade": (port) => dialled(port, "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"),
  "asks once and keeps the connection": (port) => dialled(port, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"),
  "asks, and closes its half": (port) => dialled(port, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n", (socket) => socket.end()),
  "reads nothing of what it asked for": (port) => {
    const socket = connect({ port, host: "127.0.0.1" }).on("error", () => {});
    held.push(socket);
    socket.pause().write(`GET /graphql?query=${BIG} HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n\r\n`);
    // That it was cut is seen by what is written next, since it reads nothing.
    const asking = setInterval(() => socket.write("\r\n"), 50);
    socket.once("close", () => clearInterval(asking));
    return { closed: closing(socket), isOpen: () => !socket.destroyed };
  },
  "opens a WebSocket and never introduces itself": (port) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, "graphql-transport-ws").on("error", () => {});
    held.push({ destroy: () => socket.terminate() });
    return { closed: closing(socket), isOpen: () => socket.readyState === socket.OPEN };
  },
};

/** A server that closes as soon as there is no more to come is no slower for who closes a half. */
const CLOSED_WITHOUT_LIMITS = new Set(["asks, and closes its half"]);

it.each(Object.entries(SLOW))("a client that %s is let go, and others are served meanwhile", async (what, hold) => {
  const slow = Array.from({ length: CLIENTS }, () => hold(patient.port));
  const control = Array.from({ length: CLIENTS }, () => hold(endless.port));
  const served = await fetch(patient.url, { method: "POST", headers: { "content-type": "application/json" }, body: '{"query":"{ role }"}' });
  expect(await served.json()).toEqual({ data: { role: "ANONYMOUS" } });
  await Promise.all(slow.map(({ closed }) => closed));
  // Without the limits all of them stay, for as long as they like.
  expect(control.filter(({ isOpen }) => isOpen())).toHaveLength(CLOSED_WITHOUT_LIMITS.has(what) ? 0 : CLIENTS);
});

it("beyond as many connections as it may have, others are turned away, and none of those that are there", async () => {
  const platform = new ToyPlatform();
  const gateway = await platform.start({ patience: { connections: 5 } });
  const there = Array.from({ length: 5 }, () => dialled(gateway.port, "GET /health HTTP/1.1\r\nhost: x\r\n"));
  await expect.poll(async () => {
    const one = dialled(gateway.port, "");
    return Promise.race([one.closed.then(() => "turned away"), new Promise((resolve) => setTimeout(resolve, 500, "let in"))]);
  }).toBe("turned away");
  expect(there.every(({ isOpen }) => isOpen())).toBe(true);
  for (const one of held.splice(0)) one.destroy();
  await gateway.stop();
});
