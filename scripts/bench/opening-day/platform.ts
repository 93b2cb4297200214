import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LiveLimits } from "@stages/gateway/limits.ts";
import { type SupervisedProcess, superviseProcess } from "@stages/standalone/supervised-process.ts";
import { PRODUCTION } from "../gateway/targets.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { Day } from "./day.ts";
import { type PlatformSecond, platformSeconds } from "./watch.ts";

export interface PlatformOfTheDay {
  readonly url: string;
  readonly pid: number;
  seconds(): readonly PlatformSecond[];
  stop(): Promise<void>;
}

/** The platform in one process, as `npm start` has it. `limits`: what of the gateway's is to be otherwise. */
export async function startPlatformOfTheDay(run: BenchmarkRun, { world, opening }: Pick<Day, "world" | "opening">, limits: Partial<LiveLimits> = {}): Promise<PlatformOfTheDay> {
  const file = join(world.dataDir, "platform-seconds");
  rmSync(file, { force: true });
  const platform: SupervisedProcess = await superviseProcess({
    title: "La plateforme en un processus",
    script: fileURLToPath(new URL("one-process.ts", import.meta.url)),
    environment: {
      ...PRODUCTION,
      DATABASE_URL: world.databaseUrl,
      BENCH_DATA_DIR: world.dataDir,
      BENCH_SECONDS: file,
      BENCH_LIMITS: JSON.stringify(limits),
      ...(process.env["BENCH_PROFILE"] && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${process.env["BENCH_PROFILE"]}` }),
      BENCH_NOW: opening.toString(),
    },
    log: console.error,
  });
  run.started.defer(() => platform.stop());
  return { url: platform.url, pid: platform.pid!, seconds: () => platformSeconds(file), stop: () => platform.stop() };
}
