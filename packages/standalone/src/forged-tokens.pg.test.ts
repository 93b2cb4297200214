import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER } from "@stages/demonstration/development-issuer.ts";
import { type Forgery, forgeriesOf } from "@stages/identity/forgeries.ts";
import { IssuerUnderTest } from "@stages/identity/jwks-server.ts";
import { readIssuers } from "@stages/identity/read-issuers.ts";
import { newInternalKeys, signCaller } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { createClient } from "graphql-ws";
import { calculateJwkThumbprint, importJWK, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const VIEWER = "{ viewer { role } }";
const FOLLOW = "subscription { conventionStatusChanged { cursor } }";

const educonnect = new IssuerUnderTest("ES256");
beforeAll(async () => {
  await educonnect.start();
  await educonnect.addKey("first");
});
afterAll(() => educonnect.stop());

/** Each forgery of a token of the persona "student", and good tokens that are not for this door. */
async function misused(dataDir: string): Promise<{ readonly good: string; readonly forged: readonly Forgery[] }> {
  const pair = JSON.parse(readFileSync(join(dataDir, "development-issuer.json"), "utf8")) as { privateKey: JWK; publicKey: JWK };
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: DEVELOPMENT_ISSUER, aud: DEVELOPMENT_AUDIENCE, sub: "student", client_id: "test", iat: now, exp: now + 600 };
  const [key, publicKey] = (await Promise.all([importJWK(pair.privateKey, "EdDSA"), importJWK({ ...pair.publicKey, ext: true }, "EdDSA")])) as [CryptoKey, CryptoKey];
  const kid = await calculateJwkThumbprint(pair.publicKey);
  const otherKey = { key: educonnect.keyOf("first").key, algorithm: educonnect.algorithm, kid: "first" };
  const { good, forged } = await forgeriesOf({ claims, algorithm: "EdDSA", kid, type: "at+jwt", key, publicKey, otherKey, forgersJwks: educonnect.jwksUrl });
  const caller = { actor: { role: "PLATFORM" }, now: Temporal.Now.instant(), requestId: "r" } as const;
  return {
    good,
    forged: [
      ...forged,
      { name: "an internal token", token: signCaller(caller, "people", newInternalKeys().signingKey, caller.now) },
      { name: "a personal link's session with a secret of one's own", token: `stl_${randomBytes(32).toString("base64url")}` },
      { name: "a personal link's session, truncated", token: `stl_${randomBytes(30).toString("base64url")}` },
      { name: "the prefix of a personal link's session alone", token: "stl_" },
      { name: "another issuer's good token that names a personal link", token: await educonnect.sign("first", { sub: "link|link_01kz0000000000000000000000" }) },
      { name: "another issuer's good token that names our persona", token: await educonnect.sign("first", { sub: "student" }) },
      { name: "another issuer's good token that names a whole subject of ours", token: await educonnect.sign("first", { sub: "persona|student" }) },
    ],
  };
}

