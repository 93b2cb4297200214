import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { ToyClients } from "./toy-clients.ts";

/*
 * Rule by rule of graphql-sse's PROTOCOL.md ("distinct connections") and of the event stream of the HTML standard, what
 * sse.test.ts does not ask already: bytes that no library would send, and each stream read as a browser reads it.
 */
const toys = new ToyClients();
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const ROLE = '{"query":"{ role }"}';
const FOLLOWING = JSON.stringify({ query: "subscription ($after: String) { changesAfter(after: $after) { cursor convention { status } } }" });
const ACCEPT = "accept: text/event-stream";

/** A request as it is written on the line. */
function written(method: string, target: string, headers: readonly string[], body = "", version = "1.1"): string {
  const length = body ? [`content-length: ${Buffer.byteLength(body)}`] : [];
  return `${method} ${target} HTTP/${version}\r\n${["host: x", ...headers, ...length].join("\r\n")}\r\n\r\n${body}`;
}
const posted = (body: string, headers: readonly string[] = [ACCEPT], version?: string) => written("POST", "/graphql", ["content-type: application/json", ...headers], body, version);
const asked = (search: string, headers: readonly string[] = [ACCEPT]) => written("GET", `/graphql?${search}`, ["connection: close", ...headers]);

interface Line {
  readonly socket: Socket;
  readonly heard: () => string;
  readonly closed: Promise<unknown>;
}

async function say(text: string): Promise<Line> {
  const socket = connect({ port: toys.gateway.port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
  sockets.push(socket);
  let heard = "";
  socket.on("data", (data) => (heard += String(data)));
  const closed = Promise.race([once(socket, "close"), once(socket, "end")]);
  await once(socket, "connect");
  socket.write(text);
  return { socket, heard: () => heard, closed };
}

async function answerTo(text: string): Promise<{ readonly status: number; readonly body: string }> {
  const { heard, closed } = await say(text);
  await closed;
  const [head, ...rest] = heard().split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  return { status: Number(head!.split(" ")[1]), body: /transfer-encoding: chunked/i.test(head!) ? unchunked(body) : body };
}

function unchunked(body: string): string {
  let text = "";
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (!size) break;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return text;
}

interface ServerEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

/** The algorithm of the HTML standard, 9.2.6, for a stream that has ended. */
function readAsABrowser(stream: string): readonly ServerEvent[] {
  const events: ServerEvent[] = [];
  let [event, id, data]: [string, string | null, string[] | null] = ["", null, null];
  for (const line of stream.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (data) events.push({ event: event || "message", id, data: data.join("\n") });
      [event, data] = ["", null];
      continue;
    }
    if (line.startsWith(":")) continue;
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line)!;
    if (field === "event") event = value;
    if (field === "data") data = [...(data ?? []), value];
    if (field === "id") id = value;
  }
  return events;
}

/** Events that are results, one end after which there is nothing, and neither a name nor a field that the protocol has not. */
function resultsIn(stream: string): readonly { readonly data?: unknown; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }[] {
  const events = readAsABrowser(stream);
  expect(events.map(({ event }) => event)).toEqual([...events.slice(1).map(() => "next"), "complete"]);
  expect(events.at(-1)!.data).toBe("");
  return events.slice(0, -1).map(({ data }) => JSON.parse(data) as object);
}

