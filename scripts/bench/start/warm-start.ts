import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { median } from "../lib/median.ts";

export const STARTS = 3;
const ROOT = join(import.meta.dirname, "../../..");
/** The block's last line: packages/standalone/src/welcome.ts. */
const LAST_LINE = "Ctrl-C pour arrêter.";

/** From the command to its block, in seconds, on data that are there already. */
export async function measureWarmStart(run: BenchmarkRun, { dataDir }: BenchWorld): Promise<number> {
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    run.onProgress(`Démarrage à chaud ${start + 1} sur ${STARTS}`);
    seconds.push(await oneStart(run, dataDir));
  }
  return median(seconds);
}

async function oneStart({ started }: BenchmarkRun, dataDir: string): Promise<number> {
  const { NODE_ENV: _, DATABASE_URL: __, ...environment } = process.env;
  const from = performance.now();
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "packages/standalone/src/main.ts"], {
    cwd: ROOT,
    env: { ...environment, PORT: "0", STAGES_DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= endProcess(child));
  started.defer(stop);
  await printed(child, LAST_LINE);
  const elapsed = (performance.now() - from) / 1000;
  await stop();
  return elapsed;
}

async function printed(child: ChildProcess, line: string): Promise<void> {
  let output = "";
  for await (const chunk of child.stdout!.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (output.includes(line)) return void child.stdout!.resume();
  }
  throw new Error(`npm start ended before it was ready: ${output}`);
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
