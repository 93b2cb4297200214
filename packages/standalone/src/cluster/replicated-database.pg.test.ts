import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { askFreePort } from "@stages/embedded-postgres/postmaster.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyForReplica, makeSlot } from "./copy-for-replica.ts";
import { processesOf } from "./fence.ts";
import { PRIMARY_SETTINGS, type ReplicatedDatabase, startReplicatedDatabase } from "./replicated-database.ts";

const PATIENCE = { timeout: 60_000 };

describe("a primary and the replica that its commits wait for", () => {
  const folder = mkdtempSync(join(tmpdir(), "stages-replicated-"));
  let running: ReplicatedDatabase;
  let primary: postgres.Sql;
  let replica: postgres.Sql;
  let mayRead = false;
  const said: string[] = [];

  beforeAll(async () => {
    const ports = { primary: await askFreePort(), replica: await askFreePort() };
    const alone = await startEmbeddedPostgres({ dataDir: join(folder, "primary"), port: ports.primary, settings: PRIMARY_SETTINGS });
    const url = alone.url("stages");
    await ensureDatabase(url);
    await makeSlot(url);
    primary = client(url);
    await primary`create table facts (id bigserial primary key, at timestamptz default clock_timestamp())`;
    await alone.stop();
    copyForReplica(join(folder, "primary"), join(folder, "replica"), url);
    replica = client(url.replace(String(ports.primary), String(ports.replica)));
    running = await startReplicatedDatabase({
      folder, database: "stages", ports, log: (line) => said.push(line), patienceMs: 4_000,
      setReads: async (allowed) => {
        mayRead = allowed;
      },
    });
  });
  afterAll(async () => {
    await running.stop();
    await primary.end({ timeout: 1 });
    await replica.end({ timeout: 1 });
    rmSync(folder, { recursive: true, force: true });
  });

  /** Written on the primary, then looked for on the replica at once, as the next request of the same person would. */
  async function missedOf(writes: number, settings = ""): Promise<number> {
    let missed = 0;
    const own = await primary.reserve();
    if (settings) await own.unsafe(settings);
    for (let n = 0; n < writes; n++) {
      const [row] = await own`insert into facts default values returning id`;
      if ((await replica`select from facts where id = ${row!["id"] as string}`).length === 0) missed += 1;
    }
    if (settings) await own.unsafe("reset all");
    own.release();
    return missed;
  }
  /** A long read on the replica, which what is written meanwhile has to wait behind. */
  const comesLate = async <T>(work: () => Promise<T>): Promise<T> => {
    await replica`select pg_wal_replay_pause()`;
    await expect.poll(async () => (await replica`select pg_get_wal_replay_pause_state() as state`)[0]!["state"], PATIENCE).toBe("paused");
    return work().finally(() => replica`select pg_wal_replay_resume()`);
  };

  it("is read as soon as it runs, and shows each write that was answered", async () => {
    expect(mayRead).toBe(true);
    expect(await missedOf(200)).toBe(0);
  });

  it("would show stale rows if commits did not wait for it to have applied them: the control", async () => {
    expect(await comesLate(() => missedOf(5, "set synchronous_commit = remote_write"))).toBe(5);
  });

  it("comes back after it was killed, without a write lost, and is read only once it shows them all", async () => {
    const before = said.length;
    process.kill(running.pids.replica!, "SIGKILL");
    const written = primary`insert into facts default values returning id`;
    await expect.poll(() => said.slice(before).at(-1), PATIENCE).toBe("Le réplica est de nouveau lu.");
    expect((await replica`select from facts where id = ${(await written)[0]!["id"] as string}`)).toHaveLength(1);
    expect(await missedOf(50)).toBe(0);
  });

  it("is done without when it does not follow any more, after reads have stopped and it is dead", async () => {
    const [before, frozen] = [said.length, running.pids.replica!];
    for (const pid of processesOf(frozen)) process.kill(pid, "SIGSTOP");
    const [row] = await primary`insert into facts default values returning id`;
    expect(row).toBeDefined();
    expect([mayRead, running.pids.replica === frozen]).toEqual([false, false]);
    await expect.poll(() => said.slice(before).at(-1), PATIENCE).toBe("Le réplica est de nouveau lu.");
    expect(await missedOf(50)).toBe(0);
  });

  it("the primary comes back after it was killed, with every write that was answered, on both", async () => {
    const before = said.length;
    const [{ count }] = (await primary`select count(*)::int as count from facts`) as unknown as [{ count: number }];
    process.kill(running.pids.primary!, "SIGKILL");
    await expect.poll(() => said.slice(before).at(-1), PATIENCE).toBe("Le réplica est de nouveau lu.");
    for (const one of [primary, replica]) expect(await one`select count(*)::int as count from facts`).toEqual([{ count }]);
    expect(await missedOf(50)).toBe(0);
  });
});

const client = (url: string) => postgres(url, { max: 2, backoff: () => 0.1, onnotice: () => {} });
