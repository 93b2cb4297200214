import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { RunningGateway } from "./gateway.ts";
import { originsOf } from "./origins.ts";
import { ToyPlatform } from "./toy-platform.ts";

const APP = "https://app.example";
const ELSEWHERE = "https://elsewhere.example";
const platform = new ToyPlatform();
let shut: RunningGateway;
let open: RunningGateway;

beforeAll(async () => {
  const development = { personas: [{ name: "head", title: "Cheffe" }], issueToken: async (name: string) => name, examples: [], login: async (_: unknown, response: { end(): unknown }) => void response.end() };
  shut = await platform.start({ development: development as never });
  open = await platform.start({ allowedOrigins: [APP], publicUrl: "https://stages.example" });
});
afterAll(() => Promise.all([shut.stop(), open.stop()]));

const own = () => new URL(shut.url).origin;
const at = (path: string, gateway = shut) => new URL(path, gateway.url);
const SIGN = 'mutation { sign(id: "c") { id } }';
const json = JSON.stringify({ query: SIGN });

/** As a browser says them; a page can change none of them. */
const asks = (headers: Record<string, string>, method = "POST", url = "/graphql") => ({ method, url, headers: { host: "stages.example", ...headers } }) as unknown as IncomingMessage;

describe("who asks", () => {
  const { isForeign } = originsOf({ allowedOrigins: [APP], publicUrl: "https://stages.example" });
  it.each<[string, IncomingMessage, boolean]>([
    ["a server, which says nothing of it", asks({}), false],
    ["our own page", asks({ origin: "https://stages.example", "sec-fetch-site": "same-origin" }), false],
    ["our own page, in an older browser", asks({ origin: "https://stages.example" }), false],
    ["our own page at an address of its own, such as a machine's", asks({ origin: "http://10.0.0.4:4000", host: "10.0.0.4:4000" }), false],
    ["our own page through a proxy that names another host", asks({ origin: "https://stages.example", host: "gateway-2:4000" }), false],
    ["our own form, whose origin is hidden", asks({ origin: "null", "sec-fetch-site": "same-origin" }, "POST", "/documents"), false],
    ["our own form, in an older browser", asks({ origin: "null" }, "POST", "/documents"), false],
    ["an allowed page", asks({ origin: APP, "sec-fetch-site": "cross-site" }), false],
    ["someone who follows a link", asks({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "GET", "/documents/x"), false],
    ["someone who types the address", asks({ "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }, "GET", "/"), false],
    ["another page", asks({ origin: ELSEWHERE, "sec-fetch-site": "cross-site" }), true],
    ["another page, in an older browser", asks({ origin: ELSEWHERE }), true],
    ["a page beside ours", asks({ origin: "https://autre.stages.example", "sec-fetch-site": "same-site" }), true],
    ["a page whose name begins as ours", asks({ origin: "https://stages.example.elsewhere.example" }), true],
    ["a page of the allowed name without TLS", asks({ origin: "http://app.example" }), true],
    ["a page of the allowed name at another port", asks({ origin: "https://app.example:8443" }), true],
    ["a page that hides where it is", asks({ origin: "null", "sec-fetch-site": "cross-site" }), true],
    ["a page in a frame that hides where it is, in an older browser", asks({ origin: "null" }), true],
    ["a picture of another page", asks({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, "GET", "/graphql?query={role}"), true],
    ["a form of another page", asks({ origin: ELSEWHERE, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "POST", "/documents"), true],
    ["another page that posts a form with a hidden origin", asks({ origin: "null", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "POST", "/documents"), true],
    ["something that is no origin", asks({ origin: "stages.example" }), true],
  ])("%s", (_title, request, foreign) => {
    expect(isForeign(request)).toBe(foreign);
  });

  it("control: to look at the name's end, or at the host that the client names alone, would let others in", () => {
    const naive = (origin: string, host: string) => origin.endsWith("stages.example") || origin.includes(host);
    for (const origin of ["https://autre.stages.example", "https://notstages.example", "https://stages.example.elsewhere.example"]) {
      expect([naive(origin, "stages.example"), isForeign(asks({ origin }))]).toEqual([true, true]);
    }
  });
});

/** All that a page can send to another site without the browser asking first. */
const SIMPLE: readonly [string, string, RequestInit][] = [
  ["GET", `/graphql?query=${encodeURIComponent(SIGN)}`, {}],
  ["GET, as a stream", `/graphql?query=${encodeURIComponent(SIGN)}`, { headers: { accept: "text/event-stream" } }],
  ["GET, part by part", `/graphql?query=${encodeURIComponent(SIGN)}`, { headers: { accept: "multipart/mixed;subscriptionSpec=1.0" } }],
  ["text/plain", "/graphql", { method: "POST", body: json, headers: { "content-type": "text/plain" } }],
  ["text/plain that speaks of JSON", "/graphql", { method: "POST", body: json, headers: { "content-type": "text/plain; application/json" } }],
  ["a form", "/graphql", { method: "POST", body: new URLSearchParams({ query: SIGN }) }],
  ["a form that reads as JSON", "/graphql", { method: "POST", body: json, headers: { "content-type": "application/x-www-form-urlencoded" } }],
  ["multipart", "/graphql", { method: "POST", body: form({ operations: json, map: "{}" }) }],
  ["no type", "/graphql", { method: "POST", body: new Blob([json]) }],
  ["a token of development", "/development/token", { method: "POST", body: '{"persona":"head"}', headers: { "content-type": "text/plain" } }],
  ["a token of development by form", "/development/token", { method: "POST", body: new URLSearchParams({ persona: "head" }) }],
];

function form(fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe("a request that needs no question before it", () => {
  it.each(SIMPLE)("%s: does nothing, even when nobody says where it comes from", async (_title, path, init) => {
    const response = await fetch(at(path), init);
    expect(response.status === 200 ? await response.text() : "").not.toMatch(/"(?:sign|token)":(?!null)/);
    if (response.status !== 200) expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it.each(SIMPLE)("%s: from another site it is not even read", async (_title, path, init) => {
    for (const headers of [{ origin: ELSEWHERE }, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, { origin: "null" }]) {
      const response = await fetch(at(path), { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "ORIGIN_NOT_ALLOWED" } }] });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("control: the same mutation as JSON, from our own page, is done", async () => {
    const response = await fetch(at("/graphql"), { method: "POST", body: json, headers: { "content-type": "application/json", origin: own() } });
    expect(await response.json()).toEqual({ data: { sign: { id: "c" } } });
  });

  it("carries no right: no answer sets a cookie, and a cookie is nobody's token", async () => {
    const response = await fetch(at("/graphql"), { method: "POST", body: '{"query":"{ role }"}', headers: { "content-type": "application/json", cookie: "authorization=Bearer head; token=head; _stages_login=head" } });
    expect(await response.json()).toEqual({ data: { role: "ANONYMOUS" } });
  });

  it("a query of another site by GET opens no stream", async () => {
    const before = platform.openSubscriptions;
    const response = await fetch(at(`/graphql?query=${encodeURIComponent("subscription { conventionStatusChanged { cursor } }")}`), { headers: { accept: "text/event-stream", origin: ELSEWHERE, "sec-fetch-site": "cross-site" } });
    expect([response.status, platform.openSubscriptions]).toEqual([403, before]);
  });
});

describe("what a browser asks before", () => {
  const ask = (gateway: RunningGateway, path: string, method: string, origin: string) => fetch(at(path, gateway), { method: "OPTIONS", headers: { origin, "access-control-request-method": method, "access-control-request-headers": "authorization,content-type" } });
  const corsOf = (response: Response) => Object.fromEntries([...response.headers].filter(([name]) => name.startsWith("access-control-")));

  it.each([["/graphql", "POST"], ["/depots/x", "PUT"], ["/exports/x", "GET"], ["/development/token", "POST"], ["/health", "GET"]])("of %s is answered no, by default, to everyone", async (path, method) => {
    for (const origin of [ELSEWHERE, APP, "null", own()]) {
      const response = await ask(shut, path, method, origin);
      expect([response.status, corsOf(response)]).toEqual([403, {}]);
    }
  });

  it.each([["/graphql", "GET, POST"], ["/documents/x", "GET"], ["/depots/x", "PUT"], ["/exports/x", "GET"]])("of %s is answered yes to an allowed origin, for %s, and never with credentials", async (path, methods) => {
    const response = await ask(open, path, "POST", APP);
    expect(response.status).toBe(204);
    expect(corsOf(response)).toMatchObject({ "access-control-allow-origin": APP, "access-control-allow-methods": methods, "access-control-max-age": "600" });
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("vary")).toContain("origin");
  });

  it.each(["/health", "/ready", "/lien", "/documents", "/rectorat/issuers.json", "/nothing"])("of %s is answered no, even to an allowed origin", async (path) => {
    expect(corsOf(await ask(open, path, "GET", APP))).toEqual({});
  });

  it("does not echo whoever asks", async () => {
    for (const origin of [ELSEWHERE, "null", "https://app.example.elsewhere.example", "https://APP.example/", "*"]) expect(corsOf(await ask(open, "/graphql", "POST", origin))).toEqual({});
  });
});

it("an allowed page reads the answer and what is said beside it, of errors too; another does not", async () => {
  for (const [origin, expected] of [[APP, APP], [ELSEWHERE, null]] as const) {
    for (const body of ['{"query":"{ role }"}', "{"]) {
      const { headers } = await fetch(at("/graphql", open), { method: "POST", body, headers: { "content-type": "application/json", origin } });
      expect(headers.get("access-control-allow-origin")).toBe(expected);
      expect(headers.get("vary")).toContain("origin");
      // What our answers say beside the body, for clients: its cost, when to come back, how many rows.
      for (const name of ["x-stages-cost", "retry-after", "x-stages-rows"]) expect((headers.get("access-control-expose-headers") ?? "").split(", ").includes(name), name).toBe(origin === APP);
    }
  }
  const token = randomBytes(32).toString("base64url");
  platform.downloads.set(createHash("sha256").update(token).digest("hex"), { fileName: "Convention.pdf", mediaType: "application/pdf", content: "JVBERg==" });
  const { headers } = await fetch(at(`/documents/${token}`, open), { headers: { origin: APP } });
  expect([headers.get("access-control-allow-origin"), headers.get("access-control-expose-headers")]).toEqual([APP, expect.stringContaining("content-disposition")]);
});

describe("a socket", () => {
  const opened = (gateway: RunningGateway, headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(gateway.url.replace("http", "ws"), "graphql-transport-ws", { headers });
      socket.on("open", () => (socket.close(), resolve(101)));
      socket.on("unexpected-response", (_request, response) => (resolve(response.statusCode!), socket.terminate()));
      socket.on("error", () => {});
    });

  it.each<[string, Record<string, string>, number]>([
    ["of no browser", {}, 101],
    ["of another site's page", { origin: ELSEWHERE }, 403],
    ["of a page that hides where it is", { origin: "null" }, 403],
    ["of a page beside ours", { origin: "https://autre.stages.example" }, 403],
    ["of an allowed page", { origin: APP }, 101],
    ["of our own page", { origin: "https://stages.example" }, 101],
  ])("%s", async (_title, headers, status) => {
    expect(await opened(open, headers)).toBe(status);
  });

  it("of our own page, where the address is the gateway's own", async () => {
    expect(await opened(shut, { origin: own() })).toBe(101);
    expect(await opened(shut, { origin: APP })).toBe(403);
  });

  it("would be nobody's even if it were let in: neither a cookie nor a header of the upgrade by a browser says who", async () => {
    const socket = new WebSocket(open.url.replace("http", "ws"), "graphql-transport-ws", { headers: { cookie: "authorization=Bearer head" } });
    const answer = await new Promise<unknown>((resolve) => {
      socket.on("open", () => socket.send('{"type":"connection_init"}'));
      socket.on("message", (data) => {
        const message = JSON.parse(String(data)) as { type: string; payload?: unknown };
        if (message.type === "connection_ack") socket.send('{"id":"1","type":"subscribe","payload":{"query":"{ role }"}}');
        if (message.type === "next") resolve(message.payload);
      });
    });
    socket.close();
    expect(answer).toEqual({ data: { role: "ANONYMOUS" } });
  });
});