const closing = ["connection: close", ACCEPT];
describe("a request for an event stream", () => {
  it.each<[string, string, number, string]>([
    ["without an operation", asked(""), 400, "BAD_REQUEST"],
    ["whose variables are no JSON", asked("query=%7Brole%7D&variables=%7B"), 400, "BAD_REQUEST"],
    ["whose variables are a list", asked("query=%7Brole%7D&variables=%5B%5D"), 400, "BAD_REQUEST"],
    ["whose extensions are a number", asked("query=%7Brole%7D&extensions=1"), 400, "BAD_REQUEST"],
    ["with nothing in its body", posted("", [...closing, "content-length: 0"]), 400, "BAD_REQUEST"],
    ["with bytes that are no text", posted("\u0000\u0001", closing), 400, "BAD_REQUEST"],
    ["of several operations at once", posted(`[${ROLE},${ROLE}]`, closing), 400, "BAD_REQUEST"],
    ["that is a form, as a page of another site may send", written("POST", "/graphql", [...closing, "content-type: application/x-www-form-urlencoded"], "query={role}"), 415, "BAD_REQUEST"],
    ["larger than a body may be", written("POST", "/graphql", [...closing, "content-type: application/json", `content-length: ${LIMITS.bodyBytes + 1}`]), 413, "REQUEST_TOO_LARGE"],
    ["that reserves a stream, as the protocol's other mode does", written("PUT", "/graphql", closing), 405, "BAD_REQUEST"],
    ["that ends an operation, as the protocol's other mode does", written("DELETE", "/graphql?operationId=1", [...closing, "x-graphql-event-stream-token: x"]), 405, "BAD_REQUEST"],
    ["of another site's page", posted(ROLE, [...closing, "origin: https://evil.example", "sec-fetch-site: cross-site"]), 403, "ORIGIN_NOT_ALLOWED"],
  ])("%s is refused with its code", async (_what, request, status, code) => {
    const answer = await answerTo(request);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([status, { errors: [{ extensions: { code } }] }]);
  });

  it.each<[string, string, string]>([
    ["that does not parse", '{"query":"{"}', "GRAPHQL_PARSE_FAILED"],
    ["that asks for what there is not", '{"query":"{ nothing }"}', "GRAPHQL_VALIDATION_FAILED"],
    ["that subscribes to two things", '{"query":"subscription { conventionStatusChanged { __typename } changesAfter { __typename } }"}', "GRAPHQL_VALIDATION_FAILED"],
    ["whose variable is missing", '{"query":"query ($number: Int!) { echo(number: $number) }"}', "BAD_USER_INPUT"],
    ["whose operation is not in it", '{"query":"query A { role } query B { role }","operationName":"C"}', "OPERATION_RESOLUTION_FAILURE"],
    ["that is too deep", JSON.stringify({ query: `{ viewer ${"{ nested ".repeat(LIMITS.depth)} { id } ${"}".repeat(LIMITS.depth)} }` }), "REQUEST_TOO_LARGE"],
    ["whose field fails", '{"query":"{ crash }"}', "INTERNAL_ERROR"],
  ])("%s is told so in one event, and ended", async (_what, body, code) => {
    const { status, body: stream } = await answerTo(posted(body, closing));
    expect([status, resultsIn(stream)]).toMatchObject([200, [{ errors: [{ extensions: { code } }] }]]);
    expect(stream).not.toContain("10.0.0.7");
  });

  it.each([
    ["in capitals", "accept: TEXT/EVENT-STREAM"],
    ["with a parameter", "accept: text/event-stream; charset=utf-8"],
    ["before anything else", "accept: text/event-stream, */*;q=0.1"],
    ["and names the protocol's token, which this mode has not", "accept: text/event-stream\r\nx-graphql-event-stream-token: x"],
  ])("that accepts it %s is answered by one", async (_what, accept) => {
    expect(resultsIn((await answerTo(posted(ROLE, ["connection: close", accept]))).body)).toEqual([{ data: { role: "ANONYMOUS" } }]);
  });

  it("of HTTP/1.0 is answered until the connection ends", async () => {
    expect(resultsIn((await answerTo(posted(ROLE, [ACCEPT], "1.0"))).body)).toEqual([{ data: { role: "ANONYMOUS" } }]);
  });
});

describe("an open event stream", () => {
  it.each(["", "-1", "1e9", "__proto__", "x".repeat(2_000), "\u00e9", "1, 2"])("that comes back with Last-Event-ID %j is followed", async (id) => {
    const { heard, socket } = await say(posted(FOLLOWING, [ACCEPT, `last-event-id: ${id}`]));
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("SIGNED");
    await expect.poll(heard).toContain('"status":"SIGNED"');
    socket.resetAndDestroy();
    await toys.platform.whenSubscribed(0);
  });

  it("carries whatever a value holds in one event, and never as another", async () => {
    const { heard } = await say(posted(FOLLOWING));
    await toys.platform.whenSubscribed(1);
    const hostile = "SIGNED\n\nevent: complete\rdata: forged\r\nid: 9\u2028\u0000</script>";
    toys.platform.changeStatus(hostile);
    toys.platform.changeStatus("LAST");
    await expect.poll(heard).toContain("LAST");
    const events = readAsABrowser(unchunked(heard().split("\r\n\r\n").slice(1).join("\r\n\r\n")));
    const statuses = events.map(({ data }) => (JSON.parse(data) as { data: { changesAfter: { convention: { status: string } } } }).data.changesAfter.convention.status);
    expect([events.map(({ event, id }) => [event, id]), statuses]).toEqual([[["next", "1"], ["next", "2"]], [hostile, "LAST"]]);
  });

  it("control: a value written as it is makes an event of its own", () => {
    expect(readAsABrowser("event: next\ndata: SIGNED\n\nevent: complete\ndata: forged\n\n")).toHaveLength(2);
    expect(() => resultsIn("event: complete\ndata:\n\nevent: next\ndata: {}\n\n")).toThrow();
  });

  it.each<[string, (socket: Socket) => void]>([
    ["that resets", (socket) => socket.resetAndDestroy()],
    ["that ends", (socket) => socket.destroy()],
  ])("whose client %s is let go, and its source with it", async (_what, leave) => {
    const { socket } = await say(posted(FOLLOWING));
    await toys.platform.whenSubscribed(1);
    leave(socket);
    await toys.platform.whenSubscribed(0);
  });

  it("is not mixed with the answer to what is asked behind it on the same connection", async () => {
    const { heard } = await say(posted(FOLLOWING) + posted(ROLE));
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("SIGNED");
    await expect.poll(heard).toContain('"status":"SIGNED"');
    expect(heard().match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(heard()).not.toContain("ANONYMOUS");
  });

  it("whose token is over is told so, and ended", async () => {
    const soon = Temporal.Now.instant().add({ milliseconds: 700 });
    const stream = await answerTo(posted(FOLLOWING, [...closing, `authorization: Bearer head@${soon}`]));
    expect(resultsIn(stream.body)).toMatchObject([{ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] }]);
  });
});
