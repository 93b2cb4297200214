import { loadavg } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { openBenchWorld } from "./lib/bench-world.ts";
import { installPeer } from "./lib/install-peer.ts";
import { median } from "./lib/median.ts";
import { Audience, type Publish } from "./realtime/audience.ts";
import { type Crowd, gather } from "./realtime/crowd.ts";
import { type Clocks, flood, type Latency, measureLatency, MUTATIONS_A_SECOND, publisher, type Throughput } from "./realtime/measures.ts";
import { type Population, populate, SEATS } from "./realtime/population.ts";
import { type Side, SIDES, startTargets, type Targets } from "./realtime/targets.ts";

type BySide<T> = Readonly<Record<Side, T>>;

/** How many share, and how many such groups each side has: a thousand listeners each. */
const SHARED = [
  { name: "ten", of: 10, groups: 100 },
  { name: "hundred", of: 100, groups: 10 },
] as const;

/** Ten thousand subscriptions on one gateway, and what is shared beside what Hive Gateway does of it. */
export const realtimeBenchmark: Benchmark = {
  method: [
    "subscription { offerSeatsChanged(offerId) { cursor at seats seatsLeft } }: ten students of one school follow one offer, each on a WebSocket of their own; a school is a scope, so that ours has one upstream for the ten",
    "ours = the gateway's process as npm run start:distributed has it, no limit raised; other = Hive Gateway (JavaScript) on node:http and graphql-ws, one process, defaults; both over the same candidatures process (HTTP, graphql-ws) and the same PostgreSQL; people says to ours who a bearer is",
    "in Hive's favour, it verifies no bearer, is handed the actors, asks for no rights again at an event, counts nothing and lets nobody go; its upstreams carry a signed token each, as ours; it has no option to share them (its deduplication is of queries)",
    "clients: one process of raw ws sockets for each side, which looks for a word in each message; the same messages on both sides, compared before measuring",
    "shared by ten: 100 offers of ten listeners for each side; by a hundred: 10 offers of a hundred; open all along, in turns; four publications for 500 clients each under way at any time, straight to the log as a relay publishes; the median of the rounds; CPU in µs of one event to one client",
    `crowd: all subscriptions at once, first on ours, then on Hive; memory after a full collection, less that before, for each; mutation to client: ${MUTATIONS_A_SECOND} a second of a host's changeOfferSeats, straight to the subgraph, from before it is sent to each client's message; then events a second as above`,
    "the offers and conventions subgraphs are not started: nothing here asks them",
    "embedded PostgreSQL (fsync off), NODE_ENV=production, all on one machine over the loopback: gateway, subgraphs, PostgreSQL, clients and publisher share the cores",
  ],
  packages: ["graphql", "graphql-ws", "ws", "@apollo/gateway", "postgres"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const { version: hiveVersion } = await installPeer("hive", "@graphql-hive/gateway", run.onProgress);
  const world = await openBenchWorld(run);
  run.onProgress(`${run.subscriptions} élèves de ${run.scopes} lycées`);
  const sizes = [...evenly(run.subscriptions, run.scopes), ...SHARED.flatMap(({ of, groups }) => Array.from({ length: SIDES.length * groups }, () => of))];
  const population = await populate(world, sizes);
  const targets = await startTargets(run, world, population);
  const bus = postgresBus(world.databaseUrl);
  run.started.defer(() => bus.stop());
  const publish = publisher(bus, population.groups);
  const clocks = (side: Side): Clocks => ({ gateway: targets[side].cpu, subgraph: targets.candidatures.cpu, postgres: world.cpu });

  run.onProgress("Vérification : les deux donnent les mêmes messages");
  await insistOnTheSame(run, targets, population, publish);
  // First: what a process has already held it does not all give back.
  const crowds = {} as Record<Side, Crowd & { readonly latency: Latency; readonly throughput: Throughput }>;
  for (const side of SIDES) crowds[side] = await measureCrowd(run, side, targets, population, publish, clocks(side));
  const shared = {} as Record<(typeof SHARED)[number]["name"], BySide<Throughput>>;
  let first = run.scopes;
  for (const { name, groups } of SHARED) {
    const ranks = { ours: range(first, first + groups), hive: range(first + groups, first + 2 * groups) };
    shared[name] = await measureShared(run, name, ranks, targets, population, publish, clocks);
    first += 2 * groups;
  }

  const { ours, hive } = crowds;
  const kB = (bytes: number) => bytes / 1024;
  const perHeld = (of: (crowd: Crowd) => number): Pick<Comparison, "ours" | "other"> => ({ ours: kB(of(ours) / ours.held), other: kB(of(hive) / hive.held) });
  return {
    versions: { postgresql: world.postgresVersion, "@graphql-hive/gateway": hiveVersion },
    comparisons: [
      ...SHARED.flatMap(({ name }) => comparisonsOf(`shared by ${name}`, shared[name].ours, shared[name].hive)),
      { name: "crowd, subscriptions held", ours: ours.held, other: hive.held },
      { name: "crowd, connections tried again", ours: ours.retried, other: hive.retried },
      { name: "crowd, opened in s", ours: ours.seconds, other: hive.seconds },
      { name: "crowd, kB a subscription, resident", ...perHeld(({ gateway }) => gateway.rss) },
      { name: "crowd, kB a subscription, heap", ...perHeld(({ gateway }) => gateway.heap) },
      { name: "crowd, kB a subscription in the subgraph, heap", ...perHeld(({ subgraph }) => subgraph.heap) },
      { name: "crowd, mutation to client p50 ms", ours: ours.latency.p50, other: hive.latency.p50 },
      { name: "crowd, mutation to client p99 ms", ours: ours.latency.p99, other: hive.latency.p99 },
      ...comparisonsOf("crowd", ours.throughput, hive.throughput),
    ],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      `${run.scopes} scopes; an event is counted once for each client that it reaches`,
      ...[ours, hive].flatMap(({ stopped }, rank) => (stopped ? [`${SIDES[rank]} stopped short: ${stopped}`] : [])),
      "ratio = ours / other: the higher the better for events/s, the lower the better for the rest",
    ],
    ratios: {
      "realtime.ours/hive": shared.ten.ours.rate / shared.ten.hive.rate,
      "realtime.ours/hive.hundred": shared.hundred.ours.rate / shared.hundred.hive.rate,
      "realtime.ours/hive.cpu": cpuOf(shared.ten.ours) / cpuOf(shared.ten.hive),
      "realtime.crowd.ours/hive": ours.throughput.rate / hive.throughput.rate,
      "realtime.memory.ours/hive": perHeld(({ gateway }) => gateway.rss).ours / perHeld(({ gateway }) => gateway.rss).other!,
    },
  };
}

