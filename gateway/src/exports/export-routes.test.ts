import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer } from "node:http";
import { parse } from "csv-parse/sync";
import { GraphQLError } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunningGateway } from "../gateway.ts";
import { ToyPlatform } from "../toy-platform.ts";

const platform = new ToyPlatform();
let gateway: RunningGateway;
const NEVER_MS = 3_600_000;

beforeAll(async () => {
  gateway = await platform.start({ liveLimits: { stalledExportMs: NEVER_MS, connectionsPerPerson: 3 } });
});
afterAll(() => gateway.stop());

const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  platform.beforeSchools = () => {};
});

const ASKED = { figure: "COVERAGE_BY_TERRITORY", campaignId: "2027", academy: "22", department: null, schoolUai: null, by: "DAY", on: null, subject: "head", role: "SCHOOL_HEAD", fileName: "Couverture par territoire – Académie Limoges – 14 juin 2027.csv", rows: 7 };

function exported(over: object = {}): string {
  const token = randomBytes(32).toString("base64url");
  platform.exports.set(createHash("sha256").update(token).digest("hex"), { ...ASKED, ...over });
  return token;
}
const at = (token: string, url = gateway.url) => new URL(`/exports/${token}`, url);
const get = (token: string, init: RequestInit = {}) => fetch(at(token), init);
const read = (text: string): string[][] => parse(text, { bom: true, delimiter: ";" });

/** What a client has that reads the bytes itself: HTTP/1.0, as some proxies speak, has no chunks. */
async function raw(token: string, version: "1.0" | "1.1", url = gateway.url): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  clients.push(socket);
  // One that is broken off says so to whoever listens, and fails nobody else.
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(`GET /exports/${token} HTTP/${version}\r\nHost: localhost\r\n\r\n`);
  return socket;
}

/** How a connection ends: with what its client may take for the end of the file, or broken off. */
async function endOf(socket: Socket): Promise<{ readonly text: string; readonly end: string }> {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk)).resume();
  const end = await new Promise<string>((resolve) => {
    socket.once("end", () => resolve("closed")).once("error", ({ code }: NodeJS.ErrnoException) => resolve(String(code)));
  });
  return { text, end };
}

describe("a file", () => {
  it("comes line by line, as the one who asked, page by page", async () => {
    platform.schools = ["Lycée Perrier", '=HYPERLINK("http://exemple.test")', "Lycée\nde Brive", ...Array.from({ length: 2_100 }, (_, index) => `Lycée n° ${index}`)];
    const askedBy: unknown[] = [];
    platform.beforeSchools = (_from, { actor }) => void askedBy.push(actor);
    const response = await get(exported({ rows: 2_105 }));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="Couverture par territoire - Academie Limoges - 14 juin 2027.csv"; filename*=UTF-8''Couverture%20par%20territoire%20%E2%80%93%20Acad%C3%A9mie%20Limoges%20%E2%80%93%2014%20juin%202027.csv`,
      "x-stages-rows": "2105",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; sandbox",
      "transfer-encoding": "chunked",
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [headers, academy, department, ...schools] = read(bytes.toString());
    expect(headers!.slice(0, 3)).toEqual(["Niveau", "Code", "Nom"]);
    expect(academy!.slice(0, 3)).toEqual(["Académie", "22", "Académie 22"]);
    expect(academy!.at(-1)).toBe("0,53");
    expect(department![2]).toBe("Corrèze");
    expect(schools).toHaveLength(2_103);
    expect(schools.slice(0, 3).map(([, , name]) => name)).toEqual(["Lycée Perrier", `'=HYPERLINK("http://exemple.test")`, "Lycée de Brive"]);
    expect(askedBy).toEqual(Array.from({ length: 22 }, () => platform.people.get("head")));
  });

  it("of a figure that comes in an order of its own says how many lines it has", async () => {
    platform.schools = ["Lycée A", "Lycée B"];
    const response = await get(exported({ figure: "LEAST_COVERED_SCHOOLS", rows: null }));
    expect(response.headers.get("x-stages-rows")).toBe("2");
    expect(read(await response.text())).toHaveLength(3);
  });

  it("does not say how many lines it has where nobody knows", async () => {
    expect((await get(exported({ rows: null }))).headers.get("x-stages-rows")).toBeNull();
  });
});

