import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRates, networkOf, PLACES, places, type RateLimits } from "./rates.ts";
import { NO_RATES } from "./limits.ts";
import { ToyClients } from "./toy-clients.ts";

const codeOf = (error: unknown) => (error as { extensions: { code: string } }).extensions.code;
const outcomes = async (times: number, act: () => Promise<unknown>) => {
  const seen: string[] = [];
  for (let each = 0; each < times; each += 1) seen.push(await act().then(() => "in", codeOf));
  return seen;
};
const rates = (limits: Partial<RateLimits>) => createRates({ ...NO_RATES, ...limits });

describe("networkOf", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    [undefined, ""],
  ])("of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("rates", () => {
  it("let an address in so often, and another all the same", async () => {
    const { request } = rates({ requestsPerAddress: 3 });
    expect(await outcomes(4, () => request("192.0.2.1"))).toEqual(["in", "in", "in", "TOO_MANY_REQUESTS"]);
    expect(await outcomes(1, () => request("192.0.2.2"))).toEqual(["in"]);
  });

  it("count one who has many IPv6 addresses once", async () => {
    const { request } = rates({ requestsPerAddress: 2 });
    let host = 0;
    expect(await outcomes(3, () => request(`2001:db8::${(host += 1)}`))).toEqual(["in", "in", "TOO_MANY_REQUESTS"]);
  });

  it("weigh what is asked: a person's own wherever they are, a visitor's by address", async () => {
    const { spend } = rates({ costPerPerson: 100, anonymousCostPerAddress: 10 });
    const addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
    expect(await outcomes(3, () => spend({ subject: "head" }, addresses.shift(), 40))).toEqual(["in", "in", "TOO_MANY_REQUESTS"]);
    expect(await outcomes(1, () => spend({ subject: "other" }, "192.0.2.1", 100))).toEqual(["in"]);
    expect(await outcomes(3, () => spend({ subject: null }, "192.0.2.1", 5))).toEqual(["in", "in", "TOO_MANY_REQUESTS"]);
  });

  it("let in once what costs more than there is, with nothing left after it", async () => {
    const { spend } = rates({ costPerPerson: 100 });
    expect(await outcomes(2, () => spend({ subject: "head" }, undefined, 1_000))).toEqual(["in", "TOO_MANY_REQUESTS"]);
  });

  it("say after how many seconds, in French, as data and as a header", async () => {
    const { request } = rates({ requestsPerAddress: 1 });
    await request("192.0.2.1");
    const error = (await request("192.0.2.1").catch((refusal: unknown) => refusal)) as { message: string; extensions: { retryAfter: number; http: { status: number; headers: Map<string, string> } } };
    const { retryAfter, http } = error.extensions;
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(error.message).toContain(`recommencez dans ${retryAfter} seconde`);
    expect([http.status, http.headers.get("retry-after")]).toEqual([429, String(retryAfter)]);
  });

  it("hold no more places than they have, whoever comes, and nobody can choose whose to share", () => {
    const [here, elsewhere] = [places(), places()];
    const keys = Array.from({ length: 200_000 }, (_, index) => `192.0.2.${index}`);
    const taken = new Set(keys.map(here));
    expect(taken.size).toBeGreaterThan(PLACES * 0.9);
    expect(taken.size).toBeLessThanOrEqual(PLACES);
    expect(keys.slice(0, 100).filter((key) => here(key) === elsewhere(key)).length).toBeLessThan(5);
  });
});

describe("over HTTP, WebSocket, SSE and multipart", () => {
  const toys = new ToyClients({ liveLimits: { requestsPerAddress: 3 } });
  const post = (accept: string) => fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept }, body: JSON.stringify({ query: "{ role }" }) });

  it.each(["application/json", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0, application/json"])("%s is refused by 429 and when to come back", async (accept) => {
    for (let each = 0; each < 3; each += 1) expect((await post("application/json")).status).toBe(200);
    const refused = await post(accept);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({ errors: [{ message: expect.stringMatching(/recommencez dans \d+ seconde/), extensions: { code: "TOO_MANY_REQUESTS", retryAfter: Number(refused.headers.get("retry-after")) } }] });
  });

  it("a socket is told of the operation, and goes on", async () => {
    const { client } = toys.overWebSocket();
    const ask = () => client.iterate({ query: "{ role }" }).next();
    for (let each = 0; each < 3; each += 1) expect((await ask()).value).toMatchObject({ data: { role: "ANONYMOUS" } });
    for (let each = 0; each < 2; each += 1) await expect(ask()).rejects.toMatchObject([{ extensions: { code: "TOO_MANY_REQUESTS", retryAfter: expect.any(Number) } }]);
  });
});

