import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { EVENT_STREAM, prefersEventStream, resumedBy } from "./sse.ts";
import { ToyClients } from "./toy-clients.ts";

const toys = new ToyClients();
const ACCEPT = { accept: "text/event-stream" };

describe("an event stream", () => {
  it("asks every proxy to let it through as it is", async () => {
    const { headers } = await fetch(`${toys.gateway.url}?query=${encodeURIComponent("{ role }")}`, { headers: ACCEPT });
    expect(Object.fromEntries(headers)).toMatchObject({ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" });
  });

  it("answers a query by one event and its completion, after an opening that says nothing", async () => {
    const text = await (await fetch(`${toys.gateway.url}?query=${encodeURIComponent("{ role }")}`, { headers: ACCEPT })).text();
    expect(text.replace(/^(:\r){2048}\n\n/, "")).toBe('event: next\ndata: {"data":{"role":"ANONYMOUS"}}\n\nevent: complete\ndata:\n\n');
  });

  it("runs no mutation that comes by GET", async () => {
    const query = encodeURIComponent('mutation { sign(id: "c9") { id } }');
    const text = await (await fetch(`${toys.gateway.url}?query=${query}`, { headers: ACCEPT })).text();
    expect(text).toContain('"code":"BAD_REQUEST"');
    expect(text).not.toContain("c9");
  });

  it.each([
    ["a type that a browser sends without asking", "{}", "text/plain", 415],
    ["a body that is not JSON", "{", "application/json", 400],
    ["a body that names no query", "{}", "application/json", 400],
    ["a body that is a list", "[]", "application/json", 400],
    ["variables that are a list", '{"query":"{ role }","variables":[]}', "application/json", 400],
    ["an operation's name that is none", '{"query":"{ role }","operationName":1}', "application/json", 400],
  ])("is not opened for %s", async (_what, body, type, status) => {
    const answer = await fetch(toys.gateway.url, { method: "POST", headers: { ...ACCEPT, "content-type": type }, body });
    expect([answer.status, await answer.json()]).toMatchObject([status, { errors: [{ extensions: { code: "BAD_REQUEST" } }] }]);
  });

  it.each([
    ["27", "event: next\nid: 27\ndata: "],
    ["events:8812", "event: next\nid: events:8812\ndata: "],
    ["2\ndata: forged", "event: next\ndata: "],
    [undefined, "event: next\ndata: "],
  ])("names an event by its cursor, when it fits on a line: %j", (cursor, beginning) => {
    expect(EVENT_STREAM.result({ data: {}, extensions: { cursor } }).startsWith(beginning)).toBe(true);
  });

  it.each([
    ["text/event-stream", true],
    ["text/event-stream, multipart/mixed", true],
    ["application/json, text/event-stream", false],
    ["*/*", false],
  ])("is what a client wants that accepts %s: %s", (accept, wanted) => {
    expect(prefersEventStream({ headers: { accept } } as never)).toBe(wanted);
  });
});

describe("Last-Event-ID", () => {
  const resumed = (query: string, variables: Record<string, unknown> | undefined, lastEventId: string | undefined) =>
    resumedBy({ headers: { "last-event-id": lastEventId } } as never, { query, variables }, parse(query)).variables;

  it.each([
    ["takes the place of the variable of `after`, whatever its name", "subscription ($from: String) { changesAfter(after: $from) { cursor } }", { from: "3" }, "9", { from: "9" }],
    ["is given to one that had no value", "subscription ($after: String) { changesAfter(after: $after) { cursor } }", undefined, "9", { after: "9" }],
    ["changes nothing where `after` is no variable", 'subscription { changesAfter(after: "3") { cursor } }', { a: 1 }, "9", { a: 1 }],
    ["changes nothing where there is no `after`", "subscription { changesAfter { cursor } }", undefined, "9", undefined],
    ["changes nothing when it is not sent", "subscription ($after: String) { changesAfter(after: $after) { cursor } }", { after: "3" }, undefined, { after: "3" }],
  ])("%s", (_what, query, variables, lastEventId, expected) => {
    expect(resumed(query, variables, lastEventId)).toEqual(expected);
  });
});