/** One student on both sides at once: text for text but for the message's id, which is the same. */
async function insistOnTheSame(run: BenchmarkRun, targets: Targets, { groups }: Population, publish: Publish): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const one = { ...groups[0]!, listeners: groups[0]!.listeners.slice(0, 1) };
  const messages = await Promise.all(
    SIDES.map(async (side) => {
      const audience = await audienceOf(opened);
      await audience.open(targets[side].url, [one], [0]);
      await audience.whenAllListen(publish);
      return audience;
    }),
  );
  for (const audience of messages) audience.record("texts");
  for (let event = 0; event < 3; event += 1) await publish([0]);
  for (const audience of messages) {
    await audience.until(() => audience.texts.length >= 3);
  }
  const [ours, hive] = messages.map(({ texts }) => texts.map((text) => (JSON.parse(text) as { payload: { data: unknown } }).payload.data));
  if (ours!.length !== 3 || !isDeepStrictEqual(ours, hive)) throw new Error(`They do not give the same: ${JSON.stringify([ours, hive])}`);
  run.onProgress("Les deux donnent les mêmes messages");
}

async function measureShared(run: BenchmarkRun, name: string, ranks: BySide<readonly number[]>, targets: Targets, { groups }: Population, publish: Publish, clocks: (side: Side) => Clocks): Promise<BySide<Throughput>> {
  await using opened = new AsyncDisposableStack();
  const audiences = {} as Record<Side, Audience>;
  for (const side of SIDES) {
    run.onProgress(`Partage, ${name} : ouverture, ${side}`);
    audiences[side] = await audienceOf(opened);
    await audiences[side].open(targets[side].url, groups, ranks[side]);
    await audiences[side].whenAllListen(publish);
  }
  const rounds: Record<Side, Throughput[]> = { ours: [], hive: [] };
  // The first warms up.
  for (let round = 0; round <= run.rounds; round += 1) {
    run.onProgress(`Partage, ${name} : tour ${round} sur ${run.rounds}`);
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
      const measured = await flood(audiences[side], publish, groups, ranks[side], clocks(side), run.secondsPerRound);
      if (round > 0) rounds[side].push(measured);
    }
  }
  return { ours: medians(rounds.ours), hive: medians(rounds.hive) };
}

async function measureCrowd(run: BenchmarkRun, side: Side, targets: Targets, population: Population, publish: Publish, clocks: Clocks) {
  await using opened = new AsyncDisposableStack();
  const { groups } = population;
  const crowd = await gather(run, side, targets, groups, range(0, run.scopes), publish, () => audienceOf(opened));
  const { audience, ranks } = crowd;
  run.onProgress(`Foule, ${side} : de la mutation au client`);
  const latency = await measureLatency(audience, targets, population, ranks, 5 * run.secondsPerRound, SEATS + 1 + SIDES.indexOf(side));
  run.onProgress(`Foule, ${side} : évènements à la seconde`);
  const throughput = await flood(audience, publish, groups, ranks, clocks, 3 * run.secondsPerRound);
  return { ...crowd, latency, throughput };
}

async function audienceOf(opened: AsyncDisposableStack): Promise<Audience> {
  const audience = await Audience.start();
  opened.defer(() => audience.leave());
  return audience;
}

/** As even as whole numbers allow. */
const evenly = (whole: number, parts: number) => Array.from({ length: parts }, (_, rank) => Math.floor(whole / parts) + (rank < whole % parts ? 1 : 0));

/** Of gateway, subgraph and PostgreSQL together. */
const cpuOf = ({ gatewayCpu, subgraphCpu, postgresCpu }: Throughput) => gatewayCpu + subgraphCpu + postgresCpu;

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place);

const FIGURES: Readonly<Record<keyof Throughput, string>> = {
  rate: "events/s",
  gatewayCpu: "gateway CPU µs/event",
  subgraphCpu: "subgraph CPU µs/event",
  postgresCpu: "PostgreSQL CPU µs/event",
  clientsCpu: "clients CPU µs/event",
};

function medians(rounds: readonly Throughput[]): Throughput {
  const figures = Object.keys(FIGURES) as (keyof Throughput)[];
  return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as unknown as Throughput;
}

const comparisonsOf = (name: string, ours: Throughput, other: Throughput): Comparison[] =>
  (Object.keys(FIGURES) as (keyof Throughput)[]).map((figure) => ({ name: `${name}, ${FIGURES[figure]}`, ours: ours[figure], other: other[figure] }));
