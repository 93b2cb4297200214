import { createHash, randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attachment } from "./files.ts";
import type { RunningGateway } from "./gateway.ts";
import { ToyPlatform } from "./toy-platform.ts";

const platform = new ToyPlatform();
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await platform.start();
});
afterAll(() => gateway.stop());

const at = (path: string) => new URL(path, gateway.url);
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const newToken = () => randomBytes(32).toString("base64url");
const PDF = Buffer.from("%PDF-1.7\n\u0000\u00ff…", "latin1");
const NAME = "Convention de stage – Zoé M. – 14 juin 2027.pdf";

function offered(): string {
  const token = newToken();
  platform.downloads.set(hashOf(token), { fileName: NAME, mediaType: "application/pdf", content: PDF.toString("base64") });
  return token;
}

function permitted(bytes: number): string {
  const token = newToken();
  platform.permits.set(hashOf(token), bytes);
  return token;
}

describe("a document", () => {
  it.each([
    ["by its address", (token: string) => fetch(at(`/documents/${token}`))],
    ["posted by the page of the mail", (token: string) => fetch(at("/documents"), { method: "POST", body: new URLSearchParams({ token }) })],
  ])("leaves as an attachment and byte for byte, %s", async (_title, get) => {
    const response = await get(offered());
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PDF);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": `attachment; filename="Convention de stage - Zoe M. - 14 juin 2027.pdf"; filename*=UTF-8''Convention%20de%20stage%20%E2%80%93%20Zo%C3%A9%20M.%20%E2%80%93%2014%20juin%202027.pdf`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; sandbox",
      "referrer-policy": "no-referrer",
    });
  });

  it.each([
    ["an unknown address", () => fetch(at(`/documents/${newToken()}`))],
    ["an unknown token", () => fetch(at("/documents"), { method: "POST", body: new URLSearchParams({ token: newToken() }) })],
    ["no token", () => fetch(at("/documents"), { method: "POST", body: "" })],
    ["something else", () => fetch(at("/documents"), { method: "POST", body: "token=../../etc/passwd" })],
    ["more than a token", () => fetch(at("/documents"), { method: "POST", body: `token=${"a".repeat(5_000)}` })],
  ])("is one page in French for %s", async (_title, get) => {
    const response = await get();
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toContain("Ce lien ne mène plus à un document");
  });

  it("is not fetched by who only looks", async () => {
    const token = offered();
    expect((await fetch(at(`/documents/${token}`), { method: "HEAD" })).status).toBe(404);
    const page = await fetch(at("/documents"));
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("form-action 'self'");
  });

  it("is said to be unavailable when the subgraph is", async () => {
    platform.down = "conventions";
    try {
      const response = await fetch(at(`/documents/${offered()}`));
      expect(response.status).toBe(503);
      expect(await response.text()).toContain("TEMPORARILY_UNAVAILABLE");
    } finally {
      platform.down = null;
    }
  });
});

describe("a deposit", () => {
  const put = (token: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => fetch(at(`/depots/${token}`), { method: "PUT", body, headers });
  const codeOf = async (response: Response) => ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code;

  it("arrives byte for byte, whatever type it says it is", async () => {
    const response = await put(permitted(PDF.length), new Uint8Array(PDF), { "content-type": "text/html" });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ fileId: `file_${platform.deposits.length}` });
    expect(platform.deposits.at(-1)).toEqual(PDF);
  });

  it("as large as may be", async () => {
    const large = Buffer.concat([Buffer.from("%PDF"), randomBytes(5 * 1024 * 1024 - 4)]);
    expect((await put(permitted(large.length), new Uint8Array(large))).status).toBe(201);
    expect(platform.deposits.at(-1)!.equals(large)).toBe(true);
  });

  it("is refused with the refusal of the graph, and its code", async () => {
    const response = await put(permitted(10), "<html>");
    expect(response.status).toBe(422);
    expect(await codeOf(response)).toBe("FILE_TYPE_REFUSED");
  });

  it("is not read where nothing is permitted", async () => {
    const response = await put(newToken(), "x");
    expect(response.status).toBe(404);
    expect(await codeOf(response)).toBe("UPLOAD_LINK_UNKNOWN");
  });

  it("is not believed to be as long as it says: reading stops at what was announced", async () => {
    const before = platform.deposits.length;
    const token = permitted(1_000);
    // Without a length, and without an end: it is refused on its way.
    const answered = await new Promise<{ status: number; code: string }>((resolve, reject) => {
      const sending = httpRequest(at(`/depots/${token}`), { method: "PUT", headers: { "transfer-encoding": "chunked" } }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => {
          sending.destroy();
          resolve({ status: response.statusCode!, code: (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code });
        });
      });
      sending.on("error", reject);
      sending.write(Buffer.alloc(2_000));
    });
    expect(answered).toEqual({ status: 413, code: "FILE_TOO_LARGE" });
    expect((await put(token, new Uint8Array(1_001))).status).toBe(413);
    expect(platform.deposits).toHaveLength(before);
  });

  it("is invited from no other site", async () => {
    const response = await fetch(at(`/depots/${permitted(10)}`), { method: "OPTIONS", headers: { origin: "https://elsewhere.example", "access-control-request-method": "PUT" } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(response.headers.get("access-control-allow-methods")).toBeNull();
  });
});

it.each([
  ["Convention.pdf", `attachment; filename="Convention.pdf"; filename*=UTF-8''Convention.pdf`],
  [`L'avenant (n° 1) "x"\\.pdf`, `attachment; filename="L'avenant (n_ 1) _x__.pdf"; filename*=UTF-8''L%27avenant%20%28n%C2%B0%201%29%20_x__.pdf`],
  ["../../etc/passwd", `attachment; filename="__.._etc_passwd"; filename*=UTF-8''__.._etc_passwd`],
  ["C:\\a.pdf", `attachment; filename="C__a.pdf"; filename*=UTF-8''C__a.pdf`],
  ["a\r\nset-cookie: x=1.pdf", `attachment; filename="a__set-cookie_ x=1.pdf"; filename*=UTF-8''a__set-cookie_%20x%3D1.pdf`],
  ["\u202Efdp.exe", `attachment; filename="_fdp.exe"; filename*=UTF-8''_fdp.exe`],
  ["a\0.pdf\u2066\u200b", `attachment; filename="a_.pdf__"; filename*=UTF-8''a_.pdf__`],
  ["\ud800.pdf", `attachment; filename="_.pdf"; filename*=UTF-8''%EF%BF%BD.pdf`],
  [`${"é".repeat(500)}.pdf`, `attachment; filename="${"e".repeat(200)}"; filename*=UTF-8''${"%C3%A9".repeat(200)}`],
])("names %s so that no header is broken", (name, expected) => {
  expect(attachment(name)).toBe(expected);
});
