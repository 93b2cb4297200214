import { loadavg } from "node:os";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { openBenchWorld } from "./lib/bench-world.ts";
import { installPeer } from "./lib/install-peer.ts";
import { ACROSS } from "./gateway/across.ts";
import { comparisonsOf } from "./gateway/figures.ts";
import { CONNECTIONS, generatorsOf, measureMix, warmUp } from "./gateway/mix.ts";
import { clientQuestions, insistOnOneAnswer, toGateways } from "./gateway/questions.ts";
import { startTargets } from "./gateway/targets.ts";

/** The gateways and the way to their subgraphs alone: these answer one operation at once, without a database. */
export const gatewayMemoryBenchmark: Benchmark = {
  method: [
    `query, as ${ACROSS.persona}: ${ACROSS.query}`,
    "four subgraph requests in three hops: people, candidatures, then offers beside conventions; the schemas are ours, the subgraphs answer from memory",
    `the gateways, and what is spared to the peers, as in the benchmark gateway; ${CONNECTIONS} kept-alive connections in a closed loop; alternating rounds, the median of the rounds for each figure; every answer compared`,
  ],
  packages: ["@apollo/gateway", "@apollo/server", "@apollo/query-planner", "@apollo/subgraph", "graphql", "undici"],
  run: measure,
};

const WITHOUT_DATABASE = ["requestsPerSecond", "p50", "p99", "gatewayCpu", "subgraphsCpu"] as const;

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const hive = await installPeer("hive", "@graphql-hive/gateway", run.onProgress);
  // Its folder has the issuer's keys.
  const world = await openBenchWorld(run);
  const targets = await startTargets(run, world, "memory", [ACROSS.persona]);
  const generated = generatorsOf(run, toGateways(targets, await clientQuestions([ACROSS], world)));
  await insistOnOneAnswer(generated);
  await warmUp(run, generated);
  const mix = await measureMix(run, world, generated);
  const { "one-process": whole, distributed, default: apollo, hive: ofHive } = mix;
  return {
    versions: { "@graphql-hive/gateway": hive.version },
    comparisons: [
      ...comparisonsOf("one process beside default", whole, apollo, WITHOUT_DATABASE),
      ...comparisonsOf("distributed beside default", distributed, apollo, WITHOUT_DATABASE),
      ...comparisonsOf("distributed beside hive", distributed, ofHive, WITHOUT_DATABASE),
    ],
    notes: [`load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`, "ratio = ours / other: the higher the better for requests/s, the lower the better for ms"],
    ratios: {
      "gateway-memory.one-process/default": whole.requestsPerSecond / apollo.requestsPerSecond,
      "gateway-memory.distributed/default": distributed.requestsPerSecond / apollo.requestsPerSecond,
      "gateway-memory.one-process/hive": whole.requestsPerSecond / ofHive.requestsPerSecond,
      "gateway-memory.distributed/hive": distributed.requestsPerSecond / ofHive.requestsPerSecond,
    },
  };
}
