import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { connect, type Connection } from "@stages/database/connection.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { FAILING_STATEMENTS, PLANTED_PARTS } from "@stages/testing/failing-statements.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { sql as statement } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BELLS, bellsDatabase, ring, RINGER, WAKES } from "./bells-under-test.ts";
import { jobReadings } from "./job-readings.ts";
import { migrateJobs, NEWEST_MIGRATION } from "./migrate-jobs.ts";
import { atMidnight } from "./recurring.ts";
import { type Runner, type RunnerOptions, startRunner } from "./runner.ts";
import { schedule } from "./schedule.ts";
import { jobsRoleOf } from "./schema-of.ts";
import { forgetDeadJobs, runAgain, troubledJobs } from "./troubled-jobs.ts";

let database: TestDatabase;
/** As the platform, and as whoever rings. */
let platform: Connection;
let ringer: Connection;
let runners: Runner[] = [];

beforeAll(async () => {
  database = await bellsDatabase();
  platform = connect({ url: database.url, name: "test", max: 4, role: jobsRoleOf(BELLS) });
  ringer = connect({ url: database.url, name: "test", max: 2, role: RINGER });
});
afterAll(async () => {
  await platform.close();
  await ringer.close();
  await database.drop();
});
beforeEach(async () => {
  await platform.db.execute(statement`delete from conventions.bells`);
  await platform.db.execute(statement`delete from conventions.rung`);
  await platform.db.execute(statement`delete from conventions_jobs._private_jobs`);
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  runners = [];
});

const NOON = Temporal.Instant.from("2027-06-16T10:00:00Z");
const start = async (over: Partial<RunnerOptions> = {}) => {
  const runner = await startRunner({
    url: database.url, subgraph: BELLS, recurring: [], clock: systemClock, onFailure: () => {},
    tasks: [{ name: "ring", run: (id, now) => ring(platform.client, id, now) }], ...over,
  });
  runners.push(runner);
  return runner;
};
/** By whoever rings: the row, and its job with it. */
const set = async (id: string, at: Temporal.Instant | null, db = ringer.db) => {
  await db.transaction(async (tx) => {
    await tx.execute(statement`insert into conventions.bells values (${id}, ${at?.toString() ?? null}) on conflict (id) do update set rings_at = excluded.rings_at`);
    await tx.execute(statement`select conventions.wake_bells(${`{${id}}`}::uuid[])`);
  });
};
const jobs = async () => [...(await platform.db.execute<{ key: string; at: string }>(statement`select key, to_json(run_at at time zone 'UTC') #>> '{}' as at from conventions_jobs._private_jobs order by key`))];
const rung = async () => (await platform.db.execute<{ id: string }>(statement`select id from conventions.rung order by at`)).map(({ id }) => id);

describe("a wake-up", () => {
  it("follows its row in the same transaction: set, moved, taken away, and never where that is rolled back", async () => {
    const id = randomUUID();
    await set(id, NOON);
    expect(await jobs()).toEqual([{ key: `ring/${id}`, at: "2027-06-16T10:00:00" }]);
    await set(id, NOON.add({ minutes: 15 }));
    expect(await jobs()).toEqual([{ key: `ring/${id}`, at: "2027-06-16T10:15:00" }]);
    await ringer.db.transaction(async (tx) => {
      await tx.execute(statement`update conventions.bells set rings_at = null where id = ${id}`);
      await tx.execute(statement`select conventions.wake_bells(${`{${id}}`}::uuid[])`);
      throw new Error("rolled back");
    }).catch(() => {});
    expect(await jobs()).toHaveLength(1);
    await set(id, null);
    expect(await jobs()).toEqual([]);
  });

  it("is asked for by row alone: whoever writes rows reads no job, and can neither add nor take away another", async () => {
    const refused = async (query: string) => {
      await expect(ringer.client.unsafe(query), query).rejects.toThrow(/permission denied/);
    };
    await refused("select * from conventions_jobs._private_jobs");
    await refused("select * from conventions_jobs.jobs");
    await refused("select conventions_jobs.add_job('ring', '{}')");
    await refused("select conventions_jobs.remove_job('ring')");
    await ringer.client.unsafe("select conventions.wake_bells(array[gen_random_uuid()])");
    expect(await jobs()).toEqual([]);
    const visitor = connect({ url: database.url, name: "test", max: 1, role: "stages_conventions_anonymous" });
    await expect(visitor.client.unsafe("select conventions.wake_bells('{}')")).rejects.toThrow(/permission denied/);
    await visitor.close();
  });

  it("comes soon after its instant, once, whoever else runs", async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await start();
    await start();
    for (const id of ids) await set(id, Temporal.Now.instant());
    await expect.poll(rung).toHaveLength(20);
    expect(new Set(await rung()).size).toBe(20);
    await expect.poll(jobs).toEqual([]);
  });

  it("comes by the platform's clock, be it ahead of the database's or behind", async () => {
    const [id, early] = [randomUUID(), randomUUID()];
    let now = NOON;
    await start({ clock: () => now });
    await set(id, NOON.add({ minutes: 15 }));
    // Long due by the database's clock.
    now = Temporal.Instant.from("2020-01-01T10:00:00Z");
    await set(early, Temporal.Instant.from("2020-01-01T10:00:00.500Z"));
    await expect.poll(async () => (await jobs()).find(({ key }) => key.endsWith(early))?.at).not.toMatch(/^2020/);
    expect(await rung()).toEqual([]);
    now = NOON.add({ minutes: 15 });
    await expect.poll(rung).toEqual(expect.arrayContaining([id, early]));
  });
});

