import { crowd, isFullSize } from "@stages/testing/full-size.ts";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { ToyClients } from "./toy-clients.ts";

const SOCKETS = crowd(1_000);

const toys = new ToyClients({ liveLimits: { connectionsPerPerson: SOCKETS } });

// How late the last one is closed is for `npm run bench -- expiry`.
it(`closes ${SOCKETS} sockets with 4403 when their tokens expire, and none before`, { timeout: 120_000 }, async () => {
  // Long enough for all of them to be open by then, on a machine that has more to do.
  const expiresAt = Temporal.Now.instant().add({ seconds: isFullSize ? 20 : 10 });
  const authorization = `Bearer head@${expiresAt.toString()}`;
  const closed: Promise<{ code: number; at: number }>[] = [];
  const open = () => {
    const opened = Promise.withResolvers<void>();
    const socket = new WebSocket(toys.gateway.url.replace("http", "ws"), "graphql-transport-ws");
    socket.once("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization } })));
    socket.once("message", (text) => (String(text).includes("connection_ack") ? opened.resolve() : opened.reject(new Error(String(text)))));
    socket.once("error", opened.reject);
    closed.push(new Promise((resolve) => socket.once("close", (code) => (opened.reject(new Error(`closed with ${code}`)), resolve({ code, at: Date.now() })))));
    return opened.promise;
  };
  await Promise.all(Array.from({ length: SOCKETS }, open));
  const ends = await Promise.all(closed);
  expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([4403]));
  // A timer of Node may fire within the millisecond before.
  expect(Math.min(...ends.map(({ at }) => at)) - expiresAt.epochMilliseconds).toBeGreaterThanOrEqual(-2);
});
