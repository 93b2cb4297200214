import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ToyClients } from "./toy-clients.ts";
import { LISTENERS, type Listen, type Result, codeOf } from "./toy-listeners.ts";
import { ToyProxy } from "./toy-proxy.ts";

const QUERY = "subscription Listening($after: String, $unlike: Int) { changesAfter(after: $after, unlike: $unlike) { cursor convention { status offer { title } } } }";

const toys = new ToyClients();
let proxy: ToyProxy;
const leaving: (() => void)[] = [];
beforeEach(async () => {
  proxy = new ToyProxy(toys.gateway.url);
  await proxy.start();
});
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await proxy.stop();
});

/** One subscription of a client, and what it was told. */
function listening(listen: Listen, { token = "head", variables = {}, query = QUERY }: { token?: string; variables?: Record<string, unknown>; query?: string } = {}) {
  const results: Result[] = [];
  const ends: string[] = [];
  const leave = listen({ url: proxy.url, token, query, variables }, {
    next(result) {
      results.push(result);
    },
    error: (error) => void ends.push(codeOf(error)),
    complete: () => void ends.push("complete"),
  });
  leaving.push(leave);
  const seen = () => results.flatMap(({ data }) => (data?.["changesAfter"] as { cursor: string; convention: { status: string; offer: { title: string } } } | undefined) ?? []);
  return {
    results,
    ends,
    leave,
    seen,
    statuses: () => seen().map(({ convention }) => convention.status),
    /** The codes that came as results or as the end. urql tells again with each result what it told before. */
    reasons: () => [...new Set([...codesOf(results), ...ends])].filter((code) => code !== "complete"),
  };
}

const codesOf = (results: readonly Result[]) => results.flatMap(({ errors = [] }) => errors.map((error) => codeOf(error)));

describe.each(Object.entries(LISTENERS))("%s", (name, listen) => {
  it("hears events selected across subgraphs, and leaves", async () => {
    const one = listening(listen);
    await toys.platform.whenSubscribed(1);
    for (const status of ["DRAFT", "VALIDATED", "SIGNED"]) toys.platform.changeStatus(status);
    await expect.poll(one.statuses).toEqual(["DRAFT", "VALIDATED", "SIGNED"]);
    expect(one.seen()[0]!.convention.offer.title).toBe("Menuiserie");
    one.leave();
    await toys.platform.whenSubscribed(0);
  });

  it("goes on where it was, missing nothing and seeing nothing twice, after its gateway was killed", async () => {
    const before = listening(listen);
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("DRAFT");
    await expect.poll(before.statuses).toEqual(["DRAFT"]);
    const killed = toys.gateway;
    toys.gateway = await toys.platform.start();
    proxy.kill(toys.gateway.url);
    // It is told that the stream was lost, not only that it is complete.
    await expect.poll(before.reasons).toHaveLength(1);
    await killed.stop();
    await toys.platform.whenSubscribed(0);
    toys.platform.changeStatus("VALIDATED");
    const after = listening(listen, { variables: { after: before.seen().at(-1)!.cursor } });
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("SIGNED");
    await expect.poll(after.statuses).toEqual(["VALIDATED", "SIGNED"]);
  });

  it.each([
    ["a refusal of the subgraph", { variables: { after: "too-old" } }, "CURSOR_TOO_OLD"],
    ["what is wrong with its document", { query: "subscription Listening { nothing }" }, "GRAPHQL_VALIDATION_FAILED"],
  ])("reads the code of %s", async (_what, asked, code) => {
    await expect.poll(listening(listen, asked).reasons).toEqual([code]);
  });

  it("reads the code of what fails within an event, and goes on", async () => {
    const one = listening(listen);
    await toys.platform.whenSubscribed(1);
    toys.platform.down = "offers";
    toys.platform.changeStatus("DRAFT");
    await expect.poll(() => codesOf(one.results)).toEqual(["TEMPORARILY_UNAVAILABLE"]);
    toys.platform.down = null;
    toys.platform.changeStatus("SIGNED");
    await expect.poll(() => one.statuses().at(-1)).toBe("SIGNED");
  });

  it("is refused with a bad token", async () => {
    // Apollo's adapter for Relay reads of an answer that is not multipart only that it is not.
    const reason = name === "Relay, multipart" ? /Expected multipart/ : /^(UNAUTHENTICATED|HTTP 401)$/;
    await expect.poll(listening(listen, { token: "forged" }).reasons).toEqual([expect.stringMatching(reason)]);
  });
});

it("all of them read why they are ended when their token expires", async () => {
  // Long enough for all of them to be open by then, on a machine that has more to do.
  const token = `head@${toys.platform.now().add({ seconds: 4 })}`;
  const all = Object.entries(LISTENERS).map(([name, listen], unlike) => [name, listening(listen, { token, variables: { unlike } })] as const);
  await toys.platform.whenSubscribed(all.length);
  for (const [name, { reasons }] of all) await expect.poll(reasons, { message: name }).toEqual(["UNAUTHENTICATED"]);
  await toys.platform.whenSubscribed(0);
});
