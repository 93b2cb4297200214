import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { LIMITS } from "./limits.ts";
import { counted } from "./toy-counter.ts";
import { ToyClients } from "./toy-clients.ts";
import type { RunningGateway } from "./gateway.ts";
import { ToyPlatform } from "./toy-platform.ts";

const toys = new ToyClients();

let gateway: RunningGateway;
let asked: () => number;
beforeEach(async () => {
  const platform = new ToyPlatform();
  const counter = counted(platform.transports());
  asked = counter.asked;
  gateway = await platform.start({ transports: counter.transports });
});
afterEach(() => gateway.stop());

const times = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, index) => of(index)).join(" ");
/** Each spreads the next one twice: as many fields as two to the power of their number. */
const doubling = (count: number, last: string) => `{ viewer { ...f0 } } ${times(count, (i) => `fragment f${i} on Student { ...f${i + 1} ...f${i + 1} }`)} fragment f${count} on Student { ${last} }`;

const TOO_LARGE: Readonly<Record<string, string>> = {
  characters: `{ role } ${"#".repeat(LIMITS.documentCharacters)}`,
  tokens: `{ ${"role ".repeat(LIMITS.tokens)} }`,
  depth: `{ viewer ${"{ nested ".repeat(LIMITS.depth)} { id } ${"}".repeat(LIMITS.depth)} }`,
  "depth through fragments": `{ viewer { ...a } } fragment a on Student { ${"nested { ".repeat(LIMITS.depth)} id ${"}".repeat(LIMITS.depth)} }`,
  aliases: `{ ${times(LIMITS.aliases + 1, (i) => `a${i}: role`)} }`,
  "aliases of __typename": `{ ${times(LIMITS.aliases + 1, (i) => `a${i}: __typename`)} }`,
  "aliases in a fragment, as often as it is spread": `{ ${times(7, () => "... a")} } fragment a on Query { ${times(10, (i) => `a${i}: role`)} }`,
  "aliases in fragments that double": doubling(8, "a: id"),
  "fields in fragments that double": doubling(40, "id"),
  fields: `{ ${"role ".repeat(LIMITS.fields + 1)} }`,
  "the same field": `{ ${"viewer { id } ".repeat(100)} }`,
  "directives at one place": `{ role ${"@include(if: true) ".repeat(LIMITS.directivesAtOnce + 1)} }`,
  directives: `{ ${"role @include(if: true) ".repeat(LIMITS.directives + 1)} }`,
  fragments: `{ viewer { id } } ${times(LIMITS.fragments + 1, (i) => `fragment f${i} on Student { id }`)}`,
  operations: times(LIMITS.operations + 1, (i) => `query q${i} { role }`),
};

describe("limits", () => {
  it.each(Object.entries(TOO_LARGE))("refuse too many %s, by every way in, and ask nobody", async (_what, query) => {
    const refusal = { errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] };
    const post = (headers: Record<string, string>) =>
      fetch(gateway.url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ query, operationName: query.includes("query q0") ? "q0" : undefined }) });
    const plain = await post({});
    expect({ status: plain.status, ...((await plain.json()) as object) }).toMatchObject({ status: 400, ...refusal });
    for (const accept of ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0, application/json"]) expect(await (await post({ accept })).text()).toContain('"code":"REQUEST_TOO_LARGE"');
    expect((await overWebSocket(gateway.url, { query, operationName: query.includes("query q0") ? "q0" : undefined })).payload).toMatchObject(refusal.errors);
    expect(asked()).toBe(0);
  });

  it("refuse a cycle of fragments before it is walked", async () => {
    const answer = await toys.ask("{ viewer { ...a } } fragment a on Student { ...b } fragment b on Student { ...a }");
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] });
  });

  it.each([
    ["deep", JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) as object],
    ["long", Array.from({ length: LIMITS.itemsInAList + 1 }, () => 1)],
  ])("refuse variables that are too %s", async (_what, value) => {
    expect(await toys.post({ query: "query($v: Int!) { echo(number: $v) }", variables: { v: 1, value } })).toMatchObject({ status: 400, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
  });

  it("let in what is as large as may be", async () => {
    expect(await toys.ask(`{ ${times(LIMITS.aliases, (i) => `a${i}: __typename`)} }`)).toMatchObject({ status: 200 });
    expect(await toys.ask(`{ viewer ${"{ nested ".repeat(LIMITS.depth - 2)} { id } ${"}".repeat(LIMITS.depth - 2)} }`)).toMatchObject({ status: 200 });
  });

  it.each(["query", "%71uery", "que%72y"])("refuse what comes by GET, as ?%s=, too", async (name) => {
    const headers = { "apollo-require-preflight": "true" };
    const answer = await fetch(`${gateway.url}?${name}=${encodeURIComponent(TOO_LARGE["aliases"]!)}`, { headers });
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status: 400, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
    expect(asked()).toBe(0);
    const fits = await fetch(`${gateway.url}?${name}=${encodeURIComponent("{ role }")}`, { headers });
    expect([fits.status, fits.headers.get("x-stages-cost")]).toEqual([200, "1"]);
  });

  it("refuse several operations in a list", async () => {
    expect(await toys.post(JSON.stringify([{ query: "{ role }" }, { query: "{ role }" }]))).toMatchObject({ status: 400 });
  });

  it("refuse a body that is too large, before it is read", async () => {
    const answer = await toys.post({ query: "{ role }", variables: { padding: "x".repeat(LIMITS.bodyBytes) } });
    expect(answer).toMatchObject({ status: 413, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
  });

  it("refuse a body in chunks that turns out too large, on a connection that can still say so", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(16 * 1024, 0x20)) });
    const response = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" } as RequestInit);
    expect([response.status, await response.json()]).toMatchObject([413, { errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] }]);
  });

  it("read on what is too much in chunks, so that its connection ends with its client", async () => {
    const socket = connect({ port: toys.gateway.port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
    const size = 300 * 1024;
    socket.write(`POST /documents HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\n \r\n${size.toString(16)}\r\n${" ".repeat(size)}\r\n0\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (data) => {
        text += String(data);
        socket.end();
      });
      socket.once("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  it.each(["query", "subscription"])("refuse a %s of nothing but braces, which the parser cannot go down into", async (kind) => {
    const query = `${kind} ${"{a".repeat(LIMITS.tokens)}`;
    for (const accept of ["application/json", "text/event-stream"]) {
      const response = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept }, body: JSON.stringify({ query }) });
      const text = await response.text();
      expect(text).toContain("REQUEST_TOO_LARGE");
      expect(text).not.toMatch(/call stack|INTERNAL_ERROR/);
    }
  });

  it("close a socket whose message is too large", async () => {
    const { client, closed } = toys.overWebSocket();
    await client.iterate({ query: "{ role }", variables: { padding: "x".repeat(LIMITS.bodyBytes) } }).next().catch(() => {});
    expect(await closed).toMatchObject({ code: 1009 });
  });
});

/** One operation, and the first message that answers it. */
function overWebSocket(url: string, payload: object): Promise<{ readonly type: string; readonly payload: unknown }> {
  const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { readonly type: string; readonly payload: unknown };
      if (message.type === "connection_ack") return socket.send(JSON.stringify({ type: "subscribe", id: "1", payload }));
      if (message.type === "error" || message.type === "next") {
        socket.close();
        resolve(message);
      }
    });
  });
}
