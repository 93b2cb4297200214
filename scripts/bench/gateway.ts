import { loadavg } from "node:os";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { openBenchWorld } from "./lib/bench-world.ts";
import { installPeer } from "./lib/install-peer.ts";
import { profileOf } from "./lib/profile.ts";
import { CONNECTIONS, type Figures, generatorsOf, measureMix, warmUp } from "./gateway/mix.ts";
import { readOperations } from "./gateway/operations.ts";
import { clientQuestions, insistOnOneAnswer } from "./gateway/questions.ts";
import { GATEWAYS, startTargets } from "./gateway/targets.ts";

/** Ours in one process and distributed, beside other gateways over the same subgraphs. */
export const gatewayBenchmark: Benchmark = {
  method: [
    `${CONNECTIONS} kept-alive connections in a closed loop`,
  ],
  packages: ["@apollo/gateway", "@apollo/server", "@apollo/query-planner", "@apollo/subgraph", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const hive = await installPeer("hive", "@graphql-hive/gateway", run.onProgress);
  const world = await openBenchWorld(run);
  const operations = readOperations();
  const targets = await startTargets(run, world, "real", operations.map(({ persona }) => persona));
  const questions = await clientQuestions(operations, world);
  const generated = generatorsOf(run, Object.fromEntries(GATEWAYS.map((name) => [name, { target: targets[name], questions }])));
  run.onProgress("Vérification : tous donnent les mêmes réponses");
  await insistOnOneAnswer(generated);
  await warmUp(run, generated);
  const profiles: string[] = [];
  if (run.profile) {
    run.onProgress("Profil");
    const { "one-process": whole, ...apart } = targets.pids;
    profiles.push(await profileOf({ "one-process": whole }, () => generated["one-process"]!.generator.load(5)));
    profiles.push(await profileOf(apart, () => generated["distributed"]!.generator.load(5)));
    console.log(`\n${profiles.join("\n\n")}\n`);
  }
  const mix = await measureMix(run, world, generated);
  const comparisonsOf = (name: string, figures: Figures): Comparison[] => Object.entries(figures).map(([figure, ours]) => ({ name: `${name}, ${figure}`, ours: ours as number, other: null }));
  return {
    versions: { postgresql: world.postgresVersion, "@graphql-hive/gateway": hive.version },
    comparisons: Object.entries(mix).flatMap(([name, figures]) => comparisonsOf(name, figures)),
    notes: [`load average before the run: ${loadBefore}`],
    ratios: {},
  };
}