describe.each(MODES)("%s", (mode) => {
  let platform: PlatformUnderTest;
  let good: string;
  let forged: readonly Forgery[];

  beforeAll(async () => {
    const keys = { url: educonnect.jwksUrl };
    const issuers = readIssuers(JSON.stringify({ issuers: [{ key: "educonnect", issuer: educonnect.url, audience: "stages-api", algorithms: ["ES256"], keys }] }));
    platform = await platformUnderTest(mode, issuers);
    ({ good, forged } = await misused(platform.dataDir));
  });
  afterAll(() => platform.stop());

  /** The names of those that were not refused in exactly this way. */
  async function notRefused(refused: (token: string) => Promise<boolean>, tokens: readonly Forgery[] = forged): Promise<readonly string[]> {
    const names: string[] = [];
    for (const { name, token } of tokens) if (!(await refused(token))) names.push(name);
    return names;
  }

  const refusedBy = ({ status, text }: { status: number; text: string }) =>
    // Node itself refuses headers beyond 16 kB.
    status === 431 || (status === 401 && text.includes('"code":"UNAUTHENTICATED"') && !text.includes('"data"'));

  async function send(url: string, authorization: string, body: object, accept = "application/json") {
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", accept, authorization }, body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  }

  it("knows many kinds of them", () => {
    expect(forged.length).toBeGreaterThanOrEqual(14);
  });

  it("accepts none over HTTP, where the good one is accepted", async () => {
    const ask = (token: string) => send(platform.url, `Bearer ${token}`, { query: VIEWER });
    expect(JSON.parse((await ask(good)).text)).toEqual({ data: { viewer: { role: "STUDENT" } } });
    expect(await notRefused(async (token) => refusedBy(await ask(token)))).toEqual([]);
  });

  it("accepts none over SSE", async () => {
    const ask = (token: string, query: string) => send(platform.url, `Bearer ${token}`, { query }, "text/event-stream");
    expect((await ask(good, VIEWER)).text).toContain('"role":"STUDENT"');
    expect(await notRefused(async (token) => refusedBy(await ask(token, FOLLOW)))).toEqual([]);
  });

  /** How the socket ended: its close code, or null when it answered. */
  async function overWebSocket(url: string, connectionParams: Record<string, unknown>, query: string, extensions?: Record<string, unknown>): Promise<number | null | string> {
    const client = createClient({ url: url.replace(/^http/, "ws"), retryAttempts: 0, connectionParams });
    try {
      const results = client.iterate({ query, ...(extensions ? { extensions } : {}) });
      const { value } = await results.next();
      void results.return?.();
      return JSON.stringify((value as { errors?: unknown })?.errors ?? null) === "null" ? null : "errors";
    } catch (error) {
      if (Array.isArray(error)) return String(error[0]?.extensions?.code);
      return (error as { code: number }).code;
    } finally {
      await client.dispose();
    }
  }

  it("closes the socket of each with 4403", async () => {
    const close = (token: string) => overWebSocket(platform.url, { authorization: `Bearer ${token}` }, VIEWER);
    expect(await close(good)).toBeNull();
    expect(await notRefused(async (token) => (await close(token)) === 4403)).toEqual([]);
  });

  it("accepts no good token that is not presented as it must be", async () => {
    const viewer = async (path: string, headers: Record<string, string | string[]>, body: object = {}) =>
      new Promise<string>((resolve, reject) => {
        const call = request(new URL(path, platform.url), { method: "POST", headers: { "content-type": "application/json", ...headers } }, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk)).on("end", () => resolve(text));
        });
        call.on("error", reject).end(JSON.stringify({ query: VIEWER, ...body }));
      });
    const answers = await Promise.all([
      viewer("/graphql", { authorization: [`Bearer ${good}`, `Bearer ${good}`] }),
      viewer("/graphql", { authorization: [`Bearer ${good}`, `Bearer ${forged[0]!.token}`] }),
      viewer("/graphql", { authorization: `Bearer ${good} ${good}` }),
      viewer("/graphql", { authorization: `Basic ${good}` }),
      viewer("/graphql", { authorization: good }),
      viewer(`/graphql?access_token=${good}`, {}),
      viewer("/graphql", { cookie: `token=${good}; access_token=${good}` }),
      viewer("/graphql", {}, { access_token: good, extensions: { token: good } }),
    ]);
    for (const answer of answers) expect(answer).not.toContain("STUDENT");
    for (const answer of answers.slice(0, 5)) expect(answer).toContain("UNAUTHENTICATED");
  });

  it.runIf(mode === "distributed").each(SUBGRAPH_NAMES)("%s by its own port answers 401 to whoever is not the gateway, whatever is asked", async (name) => {
    const url = platform.platform.urlOf(name)!;
    const other = SUBGRAPH_NAMES.find((one) => one !== name)!;
    const caller = { actor: { role: "PLATFORM" }, now: Temporal.Now.instant(), requestId: "r" } as const;
    const { signingKey } = newInternalKeys();
    const tokens: readonly Forgery[] = [
      ...forged,
      { name: "a user's good token", token: good },
      { name: "an internal token by a key of one's own", token: signCaller(caller, name, signingKey, caller.now) },
      { name: "an internal token for another subgraph", token: signCaller(caller, other, signingKey, caller.now) },
      { name: "nothing", token: "" },
    ];
    const queries = ["{ __typename }", "{ _service { sdl } }", 'query { _entities(representations: [{ __typename: "Student", id: "student_1" }]) { __typename } }', "{ __schema { types { name } } }"];
    for (const query of queries) expect(await notRefused(async (token) => refusedBy(await send(url, `Bearer ${token}`, { query })), tokens)).toEqual([]);
    expect(await notRefused(async (token) => (await overWebSocket(url, { authorization: `Bearer ${token}` }, "subscription { __typename }", { token })) === "UNAUTHENTICATED", tokens)).toEqual([]);
  });
});
