import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { acceptsMultipart } from "./multipart.ts";
import { ToyClients } from "./toy-clients.ts";

const QUERY = "subscription ($after: String) { changesAfter(after: $after) { cursor } }";
const ACCEPT = "multipart/mixed;subscriptionSpec=1.0, application/json";

const toys = new ToyClients({ liveLimits: { heartbeatMs: 50 } });

/** The bytes of an answer, as they come. */
function posting(headers: Record<string, string> = {}, query = QUERY) {
  let text = "";
  const ended = Promise.withResolvers<string>();
  const headersCame = Promise.withResolvers<{ status: number; headers: Record<string, unknown> }>();
  const posted = request(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: ACCEPT, authorization: "Bearer head", ...headers } }, (response) => {
    headersCame.resolve({ status: response.statusCode!, headers: response.headers });
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk)).on("end", () => ended.resolve(text)).on("error", ended.reject);
  });
  posted.on("error", ended.reject);
  ended.promise.catch(() => {});
  posted.end(JSON.stringify({ query }));
  return { text: () => text, ended: ended.promise, head: headersCame.promise, leave: () => posted.destroy() };
}

const HEARTBEAT = "\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql";

describe("a multipart stream, byte by byte as Apollo's clients read it", () => {
  it("has the type that they look for, and parts that are complete as soon as they are sent", async () => {
    const { text, head, leave } = posting();
    expect(await head).toMatchObject({
      status: 200,
      headers: { "content-type": "multipart/mixed;boundary=graphql;subscriptionSpec=1.0", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" },
    });
    await toys.platform.whenSubscribed(1);
    expect(text()).toMatch(/^\r\n--graphql/);
    toys.platform.changeStatus("SIGNED");
    const event = '\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":{"changesAfter":{"cursor":"1"}},"extensions":{"cursor":"1"}}}\r\n--graphql';
    await expect.poll(() => text().replaceAll(HEARTBEAT, "")).toBe(`\r\n--graphql${event}`);
    leave();
    await toys.platform.whenSubscribed(0);
  });

  it("has a heartbeat when there is nothing else to say", async () => {
    const { text, leave } = posting();
    await expect.poll(() => text().split(HEARTBEAT).length).toBeGreaterThan(3);
    leave();
  });

  it.each([
    ["its token expires", () => toys.platform.now().add({ seconds: 1 }), "UNAUTHENTICATED"],
    ["the gateway stops", null, "TEMPORARILY_UNAVAILABLE"],
  ])("tells, beside a payload that is null, why it ends: %s", async (_why, expiry, code) => {
    const { ended } = posting({ authorization: expiry ? `Bearer head@${expiry()}` : "Bearer head" });
    if (!expiry) {
      await toys.platform.whenSubscribed(1);
      await toys.gateway.stop();
      toys.gateway = await toys.platform.start();
    }
    const parts = (await ended).replaceAll(HEARTBEAT, "");
    expect(parts).toMatch(/\r\n--graphql--\r\n$/);
    const last = JSON.parse(parts.split("\r\n\r\n").at(-1)!.split("\r\n--graphql")[0]!) as object;
    expect(last).toEqual({ payload: null, errors: [{ message: expect.any(String), extensions: { code } }] });
  });

  it("is for subscriptions alone: a query with the same header is answered as any", async () => {
    const { ended, head } = posting({}, "{ role }");
    expect(await head).toMatchObject({ status: 200, headers: { "content-type": expect.stringContaining("application/json") } });
    expect(await ended).toContain('"SCHOOL_HEAD"');
  });

  it("is refused before it begins to a bad token, with a status and in the client's type", async () => {
    const { ended, head } = posting({ authorization: "Bearer forged", accept: `${ACCEPT}, application/graphql-response+json` });
    expect(await head).toMatchObject({ status: 401, headers: { "content-type": expect.stringContaining("application/graphql-response+json") } });
    expect(JSON.parse(await ended)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });
});

it("also comes by GET, as Apollo Client does when it is told to use GET for queries", async () => {
  const left = new AbortController();
  const answer = await fetch(`${toys.gateway.url}?query=${encodeURIComponent(QUERY)}`, { headers: { accept: ACCEPT }, signal: left.signal });
  expect(answer.headers.get("content-type")).toContain("multipart/mixed");
  left.abort();
});

describe.each(["POST", "GET"])("a subscription by %s whose client takes no stream", (method) => {
  it("is told of the three ways in", async () => {
    const [url, body] = method === "GET" ? [`${toys.gateway.url}?query=${encodeURIComponent(QUERY)}`, null] : [toys.gateway.url, JSON.stringify({ query: QUERY })];
    const answer = await fetch(url, { method, body, headers: { "content-type": "application/json", accept: "application/json" } });
    expect(answer.status).toBe(400);
    const [error] = ((await answer.json()) as { errors: { message: string; extensions: object }[] }).errors;
    expect(error!.extensions).toEqual({ code: "BAD_REQUEST" });
    for (const way of ["graphql-transport-ws", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"]) expect(error!.message).toContain(way);
  });
});

it.each([
  ["multipart/mixed;subscriptionSpec=1.0, application/json", true],
  ['multipart/mixed; boundary="graphql"; subscriptionSpec="1.0", application/json', true],
  ["multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9", true],
  ["application/json, multipart/mixed;subscriptionSpec=1.0", true],
  ["multipart/mixed;deferSpec=20220824, application/json", false],
  ["multipart/mixed", false],
  ["application/json;subscriptionSpec=1.0", false],
])("Accept: %s → %s", (accept, accepted) => {
  expect(acceptsMultipart({ headers: { accept } } as never)).toBe(accepted);
});
