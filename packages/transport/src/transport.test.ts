import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpTransport } from "./http.ts";
import { inProcessTransport } from "./in-process.ts";
import { newInternalKeys } from "./internal-token.ts";
import { type ServedSubgraph, serveSubgraph } from "./serve.ts";
import { ToyServable } from "./toy-servable.ts";
import type { Caller, SubgraphTransport } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

const caller: Caller = { actor: ANONYMOUS, now: Temporal.Instant.from("2027-06-14T08:00:00Z"), requestId: "r-1" };
const TICKS = "subscription ($from: Int!) { ticks(from: $from) { number role } }";

const WAYS = {
  "in process": async (toy: ToyServable) => ({ transport: inProcessTransport(toy), stop: async () => {} }),
  "over HTTP": async (toy: ToyServable) => {
    const { signingKey, verificationKey } = newInternalKeys();
    const served = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
    const transport = httpTransport({ name: toy.name, url: served.url, signingKey });
    return { transport, stop: () => served.close() };
  },
};

describe.each(Object.entries(WAYS))("a subgraph reached %s", (_way, start) => {
  const toy = new ToyServable();
  let transport: SubgraphTransport;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ transport, stop } = await start(toy));
  });
  afterAll(async () => {
    await transport.stop();
    await stop();
  });

  it("answers a query with variables", async () => {
    const query = "query Greet($name: String!) { hello(name: $name) }";
    expect(await transport.execute({ query, operationName: "Greet", variables: { name: "Lou" }, caller })).toEqual({
      data: { hello: "Bonjour Lou" },
    });
  });

  it("answers a mutation", async () => {
    expect(await transport.execute({ query: 'mutation { rename(to: "Léa") }', caller })).toEqual({ data: { rename: "Léa" } });
  });

  it("knows the caller, its instant and the request", async () => {
    const { data } = await transport.execute({ query: "{ whoami }", caller });
    expect(data).toEqual({ whoami: "ANONYMOUS 2027-06-14T08:00:00Z r-1" });
  });

  it("passes an error on as the schema made it, as plain data", async () => {
    const { data, errors } = await transport.execute({ query: "{ a: fails }", caller });
    expect(data).toEqual({ a: null });
    expect(JSON.parse(JSON.stringify(errors))).toMatchObject([
      { message: "Non.", path: ["a"], extensions: { code: "FORBIDDEN", field: "a.b" } },
    ]);
    expect(errors![0]).not.toBeInstanceOf(Error);
  });

  it("calls a variable of the wrong type bad input", async () => {
    const result = await transport.execute({ query: "query ($name: String!) { hello(name: $name) }", variables: { name: 3 }, caller });
    expect(result.data).toBeUndefined();
    expect(result.errors![0]!.extensions!["code"]).toBe("BAD_USER_INPUT");
  });

  it("answers nothing while what must be done before cannot be", async () => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    toy.mayAnswer = false;
    const REFUSED = [{ message: expect.any(String), extensions: { code: "TEMPORARILY_UNAVAILABLE" } }];
    expect(await transport.execute({ query: "{ whoami }", caller })).toEqual({ errors: REFUSED });
    expect(await transport.execute({ query: 'mutation { rename(to: "Léa") }', caller })).toEqual({ errors: REFUSED });
    expect(await transport.execute({ query: "{ _entities }", caller })).toEqual({ errors: [{ ...REFUSED[0], path: ["_entities", 0] }] });
    expect((await ticks.next()).value).toEqual({ errors: REFUSED, extensions: { cursor: "1", requestId: expect.any(String) } });
    await ticks.return!();
    toy.mayAnswer = true;
    expect(await transport.execute({ query: 'mutation { rename(to: "Léa") }', caller })).toEqual({ data: { rename: "Léa" } });
  });

  it("answers each event as a request of its own", async () => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    const ids = [await ticks.next(), await ticks.next(), await ticks.next()].map(({ value }) => value!.extensions!["requestId"]);
    expect(new Set([...ids, caller.requestId]).size).toBe(4);
    await ticks.return!();
  });

  it("gives each event of a subscription with its cursor, in the caller's name", async () => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    expect((await ticks.next()).value).toEqual({ data: { ticks: { number: 1, role: "ANONYMOUS" } }, extensions: { cursor: "1", requestId: expect.any(String) } });
    expect((await ticks.next()).value).toMatchObject({ data: { ticks: { number: 2 } } });
    await ticks.return!();
  });

  it("goes on after the event it is told to resume from", async () => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller, resumeFrom: "41" });
    expect((await ticks.next()).value).toMatchObject({ data: { ticks: { number: 42 } } });
    await ticks.return!();
  });

  it("closes the source when the consumer leaves while it waits for an event", async () => {
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    for (let i = 0; i < 3; i++) await ticks.next();
    await toy.whenOpen(1);
    const waiting = ticks.next();
    await ticks.return!();
    await toy.whenOpen(0);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it("opens nothing for a consumer that leaves before it listens", async () => {
    await transport.subscribe({ query: TICKS, variables: { from: 1 }, caller }).return!();
    expect(toy.open).toBe(0);
  });

  it("answers a refused subscription with one result without data, then ends", async () => {
    const refused = transport.subscribe({ query: "subscription { refused }", caller });
    const { value } = await refused.next();
    expect(value.errors).toMatchObject([{ message: "Non.", extensions: { code: "FORBIDDEN" } }]);
    expect(await refused.next()).toMatchObject({ done: true });
  });
});

describe("a subgraph that goes away", () => {
  it("surfaces in an operation and in an open subscription, without naming anyone", async () => {
    const { signingKey, verificationKey } = newInternalKeys();
    const served: ServedSubgraph = await serveSubgraph(new ToyServable(), { port: 0, host: "127.0.0.1", verificationKey });
    const transport = httpTransport({ name: "people", url: served.url, signingKey });
    const ticks = transport.subscribe({ query: TICKS, variables: { from: 1 }, caller });
    for (let i = 0; i < 3; i++) await ticks.next();
    const lost = ticks.next().catch((thrown: unknown) => thrown);
    await served.close();
    expect(await lost).toBeInstanceOf(SubgraphUnavailableError);
    const error = await transport.execute({ query: "{ whoami }", caller }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SubgraphUnavailableError);
    expect((error as Error).message).not.toMatch(/people|127\.0\.0\.1|ECONN/);
    await transport.stop();
  });
});

describe("a subgraph that takes its time", () => {
  it("is given up by a query, and waited for by a mutation, which goes on all the same", async () => {
    const held = Promise.withResolvers<void>();
    const toy = new ToyServable();
    toy.beforeAnswer = () => held.promise;
    const { signingKey, verificationKey } = newInternalKeys();
    const served = await serveSubgraph(toy, { port: 0, host: "127.0.0.1", verificationKey });
    const transport = httpTransport({ name: "people", url: served.url, signingKey, patience: { queries: 50, mutations: 60_000 } });
    const renamed = transport.execute({ query: 'mutation Rename__people__0 { rename(to: "Léa") }', caller });
    await expect(transport.execute({ query: "{ whoami }", caller })).rejects.toBeInstanceOf(SubgraphUnavailableError);
    held.resolve();
    expect(await renamed).toEqual({ data: { rename: "Léa" } });
    await transport.stop();
    await served.close();
  });
});
