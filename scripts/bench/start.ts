import { loadavg } from "node:os";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { openBenchWorld } from "./lib/bench-world.ts";
import { STARTS, measureWarmStart } from "./start/warm-start.ts";

/** How long `npm start` takes on data that are there. */
export const startBenchmark: Benchmark = {
  method: [`from the command of npm start to its block, on prepared data, median of ${STARTS}`],
  packages: ["@apollo/gateway", "graphql", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const world = await openBenchWorld(run);
  // The start has the data folder to itself.
  await world.stopPostgres();
  return {
    versions: { postgresql: world.postgresVersion },
    comparisons: [{ name: "warm start, s", ours: await measureWarmStart(run, world), other: null }],
    notes: [`load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`],
    ratios: {},
  };
}
