import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningGateway } from "./gateway.ts";
import { EVERYWHERE, HTTPS_ALONE } from "./security-headers.ts";
import { ToyPlatform } from "./toy-platform.ts";

const platform = new ToyPlatform();
let developing: RunningGateway;
let production: RunningGateway;
let unencrypted: RunningGateway;

beforeAll(async () => {
  const development = { personas: [{ name: "head", title: "Cheffe" }], issueToken: async (name: string) => name, examples: [], login: async (_: unknown, response: { end(): unknown }) => void response.end() };
  [developing, production, unencrypted] = await Promise.all([
    platform.start({ development: development as never }),
    platform.start({ publicUrl: "https://stages.example" }),
    platform.start({ publicUrl: "http://stages.example" }),
  ]);
});
afterAll(() => Promise.all([developing.stop(), production.stop(), unencrypted.stop()]));

const token = () => randomBytes(32).toString("base64url");
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

function document(): string {
  const one = token();
  platform.downloads.set(hashOf(one), { fileName: "Convention.pdf", mediaType: "application/pdf", content: "JVBERg==" });
  return one;
}
function permit(): string {
  const one = token();
  platform.permits.set(hashOf(one), 10);
  return one;
}
function figures(): string {
  const one = token();
  platform.exports.set(hashOf(one), { figure: "COVERAGE_BY_DEPARTMENT", campaignId: "c", academy: "22", department: null, schoolUai: null, by: "DAY", on: null, fileName: "Couverture.csv", rows: null, subject: "ministry", role: "MINISTRY" });
  return one;
}

type Ask = [what: string, path: string | (() => string), init?: RequestInit & { readonly headers?: Record<string, string> }];
const JSON_TYPE = { "content-type": "application/json" };
const query = (text: string, headers: Record<string, string> = {}) => ({ method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify({ query: text }) });

