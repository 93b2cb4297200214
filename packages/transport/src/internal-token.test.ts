import { sign } from "node:crypto";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { sayingSkew } from "./clock-skew.ts";
import { callerVerifier, newInternalKeys, signCaller } from "./internal-token.ts";
import { type ServedSubgraph, serveSubgraph } from "./serve.ts";
import { ToyServable } from "./toy-servable.ts";
import type { Caller } from "./transport.ts";

const keys = newInternalKeys();
const at = Temporal.Instant.from("2027-01-01T00:00:00Z");
const caller: Caller = {
  actor: { role: "MINISTRY", personId: "person_01jz0000000000000000000000" },
  now: Temporal.Instant.from("2027-06-14T08:00:00.123Z"),
  requestId: "r-1",
};
const good = signCaller(caller, "people", keys.signingKey, at);

function rewritten(part: 0 | 1, change: object): string {
  const parts = good.split(".");
  const json = JSON.parse(Buffer.from(parts[part]!, "base64url").toString()) as object;
  parts[part] = Buffer.from(JSON.stringify({ ...json, ...change })).toString("base64url");
  return parts.join(".");
}

function resigned(part: 0 | 1, change: object): string {
  const signed = rewritten(part, change).split(".").slice(0, 2).join(".");
  return `${signed}.${sign(null, Buffer.from(signed), keys.signingKey).toString("base64url")}`;
}

const BAD: Record<string, string | undefined> = {
  "no token": undefined,
  "something else": "a.b.c",
  "another key's token": signCaller(caller, "people", newInternalKeys().signingKey, at),
  "a changed actor": rewritten(1, { actor: { role: "PLATFORM" } }),
  "another subgraph's token": signCaller(caller, "offers", keys.signingKey, at),
  "an expired token": signCaller(caller, "people", keys.signingKey, at.subtract({ seconds: 30 })),
  "a token from the future": signCaller(caller, "people", keys.signingKey, at.add({ seconds: 10 })),
  "a token of a longer life": resigned(1, { exp: at.epochMilliseconds / 1000 + 3600 }),
  "another issuer's token": resigned(1, { iss: "elsewhere" }),
  "another type of token": resigned(0, { typ: "at+jwt" }),
  "another algorithm": resigned(0, { alg: "none" }),
};

describe("a token of the gateway's that is refused for its instant", () => {
  it.each([
    ["whose clock is a minute before ours", 60, 60],
    ["whose clock is two minutes behind ours", -120, -120],
    ["and is within five seconds: none is refused", 4, null],
    ["and is a little old: none is refused", -20, null],
  ])("tells by how much the clocks differ: %s", (_, ahead, told) => {
    const skews: number[] = [];
    const callerOf = callerVerifier("people", keys.verificationKey, () => at, (seconds) => skews.push(seconds));
    const known = callerOf(signCaller(caller, "people", keys.signingKey, at.add({ seconds: ahead })));
    expect(known === null).toBe(told !== null);
    expect(skews).toEqual(told === null ? [] : [told]);
  });

  it("is said once in ten minutes, whichever way", () => {
    const said: string[] = [];
    let elapsed = 0;
    const say = sayingSkew("people", (sentence) => said.push(sentence), () => elapsed);
    for (const [minutes, skew] of [[0, 60], [1, 61], [9, 62], [11, -120]] as const) {
      elapsed = minutes * 60_000;
      say(skew);
    }
    expect(said).toEqual([expect.stringMatching(/people.*avance de 60 s/), expect.stringMatching(/people.*retarde de 120 s/)]);
  });
});

describe("a caller's token", () => {
  const callerOf = callerVerifier("people", keys.verificationKey, () => at);

  it("brings the caller unchanged", () => {
    expect(callerOf(good)).toEqual(caller);
  });

  it.each(Object.entries(BAD))("is refused: %s", (_what, token) => {
    expect(callerOf(token)).toBeNull();
  });

  it("ends after 30 seconds, although it was verified before", () => {
    let now = at;
    const later = callerVerifier("people", keys.verificationKey, () => now);
    expect(later(good)).not.toBeNull();
    now = at.add({ seconds: 30 });
    expect(later(good)).toBeNull();
  });
});

describe("a subgraph served to strangers", () => {
  let served: ServedSubgraph;
  beforeAll(async () => {
    served = await serveSubgraph(new ToyServable(), {
      port: 0,
      host: "127.0.0.1",
      verificationKey: keys.verificationKey,
      clock: () => at,
    });
  });
  afterAll(() => served.close());

  const queries = ["{ whoami }", "{ _service }", "{ _entities }", "{ __typename }", "not graphql"];
  const cases = Object.entries(BAD).flatMap(([what, token]) => queries.map((query) => [what, query, token] as const));

  it.each(cases)("answers 401 to %s asking %s", async (_what, query, token) => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (token) headers["authorization"] = `Bearer ${token}`;
    const response = await fetch(served.url, { method: "POST", headers, body: JSON.stringify({ query }) });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });

  it.each(Object.entries(BAD))("refuses a subscription over WebSocket: %s", async (_what, token) => {
    const client = createClient({ url: served.url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });
    const results = client.iterate({ query: "subscription { ticks(from: 1) { number } }", extensions: { token } });
    const errors: unknown = await results.next().catch((thrown: unknown) => thrown);
    expect(errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    await client.dispose();
  });

  it("answers its own", async () => {
    const response = await fetch(served.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${good}` },
      body: JSON.stringify({ query: "{ whoami }" }),
    });
    expect(await response.json()).toEqual({ data: { whoami: "MINISTRY 2027-06-14T08:00:00.123Z r-1" } });
  });

  it("takes a deposited file of 5 MB, as it travels", async () => {
    const content = Buffer.alloc(5 * 1024 * 1024).toString("base64");
    const response = await fetch(served.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${good}` },
      body: JSON.stringify({ query: "{ whoami }", variables: { content } }),
    });
    expect(response.status).toBe(200);
  });

  it("refuses a body over its limit", async () => {
    const response = await fetch(served.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${good}` },
      body: JSON.stringify({ query: "{ whoami }", variables: { padding: "x".repeat(9_000_000) } }),
    });
    expect(response.status).toBe(413);
  });

  it("tells that it lives without a token", async () => {
    expect((await fetch(new URL("/health", served.url))).status).toBe(200);
  });
});

it("keeps what narrows whoever came by a personal link", () => {
  const link = { purpose: "FOLLOW_INTERN", conventionId: "convention_01jz0000000000000000000000", studentId: "student_01jz0000000000000000000000" } as const;
  const narrowed: Caller = { ...caller, actor: { role: "TUTOR", personId: "person_01jz0000000000000000000000", email: "tuteur@atelier.example", link } };
  const read = callerVerifier("people", keys.verificationKey, () => at);
  expect(read(signCaller(narrowed, "people", keys.signingKey, at))?.actor).toEqual(narrowed.actor);
});