describe("a job that fails", () => {
  it("is tried again later, says why without what was in the statement, dies after ten tries, and is run again when asked", async () => {
    let mended = false;
    const told: unknown[] = [];
    await start({
      onFailure: (error) => told.push(error),
      tasks: [{ name: "ring", run: (id, now) => (mended ? ring(platform.client, id, now) : FAILING_STATEMENTS.message(platform.db)) }],
    });
    const id = randomUUID();
    await set(id, Temporal.Now.instant());
    await expect.poll(() => troubledJobs(database.url, BELLS)).toMatchObject([{ task: "ring", rowId: id, tries: 1, isDead: false, subgraph: BELLS }]);
    const [{ reason, nextAt, failedAt, jobId }] = (await troubledJobs(database.url, BELLS)) as [Awaited<ReturnType<typeof troubledJobs>>[number]];
    for (const part of PLANTED_PARTS) expect(reason).not.toContain(part);
    expect(Temporal.Instant.compare(nextAt!, failedAt)).toBe(1);
    expect(String(told[0])).toContain("job ring, try 1 of 10");

    await platform.db.execute(statement`update conventions_jobs._private_jobs set attempts = 9, run_at = now()`);
    await expect.poll(() => troubledJobs(database.url, BELLS)).toMatchObject([{ tries: 10, isDead: true, nextAt: null }]);
    expect(await forgetDeadJobs(database.url, BELLS, Temporal.Now.instant())).toBe(0);
    mended = true;
    expect(await runAgain(database.url, BELLS, jobId)).toBe(true);
    await expect.poll(rung).toEqual([id]);
    await expect.poll(() => troubledJobs(database.url, BELLS)).toEqual([]);
    expect(await runAgain(database.url, BELLS, jobId)).toBe(false);
  });

  it("is counted by whoever watches: late once nobody has begun it for a minute, failing, then dead", async () => {
    const figures = async () => (await jobReadings(platform.db, BELLS)).map(({ value }) => value);
    const now = Temporal.Now.instant();
    for (const [key, seconds] of [["late", -90], ["due", -5], ["to come", 600]] as const) {
      await platform.db.transaction((tx) => schedule(tx, BELLS, { task: "ring", id: randomUUID(), at: now.add({ seconds }), key }));
    }
    expect(await figures()).toEqual([1, 0, 0]);
    await platform.db.execute(statement`update conventions_jobs._private_jobs set last_error = 'x', attempts = case key when 'late' then max_attempts else 1 end where key <> 'due'`);
    expect(await figures()).toEqual([0, 1, 1]);
    // One that is under way is neither late nor dead.
    await platform.db.execute(statement`update conventions_jobs._private_jobs set locked_by = 'someone', locked_at = now(), attempts = 1, last_error = null, run_at = now() - interval '1 hour'`);
    expect(await figures()).toEqual([0, 0, 0]);
    expect(await jobReadings(platform.db, "nobody")).toEqual([]);
  });

  it("is forgotten when it has been dead for thirty days", async () => {
    await platform.db.transaction((tx) => schedule(tx, BELLS, { task: "ring", id: randomUUID(), at: NOON, key: "dead" }));
    await platform.db.execute(statement`update conventions_jobs._private_jobs set attempts = max_attempts, last_error = 'lost'`);
    expect(await forgetDeadJobs(database.url, BELLS, Temporal.Now.instant().add({ hours: 24 * 31 }))).toBe(1);
  });
});

describe("what comes back", () => {
  it("runs when a process starts and then at each midnight in Paris, once for all replicas; a day that fails holds up no other", async () => {
    let now = Temporal.Instant.from("2027-03-27T12:00:00Z");
    const days: string[] = [];
    let fails = false;
    const recurring = [{ name: "pass", recurrence: atMidnight, run: async (at: Temporal.Instant) => {
      if (fails) throw new Error("not today");
      days.push(at.toString());
    } }];
    for (let replica = 0; replica < 2; replica += 1) await start({ recurring, tasks: [], clock: () => now });
    await expect.poll(() => days.length).toBeGreaterThan(0);
    await expect.poll(jobs).toEqual([{ key: "pass@2027-03-27T23:00:00Z", at: "2027-03-27T23:00:00" }]);
    days.length = 0;
    // The night in which the hour changes.
    now = Temporal.Instant.from("2027-03-27T23:00:00Z");
    await expect.poll(() => days).toEqual(["2027-03-27T23:00:00Z"]);
    await expect.poll(jobs).toEqual([{ key: "pass@2027-03-28T22:00:00Z", at: "2027-03-28T22:00:00" }]);
    fails = true;
    now = Temporal.Instant.from("2027-03-28T22:00:00Z");
    await expect.poll(() => troubledJobs(database.url, BELLS)).toMatchObject([{ task: "pass", rowId: null }]);
    expect((await jobs()).map(({ key }) => key)).toContain("pass@2027-03-29T22:00:00Z");
  });
});