/** Each way in, and the ways in which each goes wrong. */
const PERSONAL: readonly Ask[] = [
  ["a query", "/graphql", query("{ viewer { firstName } }")],
  ["a mutation", "/graphql", query('mutation { sign(id: "c") { id } }')],
  ["an unreadable query", "/graphql", query("{")],
  ["a query that a subgraph fails", "/graphql", query("{ crash }")],
  ["a body that is no JSON", "/graphql", { method: "POST", headers: JSON_TYPE, body: "{" }],
  ["a body of another type", "/graphql", { method: "POST", body: "{}" }],
  ["a body that is too large", "/graphql", { method: "POST", headers: JSON_TYPE, body: "x".repeat(300_000) }],
  ["a forged token", "/graphql", query("{ role }", { authorization: "Bearer forged" })],
  ["another method", "/graphql", { method: "DELETE" }],
  ["a stream by SSE", "/graphql", query("{ role }", { accept: "text/event-stream" })],
  ["a refused stream", "/graphql", query("{ role }", { accept: "text/event-stream", authorization: "Bearer forged" })],
  ["a part by part answer", "/graphql", query("subscription { conventionStatusChanged { cursor } ", { accept: "multipart/mixed;subscriptionSpec=1.0" })],
  ["another site's page", "/graphql", query("{ role }", { origin: "https://elsewhere.example" })],
  ["a question before a request", "/graphql", { method: "OPTIONS", headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" } }],
  ["liveness", "/health"],
  ["readiness", "/ready"],
  ["a document", () => `/documents/${document()}`],
  ["no document", () => `/documents/${token()}`],
  ["a document posted for", "/documents", { method: "POST", body: "token=x" }],
  ["a deposit", () => `/depots/${permit()}`, { method: "PUT", body: "%PDF-1" }],
  ["a refused deposit", () => `/depots/${permit()}`, { method: "PUT", body: "<html>" }],
  ["a deposit that is too large", () => `/depots/${permit()}`, { method: "PUT", body: "x".repeat(11) }],
  ["no deposit", () => `/depots/${token()}`, { method: "PUT", body: "x" }],
  ["an export", () => `/exports/${figures()}`],
  ["no export", () => `/exports/${token()}`],
  ["nothing there", "/nothing"],
  ["nothing there, with a name that a header might be made of", "/%0d%0aset-cookie:a=b"],
  ["another's files", "/../../etc/passwd"],
  ["an address elsewhere, in an address", "/%2f%2felsewhere.example/%2f.."],
  ["an address elsewhere, as what comes next", "/nothing?next=https://elsewhere.example&redirect_uri=//elsewhere.example"],
  ["nothing there to post to", "/lien", { method: "POST", body: "x" }],
];
const PAGES: readonly Ask[] = [["a personal link", "/lien"], ["a signed copy", "/documents"], ["a verification", "/verifier"], ["notifications", "/notifications"], ["the rectorats' page", "/rectorat"]];
const ASSETS: readonly Ask[] = ["/lien/link.js", "/lien/link.css", "/documents/documents.js", "/documents/papers.css", "/verifier/verify.js", "/verifier/papers.css", "/notifications/notifications.js", "/notifications/notifications.css", "/notifications/notifications-worker.js"].map((path) => [path, path]);
const DEVELOPMENT: readonly Ask[] = [
  ["personas", "/development/personas"],
  ["examples", "/development/examples"],
  ["a token", "/development/token", { method: "POST", headers: JSON_TYPE, body: '{"persona":"head"}' }],
  ["no token", "/development/token", { method: "POST", body: "persona=head" }],
  ["the login", "/development/oidc/auth"],
  ["no such asset", "/page/nothing.js"],
  ["the mailbox as JSON", "/development/mailbox", { headers: { accept: "application/json" } }],
];

async function headersOf(gateway: RunningGateway, [, path, init]: Ask) {
  const leaving = new AbortController();
  const { status, headers } = await fetch(new URL(typeof path === "string" ? path : path(), gateway.url), { redirect: "manual", ...init, signal: leaving.signal });
  leaving.abort();
  return { status, ...Object.fromEntries(headers) } as { readonly status: number } & Readonly<Record<string, string>>;
}

const { "content-security-policy": SHUT, "cache-control": NO_STORE, ...ALWAYS } = EVERYWHERE;
/** What would let a string or somebody else's file become code. */
const LOOSE = /'unsafe-(?:inline|eval|hashes)'|'strict-dynamic'|(?:^|[\s;])(?:\*|https?:|blob:|data:)(?=[\s;]|$)/;
/** The icon is in the page, and a picture runs nothing. */
const withoutIcon = (policy: string) => policy.replace(/img-src (?:'self' )?data:/, "");

describe("an answer that is someone's, or nobody's", () => {
  it.each([...PERSONAL, ...DEVELOPMENT])("%s: everything shut, kept by nobody, and over TLS alone", async (what, path, init) => {
    const ask: Ask = [what, path, init];
    for (const gateway of DEVELOPMENT.some(([one]) => one === what) ? [developing] : [developing, production]) {
      const headers = await headersOf(gateway, ask);
      expect(headers).toMatchObject(ALWAYS);
      expect(headers["content-security-policy"]).toMatch(/^default-src 'none'/);
      expect(withoutIcon(headers["content-security-policy"]!)).not.toMatch(LOOSE);
      expect(headers["cache-control"]).toContain(NO_STORE);
      expect(headers["strict-transport-security"]).toBe(gateway === production ? HTTPS_ALONE["strict-transport-security"] : undefined);
      expect(headers["access-control-allow-origin"]).toBeUndefined();
      expect(headers["set-cookie"]).toBeUndefined();
      expect(headers["location"]).toBeUndefined();
      expect(headers["x-powered-by"] ?? headers["server"]).toBeUndefined();
    }
  });

  it("is what a route that nobody has thought of gets", async () => {
    expect(await headersOf(production, ["", `/${token()}`])).toMatchObject({ status: 404, "content-security-policy": SHUT, "cache-control": NO_STORE });
  });

  it("is told about TLS by a platform that people reach by it alone", async () => {
    expect((await headersOf(unencrypted, ["", "/health"]))["strict-transport-security"]).toBeUndefined();
  });
});

describe("a page", () => {
  it.each(PAGES)("of %s runs its own scripts alone, makes no string into code, and stands in no frame", async (what, path) => {
    const ask: Ask = [what, path];
    for (const gateway of [developing, production]) {
      const headers = await headersOf(gateway, ask);
      expect(headers).toMatchObject({ status: 200, ...ALWAYS, "cache-control": NO_STORE });
      const policy = headers["content-security-policy"]!;
      for (const directive of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) expect(policy.split("; ")).toContain(directive);
      expect(withoutIcon(policy)).not.toMatch(LOOSE);
      expect(policy).toMatch(/form-action '(?:none|self)'/);
    }
  });

  it.each<Ask>([["the address itself", "/"], ["the mailbox", "/development/mailbox"]])("without scripts, %s, applies its own style alone, by its hash", async (_what, path) => {
    const response = await fetch(new URL(path as string, (path === "/" ? production : developing).url));
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(await response.text())!;
    const policy = response.headers.get("content-security-policy")!;
    expect(policy).toContain(`style-src 'sha256-${createHash("sha256").update(style!).digest("base64")}'`);
    expect(policy).not.toContain("script-src");
    expect(withoutIcon(policy)).not.toMatch(LOOSE);
  });

  it("of the explorer, in development alone, is the only one with a style from anywhere in it", async () => {
    const { "content-security-policy": policy } = await headersOf(developing, ["", "/"]);
    expect(policy!.replace("style-src 'self' 'unsafe-inline'", "").replaceAll("'self' data:", "")).not.toMatch(LOOSE);
    expect((await headersOf(production, ["", "/"]))["content-security-policy"]).not.toContain("unsafe");
  });

  it.each(ASSETS)("%s is no other type than it says, and a worker asks for nothing", async (what, path) => {
    const headers = await headersOf(production, [what, path]);
    expect(headers).toMatchObject({ status: 200, "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin", "content-type": expect.stringMatching(/^text\/(?:css|javascript); charset=utf-8$/) });
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'/);
  });
});

it("is also what is said beside what the address cannot be read of", async () => {
  const { port } = new URL(production.url);
  const text = await new Promise<string>((resolve, reject) => {
    let all = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.end("GET http://[::1/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    socket.setEncoding("latin1").on("data", (part: string) => (all += part)).on("end", () => resolve(all)).on("error", reject);
  });
  expect(text).toMatch(/^HTTP\/1\.1 [45]\d\d /);
  expect(text.toLowerCase()).toContain("x-content-type-options: nosniff");
});