describe("a person who asks for too much", () => {
  const toys = new ToyClients({ liveLimits: { costPerPerson: 3 } });

  it("is refused by every way in; others at their address are not", async () => {
    const head = { authorization: "Bearer head" };
    for (let each = 0; each < 3; each += 1) expect(await toys.ask("{ role }", head)).toMatchObject({ status: 200 });
    expect(await toys.ask("{ role }", head)).toMatchObject({ status: 429, errors: [{ extensions: { code: "TOO_MANY_REQUESTS" } }] });
    const { client } = toys.overWebSocket({ authorization: "Bearer head" });
    await expect(client.iterate({ query: "{ role }" }).next()).rejects.toMatchObject([{ extensions: { code: "TOO_MANY_REQUESTS" } }]);
    expect(await toys.ask("{ role }", { authorization: "Bearer ministry" })).toMatchObject({ status: 200 });
    expect(await toys.ask("{ role }")).toMatchObject({ status: 200 });
  });

  it("is told what an operation cost", async () => {
    const answer = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ convention { student { id } offer { title } } }" }) });
    expect(answer.headers.get("x-stages-cost")).toBe("4");
  });
});

describe("who tries tokens", () => {
  const toys = new ToyClients({ liveLimits: { wrongTokensPerAddress: 2 } });

  it("tries no more for a while, and whoever is known is let in from the same address", async () => {
    expect(await toys.ask("{ role }", { authorization: "Bearer head" })).toMatchObject({ status: 200 });
    for (let each = 0; each < 2; each += 1) expect(await toys.ask("{ role }", { authorization: "Bearer forged" })).toMatchObject({ status: 401 });
    expect(await toys.ask("{ role }", { authorization: "Bearer forged" })).toMatchObject({ status: 429 });
    expect(await toys.ask("{ role }", { authorization: "Bearer ministry" })).toMatchObject({ status: 429 });
    expect(await toys.ask("{ role }", { authorization: "Bearer head" })).toMatchObject({ status: 200 });
    expect(await toys.ask("{ role }")).toMatchObject({ status: 200 });
  });
});

describe("who tries codes", () => {
  const toys = new ToyClients({ liveLimits: { wrongSecretsPerAddress: 3 } });
  const ask = (code: string) => toys.ask(`{ a: verifyDocument(code: "${code}") ...more } fragment more on Query { role }`);

  it("tries no more for a while, whichever they are; what is right counts for nothing, and other questions are answered", async () => {
    toys.platform.genuine.set("right", "");
    for (let each = 0; each < 5; each += 1) expect(await ask("right")).toMatchObject({ data: { a: true } });
    for (let each = 0; each < 3; each += 1) expect(await ask(`wrong${each}`)).toMatchObject({ data: { a: false } });
    expect(await ask("right")).toMatchObject({ status: 429, errors: [{ extensions: { code: "TOO_MANY_REQUESTS" } }] });
    expect(await toys.ask("{ role }")).toMatchObject({ status: 200 });
  });
});

describe("who tries the addresses of files", () => {
  const toys = new ToyClients({ liveLimits: { wrongSecretsPerAddress: 3 } });
  const newToken = () => randomBytes(32).toString("base64url");
  const WAYS: readonly (readonly [string, (token: string) => readonly [string, RequestInit]])[] = [
    ["of documents", (token) => [`/documents/${token}`, {}]],
    ["of documents, by the page of the mail", (token) => ["/documents", { method: "POST", body: new URLSearchParams({ token }) }]],
    ["of exports", (token) => [`/exports/${token}`, {}]],
    ["of deposits", (token) => [`/depots/${token}`, { method: "PUT", body: "x" }]],
  ];
  const statusOf = async (way: (typeof WAYS)[number][1], token: string) => {
    const [path, init] = way(token);
    return (await fetch(new URL(path, toys.gateway.url), init)).status;
  };

  it.each(WAYS)("%s tries no more for a while, by any of them; what is right counts for nothing", async (_what, way) => {
    const right = newToken();
    const download = WAYS[0]![1];
    toys.platform.downloads.set(createHash("sha256").update(right).digest("hex"), { fileName: "a.pdf", mediaType: "application/pdf", content: "JVBERg==" });
    for (let each = 0; each < 5; each += 1) expect(await statusOf(download, right)).toBe(200);
    for (let each = 0; each < 3; each += 1) expect(await statusOf(way, newToken())).toBe(404);
    for (const [, other] of WAYS) expect(await statusOf(other, newToken())).toBe(429);
    expect(await statusOf(download, right)).toBe(429);
    expect(await toys.ask("{ role }")).toMatchObject({ status: 200 });
  });
});

describe("control: without the limits", () => {
  const toys = new ToyClients({ liveLimits: NO_RATES });

  it("a thousand guesses are all answered: of codes, and of addresses of files", async () => {
    const answered: number[] = [];
    for (let each = 0; each < 500; each += 10) {
      const wave = Array.from({ length: 10 }, (_, index) => [toys.ask(`{ verifyDocument(code: "wrong${each + index}") }`), fetch(new URL(`/documents/${randomBytes(32).toString("base64url")}`, toys.gateway.url))]).flat();
      for (const { status } of await Promise.all(wave)) answered.push(status);
    }
    expect(answered).toHaveLength(1_000);
    expect(answered.filter((status) => status === 429)).toEqual([]);
  });
});
