import { isDeepStrictEqual } from "node:util";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { LoadGenerator } from "../lib/load.ts";
import { median, quantile } from "../lib/median.ts";
import { ACROSS, ASKING_PERSONA } from "./operation.ts";
import { type Target, type Targets, tokenOf } from "./targets.ts";

export interface QueryFigures {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU in ms a request. */
  readonly gatewayCpu: number;
  readonly subgraphsCpu: number;
  readonly postgresCpu: number;
  readonly serversCpu: number;
}

type Name = keyof Targets;
const NAMES = ["default", "http", "in-process"] as const satisfies readonly Name[];

export const CONNECTIONS = 8;
/** Long enough for V8 to have compiled what is hot, and for every pool to be open. */
const WARM_UP_SECONDS = 3;

/** The same question to the three, in turns; the median of the rounds for each figure. */
export async function measureQueries(run: BenchmarkRun, world: BenchWorld, targets: Targets): Promise<Record<Name, QueryFigures>> {
  const token = await tokenOf(ASKING_PERSONA, world);
  const generators = Object.fromEntries(NAMES.map((name) => [name, new LoadGenerator({ url: targets[name].url, token, query: ACROSS }, CONNECTIONS)]));
  run.started.defer(async () => void (await Promise.all(Object.values(generators).map((generator) => generator.stop()))));

  run.onProgress("Vérification : les trois donnent la même réponse");
  await insistOnOneAnswer(generators as Record<Name, LoadGenerator>);
  for (const name of NAMES) {
    run.onProgress(`Mise en température : ${name}`);
    await generators[name]!.load(WARM_UP_SECONDS);
  }

  const rounds: Record<Name, QueryFigures[]> = { default: [], http: [], "in-process": [] };
  for (let round = 0; round < run.rounds; round++) {
    run.onProgress(`Tour ${round + 1} sur ${run.rounds}`);
    // Each begins in its turn, so that none always comes after the same other.
    for (const rank of NAMES.keys()) {
      const name = NAMES[(rank + round) % NAMES.length]!;
      rounds[name].push(await oneRound(generators[name]!, targets[name], world, run.secondsPerRound));
    }
  }
  return { default: medians(rounds.default), http: medians(rounds.http), "in-process": medians(rounds["in-process"]) };
}

async function insistOnOneAnswer(generators: Record<Name, LoadGenerator>): Promise<void> {
  const answers = await Promise.all(NAMES.map(async (name) => JSON.parse(await generators[name].ask()) as { data?: unknown; errors?: unknown }));
  const [first, ...others] = answers;
  for (const { errors } of answers) if (errors) throw new Error(`The query is refused: ${JSON.stringify(errors)}`);
  if (!JSON.stringify(first!.data).includes('"legalName":"')) throw new Error(`The query reaches no host: ${JSON.stringify(first)}`);
  if (!others.every(({ data }) => isDeepStrictEqual(data, first!.data))) throw new Error("The three do not give the same answer");
}

async function oneRound(generator: LoadGenerator, target: Target, world: BenchWorld, seconds: number): Promise<QueryFigures> {
  const before = { gateway: target.gatewayCpu(), subgraphs: target.subgraphsCpu(), postgres: world.cpu() };
  const { requests, requestsPerSecond, latencies } = await generator.load(seconds);
  const gatewayCpu = (target.gatewayCpu() - before.gateway) / requests;
  const subgraphsCpu = (target.subgraphsCpu() - before.subgraphs) / requests;
  const postgresCpu = (world.cpu() - before.postgres) / requests;
  return {
    requestsPerSecond,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    gatewayCpu,
    subgraphsCpu,
    postgresCpu,
    serversCpu: gatewayCpu + subgraphsCpu + postgresCpu,
  };
}

function medians(rounds: readonly QueryFigures[]): QueryFigures {
  const figures = Object.keys(rounds[0]!) as (keyof QueryFigures)[];
  return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as unknown as QueryFigures;
}
