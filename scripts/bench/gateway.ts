import { loadavg } from "node:os";
import { type BenchWorld, openBenchWorld } from "./lib/bench-world.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { CONNECTIONS, type QueryFigures, measureQueries } from "./gateway/query-load.ts";
import { ACROSS, ASKING_PERSONA } from "./gateway/operation.ts";
import { EVENTS_PER_ROUND, SUBSCRIBERS, measureEvents } from "./gateway/subscription-events.ts";
import { type Subgraphs, type Targets, startTargets } from "./gateway/targets.ts";
import { STARTS, measureWarmStart } from "./gateway/warm-start.ts";

/** Ours in one process and over HTTP, beside @apollo/gateway with its default data source over the same subgraphs. */
export const gatewayBenchmark: Benchmark = {
  method: [
    `query, as ${ASKING_PERSONA}: ${ACROSS}`,
    "four subgraph requests in three hops: people, candidatures, then offers beside conventions",
    `${CONNECTIONS} kept-alive connections in a closed loop; alternating rounds, the median of the rounds for each figure; every answer compared`,
    "other = default: @apollo/server on node:http, ApolloGateway, RemoteGraphQLDataSource that adds the internal token; over the same four subgraph processes as http",
    "in its favour, default verifies no bearer, looks up no actor, has no limits and formats no errors; in-process and http do all that they do for clients",
    "memory: the same operation, schemas, tokens and gateways over subgraphs that answer at once, without a database: the gateways and the transports alone",
    "embedded PostgreSQL, NODE_ENV=production everywhere, load generator on the same machine; CPU from /proc, with what idle relays and consumers use",
    `subscription: ${SUBSCRIBERS} WebSockets of a school head, ${EVENTS_PER_ROUND} events a round, one by one, each selected across three subgraphs`,
    `warm start: from the command of npm start to its block, on prepared data, median of ${STARTS}`,
  ],
  packages: ["@apollo/gateway", "@apollo/server", "@apollo/query-planner", "@apollo/subgraph", "graphql", "undici", "graphql-ws", "ws", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const world = await openBenchWorld(run);
  const { queries, events, distributedEvents } = await during(run, world, "real", async (platform, targets) => {
    const queries = await measureQueries(platform, world, targets);
    run.onProgress("Souscriptions, en un processus");
    const events = await measureEvents(run, world, targets["in-process"]);
    run.onProgress("Souscriptions, en processus séparés");
    return { queries, events, distributedEvents: await measureEvents(run, world, targets.http) };
  });
  const memory = await during(run, world, "memory", (platform, targets) => measureQueries(platform, world, targets));
  await world.stopPostgres();
  const warmStart = await measureWarmStart(run, world);

  const { default: other, http, "in-process": inProcess } = queries;
  return {
    versions: { postgresql: world.postgresVersion },
    comparisons: [
      ...comparisonsOf("in-process", inProcess, other),
      ...comparisonsOf("http", http, other),
      ...comparisonsOf("in-process, memory", memory["in-process"], memory.default),
      ...comparisonsOf("http, memory", memory.http, memory.default),
      { name: "in-process, event × subscriber, CPU ms", ours: events.cpu, other: null },
      { name: "in-process, event to client, p50 ms", ours: events.p50, other: null },
      { name: "http, event × subscriber, CPU ms", ours: distributedEvents.cpu, other: null },
      { name: "http, event to client, p50 ms", ours: distributedEvents.p50, other: null },
      { name: "warm start, s", ours: warmStart, other: null },
    ],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      "ratio = ours / other: the higher the better for requests/s, the lower the better for ms",
      `in-process, "gateway CPU" is the whole platform but PostgreSQL`,
    ],
    ratios: {
      "gateway.in-process/default": inProcess.requestsPerSecond / other.requestsPerSecond,
      "gateway.http/default": http.requestsPerSecond / other.requestsPerSecond,
      "gateway.in-process/default.memory": memory["in-process"].requestsPerSecond / memory.default.requestsPerSecond,
      "gateway.http/default.memory": memory.http.requestsPerSecond / memory.default.requestsPerSecond,
      "gateway.in-process/default.cpu": inProcess.serversCpu / other.serversCpu,
      "gateway.http/default.cpu": http.gatewayCpu / other.gatewayCpu,
    },
  };
}

/** What runs ends before the next does: two cores are few, and the warm start needs the data folder for itself. */
async function during<T>(run: BenchmarkRun, world: BenchWorld, kind: Subgraphs, work: (platform: BenchmarkRun, targets: Targets) => Promise<T>): Promise<T> {
  const started = run.started.use(new AsyncDisposableStack());
  const platform = { ...run, started };
  const measured = await work(platform, await startTargets(platform, world, kind));
  run.onProgress("Arrêt des processus");
  await started.disposeAsync();
  return measured;
}

const FIGURES: Readonly<Record<keyof QueryFigures, string>> = {
  requestsPerSecond: "requests/s",
  p50: "p50 ms",
  p99: "p99 ms",
  gatewayCpu: "gateway CPU ms/request",
  subgraphsCpu: "subgraphs CPU ms/request",
  postgresCpu: "PostgreSQL CPU ms/request",
  serversCpu: "all servers CPU ms/request",
};

function comparisonsOf(name: string, ours: QueryFigures, other: QueryFigures): Comparison[] {
  return (Object.keys(FIGURES) as (keyof QueryFigures)[]).map((figure) => ({ name: `${name}, ${FIGURES[figure]}`, ours: ours[figure], other: other[figure] }));
}
