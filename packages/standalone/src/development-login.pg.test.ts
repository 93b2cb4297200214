import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { DEVELOPMENT_CLIENT } from "@stages/demonstration/login/development-login.ts";
import { PERSONAS } from "@stages/demonstration/personas.ts";
import { stagesClient } from "@stages/client/client.ts";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await platformUnderTest("in-process");
});
afterAll(() => platform.stop());

/** A browser as far as a login needs one: it keeps cookies where they belong, and follows nothing by itself. */
class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async go(address: URL | string, form?: Record<string, string>): Promise<Response> {
    const url = new URL(address, platform.url);
    const sent = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path)).map(([name, { value }]) => `${name}=${value}`);
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: sent.join("; ") },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie)!;
      this.#cookies.set(name!, { value: value!, path: /path=([^;]+)/i.exec(rest!)?.[1] ?? "/" });
    }
    return response;
  }

  /** Follows redirections until a page, or until the client's own address. */
  async follow(address: URL | string, form?: Record<string, string>): Promise<{ response: Response; at: URL }> {
    let at = new URL(address, platform.url);
    let response = await this.go(at, form);
    for (let turn = 0; turn < 10 && response.headers.has("location"); turn++) {
      at = new URL(response.headers.get("location")!, at);
      if (at.href.startsWith(CALLBACK)) break;
      response = await this.go(at);
    }
    return { response, at };
  }
}

/** Of a client that develops on a port of its own. */
const CALLBACK = "http://localhost:5173/callback";

function authorization(change: Record<string, string | undefined> = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const parameters = {
    client_id: DEVELOPMENT_CLIENT,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid profile",
    state: randomBytes(8).toString("hex"),
    nonce: "n",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  };
  const url = new URL("/development/oidc/auth", platform.url);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return { url, verifier, state: parameters.state };
}

async function exchange(code: string, verifier: string): Promise<{ status: number; access_token?: string; id_token?: string; error?: string }> {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: CALLBACK, client_id: DEVELOPMENT_CLIENT, code_verifier: verifier });
  const response = await fetch(new URL("/development/oidc/token", platform.url), { method: "POST", body });
  return { status: response.status, ...((await response.json()) as object) };
}

async function codeFor(persona: string, browser = new Browser()) {
  const { url, verifier, state } = authorization();
  const { at: page } = await browser.follow(url);
  const { at } = await browser.follow(page, { persona });
  expect(at.searchParams.get("state")).toBe(state);
  return { code: at.searchParams.get("code")!, verifier };
}

const roleOf = async (token: string) => (await stagesClient({ url: platform.url, token }).ask<{ viewer: { role: string } }>("{ viewer { role } }")).data?.viewer.role;

describe("the login of development", () => {
  it("tells clients where everything is, under the address it is reached at", async () => {
    const origin = `http://localhost:${new URL(platform.url).port}`;
    const discovered = (await (await fetch(`${origin}/development/oidc/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
    expect(discovered).toMatchObject({
      issuer: `${origin}/development/oidc`,
      authorization_endpoint: `${origin}/development/oidc/auth`,
      token_endpoint: `${origin}/development/oidc/token`,
      code_challenge_methods_supported: ["S256"],
    });
    const { keys } = (await (await fetch(String(discovered["jwks_uri"]))).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: "OKP", alg: "EdDSA" });
    expect(keys[0]).not.toHaveProperty("d");
  });

  it("has no address under a host that is none", async () => {
    const { hostname, port } = new URL(platform.url);
    const asked = request({ hostname, port, path: "/development/oidc/.well-known/openid-configuration", headers: { host: "[::" } }).end();
    const [{ statusCode }] = (await once(asked, "response")) as [IncomingMessage];
    asked.destroy();
    expect(statusCode).toBe(400);
  });

  it("shows a French page with one button a persona, which asks for nothing from elsewhere", async () => {
    const { response, at } = await new Browser().follow(authorization().url);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('<html lang="fr">');
    expect(html.match(/<h1>/g)).toHaveLength(1);
    for (const { name } of PERSONAS) expect(html).toContain(`<button type="submit" name="persona" value="${name}">`);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("content-security-policy")).toContain("form-action 'self' http://localhost:5173");
    expect(at.pathname).toMatch(/^\/development\/oidc\/interaction\//);
  });

  it.each(["student", "school-head", "other-rectorat"])("lets one act as %s, by an access token like any other", async (persona) => {
    const { code, verifier } = await codeFor(persona);
    const { status, access_token: token, id_token: idToken } = await exchange(code, verifier);
    expect(status).toBe(200);
    expect(decodeProtectedHeader(token!)).toMatchObject({ alg: "EdDSA", typ: "at+jwt" });
    expect(await roleOf(token!)).toBe(PERSONAS.find(({ name }) => name === persona)!.role);
    expect(decodeJwt(idToken!)).toMatchObject({ sub: persona, nonce: "n", aud: DEVELOPMENT_CLIENT });
    const { status: refused } = await platform.post({ query: "{ viewer { role } }" }, { authorization: `Bearer ${idToken}` });
    expect(refused).toBe(401);
  });

  it("asks again at each login, so that one can become someone else", async () => {
    const browser = new Browser();
    for (const persona of ["student", "ministry"]) {
      const { code, verifier } = await codeFor(persona, browser);
      const { access_token: token } = await exchange(code, verifier);
      expect(await roleOf(token!)).toBe(PERSONAS.find(({ name }) => name === persona)!.role);
    }
  });

  it("gives a token once for a code, and to whoever began the login alone", async () => {
    const { code } = await codeFor("student");
    expect(await exchange(code, randomBytes(32).toString("base64url"))).toMatchObject({ status: 400, error: "invalid_grant" });
    const again = await codeFor("student");
    expect(await exchange(again.code, again.verifier)).toMatchObject({ status: 200 });
    expect(await exchange(again.code, again.verifier)).toMatchObject({ status: 400, error: "invalid_grant" });
  });

  it.each([
    ["without PKCE", { code_challenge: undefined, code_challenge_method: undefined }],
    ["with a challenge in clear", { code_challenge_method: "plain" }],
    ["for a token straight away", { response_type: "token" }],
    ["for another service's resource", { resource: "urn:other" }],
  ])("refuses a client that asks %s", async (_what, change) => {
    const { at } = await new Browser().follow(authorization(change).url);
    expect(at.href.startsWith(CALLBACK)).toBe(true);
    expect(at.href).toContain("error=");
    expect(at.searchParams.get("code")).toBeNull();
  });

  it.each([
    ["an address elsewhere", { redirect_uri: "https://forger.example/callback" }],
    ["another client's name", { client_id: "somebody" }],
  ])("sends nobody to %s, and says so in French", async (_what, change) => {
    const { response } = await new Browser().follow(authorization(change).url);
    expect(response.status).toBe(400);
    expect(response.headers.has("location")).toBe(false);
    expect(await response.text()).toContain("La connexion n'a pas abouti");
  });

  it("can be given up, knows no other persona, and is bound to its browser", async () => {
    const browser = new Browser();
    const { at: page } = await browser.follow(authorization().url);
    expect((await browser.go(page, { persona: "president" })).status).toBe(400);
    const elsewhere = await new Browser().go(page, { persona: "student" });
    expect(elsewhere.status).toBe(400);
    expect(await elsewhere.text()).toContain("dans un autre navigateur");
    const { at } = await browser.follow(page, { cancel: "1" });
    expect(at.searchParams.get("error")).toBe("access_denied");
  });
});
