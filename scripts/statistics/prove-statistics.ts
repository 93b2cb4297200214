import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { populate } from "./population.ts";

export interface ProofOptions {
  readonly databaseUrl: string;
  readonly operations: number;
  readonly seed: number;
  readonly killEveryMs: number;
  readonly onProgress?: (line: string) => void;
}

export interface Proof {
  readonly operations: number;
  readonly kills: number;
  /** Recounts while the operations went on, and one at the end for each subgraph. */
  readonly recounts: number;
  readonly cells: number;
  /** Cells of the rollups that said something else than the facts; none, in a proof that holds. */
  readonly differences: readonly unknown[];
  readonly covered: number;
  /** By how many students the control is wrong, whose writers count by themselves. */
  readonly naiveIsOffBy: number;
}

const WORKERS = 3;
const FOLDERS = 2;
const STUDENTS = 400;
const RECOUNT_EVERY_MS = 15_000;
const THIRD_PARTY_IMPORTS = new URL("../../packages/standalone/src/third-party-imports.mjs", import.meta.url).href;

/** Whatever happens to the facts, in whichever order, and whatever is killed, the rollups say what a full recount says. */
export async function proveStatistics({ databaseUrl, operations, seed, killEveryMs, onProgress = () => {} }: ProofOptions): Promise<Proof> {
  await using begun = new AsyncDisposableStack();
  const subgraphs = createSubgraphs({ databaseUrl, clock: systemClock });
  begun.defer(async () => {
    for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  });
  for (const subgraph of Object.values(subgraphs)) await subgraph.migrate();
  const sql = connectSql({ url: databaseUrl, name: "proof", max: 2 });
  begun.defer(() => sql.end());
  await populate(sql, randomStream(seed, "population"), STUDENTS);
  // Nothing was ever recounted: the first pass makes the rollups from the facts.
  for (const subgraph of Object.values(subgraphs)) await subgraph.recount();

  const processes = new Processes(databaseUrl, seed);
  begun.defer(() => processes.stop());
  processes.start();
  const random = randomStream(seed, "kills");
  const told = { cells: 0, recounts: 0, differences: [] as unknown[] };
  const recountAll = async () => {
    for (const subgraph of Object.values(subgraphs)) {
      const { cells, differences } = await subgraph.recount();
      told.cells += cells;
      told.recounts += 1;
      told.differences.push(...differences);
    }
  };

  let [killedAt, recountedAt] = [Date.now(), Date.now()];
  let done = 0;
  while ((done = await doneIn(sql)) < operations) {
    processes.insistOnAlive();
    await delay(250);
    if (Date.now() - killedAt > killEveryMs * (0.5 + random.next())) {
      await processes.killOne(random);
      killedAt = Date.now();
    }
    // Beside the writers and the folders: what is counted, and what was told of it, are of one instant.
    if (Date.now() - recountedAt > RECOUNT_EVERY_MS) {
      await recountAll();
      recountedAt = Date.now();
      onProgress(`${done} opérations, ${processes.kills} processus tués, ${told.recounts} recomptages, ${told.differences.length} différences`);
    }
  }
  await processes.stop();
  await recountAll();
  const [{ covered, naive }] = (await sql`
    select (select count(*)::int from conventions.recounted_students where student_week1 > 0 and student_week2 > 0) as covered, (select coalesce(sum(change), 0)::int from proof.naive) as naive`) as unknown as [{ covered: number; naive: number }];
  return { operations: done, kills: processes.kills, ...told, covered, naiveIsOffBy: Math.abs(naive - covered) };
}

async function doneIn(sql: Sql): Promise<number> {
  const [{ done }] = (await sql`select coalesce(sum(operations), 0)::int as done from proof.done`) as unknown as [{ done: number }];
  return done;
}

/** Processes, of which one at a time is killed without a word, whatever it is at, and started again. */
class Processes {
  kills = 0;
  readonly #running: { readonly script: string; readonly worker: number; child: ChildProcess }[] = [];
  #turn = 0;

  constructor(
    private readonly databaseUrl: string,
    private readonly seed: number,
  ) {}

  start(): void {
    for (let worker = 0; worker < WORKERS; worker += 1) this.#running.push({ script: "worker", worker, child: this.#spawn("worker", worker) });
    for (let worker = 0; worker < FOLDERS; worker += 1) this.#running.push({ script: "folder", worker, child: this.#spawn("folder", worker) });
  }

  async killOne(random: Random): Promise<void> {
    const victim = random.pick(this.#running);
    await kill(victim.child);
    this.kills += 1;
    victim.child = this.#spawn(victim.script, victim.worker);
  }

  /** One that ended by itself met what no operation expects. */
  insistOnAlive(): void {
    const lost = this.#running.find(({ child }) => child.exitCode !== null);
    if (lost) throw new Error(`a ${lost.script} ended by itself`);
  }

  async stop(): Promise<void> {
    for (const { child } of this.#running.splice(0)) await kill(child);
  }

  #spawn(script: string, worker: number): ChildProcess {
    this.#turn += 1;
    return spawn(process.execPath, ["--import", THIRD_PARTY_IMPORTS, "--import", "tsx", fileURLToPath(new URL(`./${script}.ts`, import.meta.url))], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, PROOF_DATABASE_URL: this.databaseUrl, PROOF_WORKER: String(worker), PROOF_SEED: String(this.seed + this.#turn * 1_000) },
    });
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