describe("a link", () => {
  it.each([
    ["unknown, over or used up", () => get(randomBytes(32).toString("base64url"))],
    ["that is no token", () => get("..%2f..%2fetc%2fpasswd")],
    ["only looked at", () => get(exported(), { method: "HEAD" })],
    ["posted to", () => get(exported(), { method: "POST" })],
  ])("%s leads to nothing", async (_title, ask) => {
    const response = await ask();
    expect(response.status).toBe(404);
    expect(response.headers.get("content-disposition")).toBeNull();
  });

  it("that leads nowhere any more says so on a page in French", async () => {
    const response = await get(randomBytes(32).toString("base64url"));
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toContain("Ce lien ne mène plus à un fichier");
  });

  it.each([
    ["what the graph refuses", 403, "FORBIDDEN", { figure: "LEAST_COVERED_SCHOOLS" }],
    ["someone who is nobody any more", 401, "UNAUTHENTICATED", { subject: "gone" }],
    ["a role that they have no more", 403, "ROLE_NOT_HELD", { role: "MINISTRY" }],
    ["a figure that the graph does not have", 500, "GRAPHQL_VALIDATION_FAILED", { figure: "FUNNEL" }],
  ])("to %s is refused before a line is written: %i", async (_title, status, code, over) => {
    platform.beforeSchools = () => refuse("FORBIDDEN");
    const response = await get(exported(over));
    expect(response.status).toBe(status);
    expect(response.headers.get("content-disposition")).toBeNull();
    expect((await response.json()) as object).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it("is said to be unavailable when the subgraph is", async () => {
    platform.down = "people";
    try {
      expect((await get(exported())).status).toBe(503);
    } finally {
      platform.down = null;
    }
  });

  it("is one of the connections that a person may have", async () => {
    platform.schools = Array.from({ length: 300 }, (_, index) => `Lycée ${index}`);
    const held = Promise.withResolvers<void>();
    platform.beforeSchools = () => held.promise;
    const open = [get(exported()), get(exported()), get(exported())];
    const answers = await Promise.all(open);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await get(exported())).status).toBe(429);
    held.resolve();
    for (const answer of answers) expect(read(await answer.text())).toHaveLength(303);
    await vi.waitFor(async () => expect((await get(exported())).status).toBe(200), { timeout: 30_000 });
  });
});

const refuse = (code: string) => {
  throw new GraphQLError("Non.", { extensions: { code } });
};

describe("a file that cannot be finished", () => {
  const halfway = () => {
    platform.schools = Array.from({ length: 1_000 }, (_, index) => `Lycée ${index}`);
    platform.beforeSchools = (from) => (from >= 500 ? refuse("TEMPORARILY_UNAVAILABLE") : undefined);
    return exported();
  };

  const wholeOf = async (token: string) => (await get(token)).text();

  it("is broken off: who reads it is told that it is no file", async () => {
    await expect(wholeOf(halfway())).rejects.toThrow();
    expect(platform.logged).toContainEqual(expect.objectContaining({ message: "An export was broken off" }));
  });

  it("has no last chunk, and over HTTP/1.0 its connection is reset rather than closed", async () => {
    expect((await endOf(await raw(halfway(), "1.1"))).text).not.toContain("\r\n0\r\n");
    expect((await endOf(await raw(halfway(), "1.0"))).end).toBe("ECONNRESET");
  });

  it("would pass for a file over HTTP/1.0, were its connection only closed", async () => {
    const naive = createServer((_request, response) => {
      response.write("Nom\r\nLycée 1\r\n", () => response.destroy());
    });
    naive.listen(0, "127.0.0.1");
    await once(naive, "listening");
    try {
      expect(await endOf(await raw("x", "1.0", `http://127.0.0.1:${(naive.address() as AddressInfo).port}`))).toMatchObject({ end: "closed", text: expect.stringContaining("Lycée 1") });
    } finally {
      naive.close();
    }
  });

  it("is broken off by a right that is withdrawn while it comes", async () => {
    platform.people.set("leaving", { role: "RECTORAT", personId: "person_3", academies: ["22"], departments: [] });
    platform.schools = Array.from({ length: 1_000 }, (_, index) => `Lycée ${index}`);
    const pages: number[] = [];
    platform.beforeSchools = (from) => {
      pages.push(from);
      if (from !== 300) return;
      platform.people.delete("leaving");
      platform.changeActor("leaving");
    };
    await expect(wholeOf(exported({ subject: "leaving", role: "RECTORAT" }))).rejects.toThrow();
    expect(pages.length).toBeLessThan(10);
  });
});

describe("a client", () => {
  const LINE = "Lycée ".padEnd(2_000, "x");
  const PAGES = 400;
  /** 80 MB: far more than any system keeps for a connection that nobody reads. */
  const endless = () => {
    platform.schools = Array.from({ length: PAGES * 100 }, () => LINE);
    let pages = 0;
    platform.beforeSchools = () => void (pages += 1);
    return () => pages;
  };
  /** Until no more is asked for from one look to the next. */
  const settled = (pages: () => number) => {
    let before = 0;
    return vi.waitFor(() => {
      const wasSame = pages() === before;
      before = pages();
      expect(before > 0 && wasSame).toBe(true);
    }, { timeout: 30_000, interval: 250 });
  };

  it("that reads nothing has no more asked for than is taken, and the rest when it reads on", async () => {
    const pages = endless();
    const socket = await raw(exported(), "1.1");
    socket.pause();
    await settled(pages);
    expect(pages()).toBeLessThan(PAGES / 2);
    let last = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => (last = (last + chunk).slice(-10))).resume();
    await vi.waitFor(() => expect(last.endsWith("\r\n0\r\n\r\n")).toBe(true), { timeout: 30_000 });
    expect(pages()).toBe(PAGES);
  });

  it("that leaves has nothing more asked for", async () => {
    const pages = endless();
    const socket = await raw(exported(), "1.1");
    await once(socket, "data");
    socket.destroy();
    await settled(pages);
    expect(pages()).toBeLessThan(PAGES / 2);
  });

  it("that takes nothing for long is let go", async () => {
    const strict = await platform.start({ liveLimits: { stalledExportMs: 200 } });
    try {
      const pages = endless();
      const socket = await raw(exported(), "1.1", strict.url);
      socket.pause();
      await settled(pages);
      const asked = pages();
      const { end } = await endOf(socket);
      expect(end).toBe("ECONNRESET");
      expect(pages()).toBe(asked);
    } finally {
      await strict.stop();
    }
  });
});
