import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { PERSONAS } from "@stages/demonstration/personas.ts";
import { isAlive } from "@stages/embedded-postgres/postmaster-file.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { afterAll, describe, expect, it, vi } from "vitest";
import { HOST, REGISTER_HOST } from "../../../scripts/story/operations.ts";
import { Launched } from "./launched.ts";
import { preparedDatabase } from "./platform-under-test.ts";

const HOME = mkdtempSync(join(tmpdir(), "stages-launch-"));
/** As folders are named by people. */
const dataDir = join(HOME, "données de l'été");
const START = ["packages/standalone/src/main.ts"];

afterAll(async () => {
  await Launched.endAll();
  rmSync(HOME, { recursive: true, force: true });
});

const start = (environment: Record<string, string> = {}, script = START) => new Launched(script, { PORT: "0", STAGES_DATA_DIR: dataDir, ...environment });

const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 30_000, interval: 50 });

async function hostNamed(url: string, id: string): Promise<string | undefined> {
  const client = await clientOf("ministry", { url });
  const { host } = await client.need<{ host: { legalName: string } | null }>("query($id: ID!) { host(id: $id) { legalName } }", { id });
  await client.close();
  return host?.legalName;
}

describe("a new user's npm start", () => {
  const legalName = "Atelier du premier jour";
  let hostId: string;
  let token: string;

  it("shows its progress, then one block with the address and everyone one can be; `kill` stops all of it", async () => {
    const first = start();
    const { block, url } = await first.welcome();
    expect(first.progress).toContain("Chargement des données de démonstration… ");
    expect(block).toContain(`À ouvrir    ${new URL("/", url).href}\n`);
    for (const { name, description } of PERSONAS) expect(block).toMatch(new RegExp(`^  ${name} +${description.replaceAll(/[.()]/g, "\\$&")}$`, "m"));
    expect(await (await fetch(new URL("/", url))).text()).toContain("<title>");

    const manager = await clientOf("host-manager", { url });
    const input = { ...HOST, siret: siretFrom("9000000000004"), legalName };
    ({ registerHost: { id: hostId } } = await manager.need<{ registerHost: { id: string } }>(REGISTER_HOST, { input }));
    await manager.close();

    const issued = await new Launched(["--quiet", "scripts/token.ts", "student"], { STAGES_DATA_DIR: dataDir }).ended;
    expect(issued).toEqual({ code: 0, stdout: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/), stderr: "" });
    token = issued.stdout.trim();
    expect(await stagesClient({ url, token }).need("{ viewer { role } }")).toEqual({ viewer: { role: "STUDENT" } });

    const postgres = first.postgresPid()!;
    expect(isAlive(postgres)).toBe(true);
    expect(await first.stop()).toMatchObject({ code: 0, stderr: "" });
    expect(first.postgresPid()).toBeNull();
    await gone(postgres);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("keeps its data and its tokens from one start to the next, and starts again by itself after kill -9", async () => {
    const second = start();
    const { url } = await second.welcome();
    expect(second.progress).not.toContain("démonstration");
    expect(await hostNamed(url, hostId)).toBe(legalName);
    expect(await stagesClient({ url, token }).need("{ viewer { role } }")).toEqual({ viewer: { role: "STUDENT" } });

    second.killProgram();
    expect(await second.ended).toMatchObject({ code: 137 });
    const third = start();
    expect(await hostNamed((await third.welcome()).url, hostId)).toBe(legalName);

    const postgres = third.postgresPid()!;
    third.killBootstrap();
    // Nobody told the program to stop: it sees that its launcher is gone.
    await gone(postgres);
    await third.ended;
  });

  it("uses the server of DATABASE_URL, and starts none", async () => {
    const database = await preparedDatabase();
    const folder = join(HOME, "sans base");
    const launched = start({ DATABASE_URL: database.url, STAGES_DATA_DIR: folder });
    const { block, url } = await launched.welcome();
    expect(block).toContain("celle de DATABASE_URL");
    const client = await clientOf("student", { url });
    expect(await client.need("{ viewer { role } }")).toEqual({ viewer: { role: "STUDENT" } });
    await client.close();
    expect(readdirSync(folder)).toEqual(["development-issuer.json", "seal"]);
    expect(await launched.stop()).toMatchObject({ code: 0, stderr: "" });
    await database.drop();
  });

  it("in its distributed form is as well stopped by one `kill`, and leaves no process after kill -9", async () => {
    const database = await preparedDatabase();
    const startDistributed = () => start({ DATABASE_URL: database.url, STAGES_DATA_DIR: join(HOME, "réparti") }, ["packages/standalone/src/distributed.ts"]);
    const first = startDistributed();
    const { url } = await first.welcome();
    expect((await fetch(new URL("/ready", url))).status).toBe(200);
    expect(await first.stop()).toMatchObject({ code: 0, stderr: "" });
    await expect(fetch(url)).rejects.toThrow("fetch failed");

    const second = startDistributed();
    const { url: next } = await second.welcome();
    second.killProgram();
    // The last of its processes to hold the terminal's end is gone when that is closed.
    expect(await second.ended).toMatchObject({ code: 137 });
    await expect(fetch(next)).rejects.toThrow("fetch failed");
    await database.drop();
  });
});

describe("one sentence names the cause and the remedy when", () => {
  async function aTakenPort(): Promise<{ server: Server; port: number }> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { server, port: (server.address() as AddressInfo).port };
  }

  async function refused(environment: Record<string, string>, args = START): Promise<string> {
    const { code, stdout, stderr } = await new Launched(args, { STAGES_DATA_DIR: join(HOME, "jamais"), PORT: "0", ...environment }).ended;
    expect(code).toBe(1);
    // Nothing is done before what must be checked is.
    expect(stdout.replace(/^ {2}Connexion à la base de données de DATABASE_URL….*\n/, "")).toBe("");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(join(HOME, "jamais", "postgres"))).toBe(false);
    return stderr;
  }

  it("the port is taken", async () => {
    const { server, port } = await aTakenPort();
    const sentence = await refused({ PORT: String(port) });
    expect(sentence).toContain(`Le port ${port} est déjà pris`);
    expect(sentence).toContain(`PORT=${port + 1} npm start`);
    server.close();
  });

  it("the data folder is inside of a file", async () => {
    const file = join(HOME, "un fichier");
    writeFileSync(file, "");
    const sentence = await refused({ STAGES_DATA_DIR: join(file, "données") });
    expect(sentence).toContain(join(file, "données"));
    expect(sentence).toContain("STAGES_DATA_DIR");
  });

  it.each([
    [{ PORT: "abc" }, /La variable PORT vaut « abc » : .* PORT=4001/],
    [{ NODE_ENV: "production" }, /NODE_ENV vaut « production » : les personnages .* refusés/],
    [{ NODE_ENV: "prod" }, /La variable NODE_ENV vaut « prod »/],
    [{ STAGES_DATADIR: "/srv" }, /La variable STAGES_DATADIR .* STAGES_DATA_DIR/],
    [{ HOST: "192.0.2.1" }, /La variable HOST vaut « 192\.0\.2\.1 »/],
    [{ DATABASE_URL: "postgres://stages:secret@127.0.0.1:1/stages" }, /127\.0\.0\.1:1 ne répond pas \(ECONNREFUSED\)(?!.*secret)/],
  ])("the environment says %j", async (environment, sentence) => {
    expect(await refused(environment as unknown as Record<string, string>)).toMatch(sentence);
  });

  it.each([
    [["president"], {}, /Le personnage « president » n'existe pas ; il y a : student, /],
    [[], {}, /Dites pour qui \(npm run token -- student\)/],
    [["student"], { NODE_ENV: "production" }, /pas de jeton de développement en production/],
  ])("a token is asked for %j with %j", async (args, environment, sentence) => {
    expect(await refused(environment as Record<string, string>, ["--quiet", "scripts/token.ts", ...args])).toMatch(sentence);
  });
});
