import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { ensureDatabase } from "./ensure-database.ts";
import { readPostmasterFile } from "./postmaster-file.ts";

const HOME = mkdtempSync(join(tmpdir(), "stages-embedded-"));
const IS_ROOT = process.getuid?.() === 0;
const running = new Set<EmbeddedPostgres>();
const children = new Set<ChildProcess>();
let folders = 0;

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await Promise.all([...running].map((server) => server.stop()));
  running.clear();
});
afterAll(() => rmSync(HOME, { recursive: true, force: true }));

const aFolder = (name = "données de l'été") => join(HOME, String(folders++), name);
const clusterOf = (dataDir: string) => join(dataDir, "cluster");

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  running.add(server);
  return server;
}

async function stop(server: EmbeddedPostgres): Promise<void> {
  await server.stop();
  running.delete(server);
}

async function query<T>(server: EmbeddedPostgres, text: string, database = "postgres"): Promise<T[]> {
  const sql = postgres(server.url(database), { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(text))] as T[];
  } finally {
    await sql.end();
  }
}

/** Another Node that starts the server and then does nothing, to be killed. */
async function anotherOwner(dataDir: string): Promise<ChildProcess> {
  const module = fileURLToPath(new URL("./embedded-postgres.ts", import.meta.url));
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    process.stdout.write("started");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  await once(child.stdout, "data");
  return child;
}

describe("a folder with spaces and accents", () => {
  const dataDir = aFolder();

  it("gets a server of version 18 that listens on this machine alone, in UTF-8, behind a password", async () => {
    const server = await start(dataDir);
    expect(server.adopted).toBe(false);
    const [facts] = await query<Record<string, string>>(
      server,
      `select current_setting('server_version') as version, current_setting('listen_addresses') as listens,
              current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync,
              pg_encoding_to_char(encoding) as encoding, upper('été') as upper from pg_database where datname = current_database()`,
    );
    expect(facts).toMatchObject({ version: expect.stringMatching(/^18\./), listens: "127.0.0.1", sockets: "", fsync: "on", encoding: "UTF8", upper: "ÉTÉ" });
    expect(statSync(join(dataDir, "password")).mode & 0o777).toBe(0o600);
    const stranger = postgres(server.url("postgres").replace(/:[^:@/]+@/, ":guess@"), { max: 1 });
    await expect(stranger`select 1`).rejects.toMatchObject({ code: "28P01" });
    await stranger.end();
  });

  it("keeps its data from one start to the next", async () => {
    const first = await start(dataDir);
    await Promise.all([ensureDatabase(first.url("stages")), ensureDatabase(first.url("stages"))]);
    await query(first, "create table kept as select 42 as answer", "stages");
    await stop(first);
    expect(readPostmasterFile(clusterOf(dataDir))).toBeNull();
    expect(await query(await start(dataDir), "select answer from kept", "stages")).toEqual([{ answer: 42 }]);
  });

  it("says that its server was lost, and recovers at the next start what was committed", async () => {
    const { promise: lost, resolve: onLost } = Promise.withResolvers<void>();
    const first = await startEmbeddedPostgres({ dataDir, onLost });
    await query(first, "create table committed as select 7 as answer", "stages");
    const { pid } = readPostmasterFile(clusterOf(dataDir))!;
    process.kill(pid, "SIGKILL");
    await lost;
    await stop(first);
    expect(await query(await start(dataDir), "select answer from committed", "stages")).toEqual([{ answer: 7 }]);
  });

  it("adopts, as it runs, the server of a Node that was killed, and can stop it", async () => {
    const owner = await anotherOwner(dataDir);
    const { pid } = readPostmasterFile(clusterOf(dataDir))!;
    owner.kill("SIGKILL");
    await once(owner, "exit");
    const server = await start(dataDir);
    expect(server.adopted).toBe(true);
    expect(readPostmasterFile(clusterOf(dataDir))?.pid).toBe(pid);
    await stop(server);
    expect(readPostmasterFile(clusterOf(dataDir))).toBeNull();
  });

  it("is refused to a second owner while the first lives, which goes on undisturbed", async () => {
    const server = await start(dataDir);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("starts over a postmaster.pid whose number now belongs to another program", async () => {
    writeFileSync(join(clusterOf(dataDir), "postmaster.pid"), `${process.pid}\n/x\n1\n9\n\n127.0.0.1\n1\nready   \n`);
    expect((await start(dataDir)).adopted).toBe(false);
  });

  it("says so when its password is lost, and when it was made by another major version", async () => {
    const password = readFileSync(join(dataDir, "password"));
    unlinkSync(join(dataDir, "password"));
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: "PASSWORD_LOST" });
    writeFileSync(join(dataDir, "password"), "another");
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: "PASSWORD_LOST" });
    writeFileSync(join(dataDir, "password"), password);
    writeFileSync(join(clusterOf(dataDir), "PG_VERSION"), "17\n");
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: "OTHER_MAJOR_VERSION" });
  });
});

describe("a folder that cannot serve", () => {
  it("is refused when it holds something else, and left as it was", async () => {
    const dataDir = aFolder();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, "thèse.odt"), "");
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: "FOLDER_NOT_OURS", message: expect.stringContaining("STAGES_DATA_DIR") });
  });

  it("is refused when its path leads through a file", async () => {
    const file = aFolder("file");
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "");
    await expect(startEmbeddedPostgres({ dataDir: join(file, "data") })).rejects.toMatchObject({ code: "FOLDER_NOT_WRITABLE" });
  });

  it.skipIf(process.platform !== "linux")("is refused where the system lets nobody make a folder, without trying for ever", async () => {
    await expect(startEmbeddedPostgres({ dataDir: "/proc/stages/data" })).rejects.toMatchObject({ code: "FOLDER_NOT_WRITABLE" });
  });

  const MOUNTS = [
    { options: "ro", code: "FOLDER_NOT_WRITABLE" },
    { options: "size=20m", code: "DISK_FULL" },
  ];
  it.skipIf(!canMount()).each(MOUNTS)("is refused on a file system mounted with $options", async ({ options, code }) => {
    const place = aFolder("place");
    mkdirSync(place, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place]);
    try {
      await expect(startEmbeddedPostgres({ dataDir: join(place, "data") })).rejects.toMatchObject({ code });
    } finally {
      execFileSync("umount", [place]);
    }
  });
});

it.skipIf(!IS_ROOT)("runs for root in a folder that no other account can walk to", async () => {
  const dataDir = aFolder("privé");
  mkdirSync(dataDir, { recursive: true });
  chmodSync(join(dataDir, ".."), 0o700);
  const server = await start(dataDir);
  await query(server, "create table t as select generate_series(1, 1000) as i");
  await query(server, "vacuum analyze t");
  await stop(server);
  expect(await query(await start(dataDir), "select count(*)::int as n from t")).toEqual([{ n: 1000 }]);
});

/** File modes do not hold root back: a full or read-only disk needs a real mount, which not every machine allows. */
function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), "stages-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
