import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PageIssuer } from "../config.ts";
import { rectoratPage } from "./rectorat-page.ts";

const ISSUERS: readonly PageIssuer[] = [
  { name: "ProConnect", issuer: "https://proconnect.example/api/v2", clientId: "stages-pages", scope: "openid email", alsoAt: ["https://jetons.proconnect.example/v2"] },
  { name: "le guichet", issuer: "https://guichet.example", clientId: "stages", scope: "openid" },
];
const HTML = "<!doctype html><title>Tableau de bord</title>";

let server: Server;
let origin: string;
let builds = 0;

beforeAll(async () => {
  const bundle = async () => {
    builds += 1;
    if (builds === 1) throw new Error("no space left");
    return new Map([["index.html", { type: "text/html; charset=utf-8", content: Buffer.from(HTML) }], ["assets/a-1.woff2", { type: "font/woff2", content: Buffer.from("font") }]]);
  };
  const page = rectoratPage(bundle, () => ISSUERS);
  server = createServer((request, response) => {
    page(request.url!, request, response).then((answered) => answered || response.writeHead(404).end(), () => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it("is built when it is first asked for, and again after a failure", async () => {
  expect(builds).toBe(0);
  expect((await fetch(`${origin}/rectorat`)).status).toBe(500);
  expect((await fetch(`${origin}/rectorat`)).status).toBe(200);
  expect((await fetch(`${origin}/rectorat`, { method: "HEAD" })).status).toBe(200);
  expect(builds).toBe(2);
});

it("lets the page out to where the issuers answer, and tells it no more of them than it needs", async () => {
  const policy = (await fetch(`${origin}/rectorat`)).headers.get("content-security-policy");
  expect(policy).toContain("connect-src 'self' https://proconnect.example https://jetons.proconnect.example https://guichet.example;");
  expect(await (await fetch(`${origin}/rectorat/issuers.json`)).json()).toEqual({
    issuers: [{ name: "ProConnect", issuer: "https://proconnect.example/api/v2", clientId: "stages-pages", scope: "openid email" }, { name: "le guichet", issuer: "https://guichet.example", clientId: "stages", scope: "openid" }],
  });
});

it("packs what is worth it for those who take it so", async () => {
  const plain = await fetch(`${origin}/rectorat`, { headers: { "accept-encoding": "identity" } });
  expect([plain.headers.get("content-encoding"), plain.headers.get("vary"), await plain.text()]).toEqual([null, "accept-encoding", HTML]);
  const asked = await new Promise<Buffer>((resolve, reject) => {
    get(`${origin}/rectorat`, { headers: { "accept-encoding": "br, gzip" } }, (response) => response.once("data", resolve)).once("error", reject);
  });
  expect(gunzipSync(asked).toString()).toBe(HTML);
  const font = await fetch(`${origin}/rectorat/assets/a-1.woff2`);
  expect([font.headers.get("content-encoding"), font.headers.get("cache-control")]).toEqual([null, "public, max-age=31536000, immutable"]);
});

it.each(["/rectorat/", "/rectorat/../package.json", "/rectorat/assets/", "/rectorats"])("knows nothing at %s", async (path) => {
  expect((await fetch(origin + path)).status).toBe(404);
});

it("is only read", async () => {
  expect((await fetch(`${origin}/rectorat`, { method: "POST" })).status).toBe(404);
});
