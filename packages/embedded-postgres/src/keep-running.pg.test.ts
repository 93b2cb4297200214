import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { readPostmasterFile } from "./postmaster-file.ts";

const folder = mkdtempSync(join(tmpdir(), "stages-kept-"));
const dataDir = join(folder, "postgres");
const AWAY = "PostgreSQL s'est arrêté : il est relancé, et ce qui était répondu est dans son journal.";
const BACK = "PostgreSQL répond de nouveau.";
let server: EmbeddedPostgres;
let told: string[];
let back: PromiseWithResolvers<void>;

beforeAll(async () => {
  server = await startEmbeddedPostgres({
    dataDir,
    onTrouble: (sentence) => {
      told.push(sentence);
      if (sentence === BACK) back.resolve();
    },
  });
  await ask("create table kept (answer integer)");
});
beforeEach(() => {
  told = [];
  back = Promise.withResolvers();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(text: string): Promise<unknown[]> {
  const sql = postgres(server.url("postgres"), { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}

const pid = () => readPostmasterFile(join(dataDir, "cluster"))!.pid;

it("is started again on its port when it is killed, as often as it is, with all that was committed", async () => {
  const { port } = server;
  for (const answer of [1, 2]) {
    await ask(`insert into kept values (${answer})`);
    const former = pid();
    back = Promise.withResolvers();
    process.kill(former, "SIGKILL");
    await back.promise;
    expect(pid()).not.toBe(former);
  }
  expect(server.port).toBe(port);
  expect(await ask("select count(*)::int as rows from kept")).toEqual([{ rows: 2 }]);
  expect(told.filter((sentence) => sentence === AWAY || sentence === BACK)).toEqual([AWAY, BACK, AWAY, BACK]);
});

it("is adopted as it runs when it ended all its sessions by itself, after one of them was killed", async () => {
  const former = pid();
  const [session] = (await ask("select pid from pg_stat_activity where application_name = 'stages-owner'")) as { pid: number }[];
  process.kill(session!.pid, "SIGKILL");
  await back.promise;
  expect(pid()).toBe(former);
  expect(await ask("select count(*)::int as rows from kept")).toEqual([{ rows: 2 }]);
});

it("stays stopped once it is stopped", async () => {
  await server.stop();
  expect(readPostmasterFile(join(dataDir, "cluster"))).toBeNull();
  expect(told).toEqual([]);
});
