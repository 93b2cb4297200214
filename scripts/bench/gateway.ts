import { loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { type BenchWorld, openBenchWorld } from "./lib/bench-world.ts";
import { installPeer } from "./lib/install-peer.ts";
import { median } from "./lib/median.ts";
import { profileOf } from "./lib/profile.ts";
import { directQuestions } from "./gateway/direct.ts";
import { measureEach } from "./gateway/each.ts";
import { comparisonsOf } from "./gateway/figures.ts";
import { CONNECTIONS, type Figures, type Generated, generatorsOf, measureMix, warmUp } from "./gateway/mix.ts";
import { OPERATION_NAMES, readOperations } from "./gateway/operations.ts";
import { clientQuestions, insistOnOneAnswer, limitQuestions, toGateways } from "./gateway/questions.ts";
import { startLimit, startTargets, type Targets } from "./gateway/targets.ts";

/** Ours in one process and distributed, beside other gateways over the same subgraphs, a subgraph alone, and the same answers by hand. */
export const gatewayBenchmark: Benchmark = {
  method: [
    `ten operations of schema/examples, with their personas and variables: ${OPERATION_NAMES.join(", ")}; a student's app, a host's and a school's`,
    `mix: ${CONNECTIONS} kept-alive connections in a closed loop, each going through the ten from a different start; all targets in turns, the median of the rounds for each figure; every answer compared, those of all targets text for text`,
    "one process = the platform as npm start has it; distributed = our gateway over four subgraph processes, as npm run start:distributed",
    "default = @apollo/server on node:http, ApolloGateway, RemoteGraphQLDataSource that adds the internal token; hive = Hive Gateway (JavaScript) on node:http, its defaults, the same token in the headers; both over the same four subgraph processes",
    "in their favour, default and hive verify no bearer, are told the actors, have no limits and format no errors; one process and distributed do all that they do for clients",
    "limit = node:http and SQL written for each answer (scripts/bench/gateway/limit), as the superuser, prepared, campaigns remembered: no token, no policy, no row policy, no record of who read what, no relays; it opens the seals of what it answers and asks the same domain rules",
    "direct = the operation asked of the one subgraph that can answer it whole, past every gateway, with a token signed for each request",
    "each operation alone: the same connections, in turns, half as long a round",
    "embedded PostgreSQL without fsync, NODE_ENV=production everywhere, load generator on the same machine; CPU from /proc, with what idle relays and consumers use",
  ],
  packages: ["@apollo/gateway", "@apollo/server", "@apollo/query-planner", "@apollo/subgraph", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

const PROFILED_SECONDS = 5;
const IDLE_SECONDS = 2;

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const hive = await installPeer("hive", "@graphql-hive/gateway", run.onProgress);
  const world = await openBenchWorld(run);
  const operations = readOperations();
  const targets = await startTargets(run, world, "real", operations.map(({ persona }) => persona));
  const limit = await startLimit(run, world, targets);
  const asked = toGateways(targets, await clientQuestions(operations, world));
  const generated = generatorsOf(run, { ...asked, limit: { target: limit, questions: limitQuestions(operations) } });
  const ofSubgraphs = [...directQuestions(operations, targets.callers)].map(([subgraph, questions]) => [`subgraph ${subgraph}`, { target: targets.subgraphs[subgraph], questions }] as const);
  const direct = generatorsOf(run, Object.fromEntries(ofSubgraphs));

  run.onProgress("Vérification : tous donnent les mêmes réponses");
  await insistOnOneAnswer({ ...generated, ...direct });
  await warmUp(run, { ...generated, ...direct });
  if (run.profile) await profile(run, targets, generated);
  const idle = await idleCpu(targets, world);
  const mix = await measureMix(run, world, generated);
  const whichAlone = new Set(Object.values(direct).flatMap(({ questions }) => Object.keys(questions)));
  const beside = { ...generated.distributed, questions: Object.fromEntries(Object.entries(generated.distributed.questions).filter(([name]) => whichAlone.has(name))) };
  const each = await measureEach(run, world, OPERATION_NAMES, [
    ["one-process", generated["one-process"]],
    ["limit", generated.limit],
    ["distributed", beside],
    ...Object.values(direct).map((one) => ["direct", one] as const),
  ]);

  const ratioOf = ({ "one-process": ours, limit: other }: { readonly "one-process"?: Figures; readonly limit?: Figures }) => ours!.serversCpu / other!.serversCpu;
  const { "one-process": whole, distributed, default: apollo, hive: ofHive } = mix;
  return {
    versions: { postgresql: world.postgresVersion, "@graphql-hive/gateway": hive.version },
    comparisons: [
      ...comparisonsOf("mix, one process beside limit", whole, mix.limit),
      ...comparisonsOf("mix, distributed beside hive", distributed, ofHive),
      ...comparisonsOf("mix, distributed beside default", distributed, apollo),
      ...comparisonsOf("mix, one process beside hive", whole, ofHive, ["requestsPerSecond", "p50", "p99", "serversCpu"]),
      ...comparisonsOf("mix, one process beside default", whole, apollo, ["requestsPerSecond", "p50", "p99", "serversCpu"]),
      ...[...each].flatMap(([name, { "one-process": ours, limit: other }]) => comparisonsOf(`${name}, one process beside limit`, ours!, other!, ["p50", "gatewayCpu", "postgresCpu", "serversCpu"])),
      ...[...each].flatMap(([name, { distributed: ours, direct: other }]): Comparison[] => (other ? comparisonsOf(`${name}, distributed beside direct`, ours!, other, ["requestsPerSecond", "p50", "p99", "serversCpu"]) : [])),
    ],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      "ratio = ours / other: the higher the better for requests/s, the lower the better for ms",
      `in one process, "gateway CPU" is the whole platform but PostgreSQL; of the limit, its process`,
      `when nothing is asked, in ms of CPU a second: ${idle}`,
      "the load generator takes a share of the two cores: of what is cheapest, requests/s and p50 are as much its own as the server's, CPU is not",
    ],
    ratios: {
      "gateway.one-process/hive": whole.requestsPerSecond / ofHive.requestsPerSecond,
      "gateway.distributed/hive": distributed.requestsPerSecond / ofHive.requestsPerSecond,
      "gateway.one-process/default": whole.requestsPerSecond / apollo.requestsPerSecond,
      "gateway.distributed/default": distributed.requestsPerSecond / apollo.requestsPerSecond,
      "gateway.default/limit-cpu": apollo.serversCpu / mix.limit.serversCpu,
      "gateway.one-process/limit-cpu": whole.serversCpu / mix.limit.serversCpu,
      "gateway.one-process/limit-cpu.median-operation": median([...each.values()].map(ratioOf)),
      "gateway.one-process.p99/p50": whole.p99 / whole.p50,
      "gateway.distributed.p99/p50": distributed.p99 / distributed.p50,
    },
  };
}

/** Printed at once: what it says is wanted whatever comes after. */
async function profile(run: BenchmarkRun, { pids: { "one-process": whole, ...apart } }: Targets, generated: Readonly<Record<"one-process" | "distributed", Generated>>): Promise<void> {
  run.onProgress("Profil, en un processus");
  const one = await profileOf({ "one-process": whole }, () => generated["one-process"].generator.load(PROFILED_SECONDS));
  run.onProgress("Profil, en processus séparés");
  console.log(`\n${one}\n\n${await profileOf(apart, () => generated.distributed.generator.load(PROFILED_SECONDS))}\n`);
}

async function idleCpu({ "one-process": whole, distributed }: Targets, world: BenchWorld): Promise<string> {
  const clocks = { "one process": whole.gatewayCpu, subgraphs: distributed.subgraphsCpu, "PostgreSQL, for all of them": world.cpu };
  const before = Object.values(clocks).map((clock) => clock());
  await delay(IDLE_SECONDS * 1_000);
  return Object.entries(clocks).map(([name, clock], rank) => `${name} ${((clock() - before[rank]!) / IDLE_SECONDS).toFixed(0)}`).join(", ");
}