it("goes on where all its connections are cut, again and again, and rings each bell once", async () => {
  const owner = connect({ url: database.url, name: "test", max: 1 });
  const failures: unknown[] = [];
  await start({ onFailure: (error) => failures.push(error) });
  await start({ onFailure: (error) => failures.push(error) });
  const ids = Array.from({ length: 30 }, () => randomUUID());
  try {
    for (const [rank, id] of ids.entries()) {
      await set(id, Temporal.Now.instant());
      if (rank % 6 === 0) await owner.client`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'conventions jobs%'`;
    }
    await expect.poll(async () => (await rung()).toSorted()).toEqual(ids.toSorted());
    await expect.poll(jobs).toEqual([]);
  } finally {
    await owner.close();
  }
});

it("goes on where another subgraph of the database migrates, of which graphile-worker tells all", async () => {
  const failures: unknown[] = [];
  await start({ onFailure: (error) => failures.push(error) });
  const ids = [randomUUID(), randomUUID()] as const;
  await set(ids[0], Temporal.Now.instant());
  await expect.poll(rung).toEqual([ids[0]]);
  await platform.db.execute(statement`select pg_notify('worker:migrate', '{"migrationNumber":11,"breaking":true}')`);
  await set(ids[1], Temporal.Now.instant().add({ seconds: 2 }));
  await expect.poll(rung).toEqual(ids);
  expect(process.exitCode).not.toBe(57);
});

describe("a process that ends", () => {
  const PROCESS = fileURLToPath(new URL("./bell-process.ts", import.meta.url));
  const IMPORTS = ["--import", "tsx", "--import", new URL("../../standalone/src/third-party-imports.mjs", import.meta.url).href];

  /** Begins to ring, and is killed in the middle. */
  async function killedWhileRinging(id: string): Promise<void> {
    const child: ChildProcess = fork(PROCESS, [database.url], { execArgv: IMPORTS });
    const says = async (word: string) => {
      for (;;) if ((await once(child, "message"))[0] === word) return;
    };
    await says("started");
    const ringing = says("ringing");
    await set(id, Temporal.Now.instant());
    await ringing;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  it("is survived by its jobs: another replica does them at once, and each once", async () => {
    const id = randomUUID();
    await killedWhileRinging(id);
    await start();
    await start();
    await expect.poll(rung).toEqual([id]);
    await expect.poll(jobs).toEqual([]);
    // The naive way leaves them with it for four hours.
    const other = randomUUID();
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await killedWhileRinging(other);
    await start({ freesWhatTheDeadHold: false });
    const witness = randomUUID();
    await set(witness, Temporal.Now.instant());
    await expect.poll(rung).toEqual([id, witness]);
    await expect.poll(async () => (await jobs()).map(({ key }) => key)).toEqual([`ring/${other}`]);
  });

  it("leaves nothing half done when it is asked to stop", async () => {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const { promise: maybe, resolve: go } = Promise.withResolvers<void>();
    const runner = await start({ tasks: [{ name: "ring", run: (id, now) => ring(platform.client, id, now, async () => {
      resolve();
      await maybe;
    }) }] });
    const id = randomUUID();
    await set(id, Temporal.Now.instant());
    await begun;
    runners = [];
    const stopping = runner.stop();
    go();
    await stopping;
    expect(await rung()).toEqual([id]);
    expect(await jobs()).toEqual([]);
  });

  it("takes nothing away from those that live", async () => {
    const { promise: maybe, resolve: go } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const tasks = [{ name: "ring", run: async (id: string) => {
      begun.push(id);
      await maybe;
    } }];
    await start({ tasks });
    await start({ tasks });
    const [living, dead] = [randomUUID(), randomUUID()];
    try {
      await set(living, Temporal.Now.instant());
      await expect.poll(() => begun).toEqual([living]);
      // Both have looked at who lives once they have found one that does not.
      await set(dead, NOON);
      await platform.db.execute(statement`update conventions_jobs._private_jobs set locked_by = 'pool-of-nobody', locked_at = now(), run_at = now(), payload = json_build_object('id', ${dead}::text, 'at', now()) where key = ${`ring/${dead}`}`);
      await expect.poll(() => begun).toEqual([living, dead]);
    } finally {
      go();
    }
    await expect.poll(jobs).toEqual([]);
    expect(begun).toHaveLength(2);
  });
});

it("migrates twice as well as once, and knows graphile-worker's newest migration", async () => {
  await Promise.all([1, 2].map(() => migrateJobs({ url: database.url, subgraph: BELLS, wakes: WAKES })));
  const [row] = await platform.db.execute<{ newest: number }>(statement`select max(id) as newest from conventions_jobs.migrations`);
  expect(row!.newest).toBe(NEWEST_MIGRATION);
});
