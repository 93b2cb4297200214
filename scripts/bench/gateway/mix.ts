import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { LoadGenerator, type Question } from "../lib/load.ts";
import { median, quantile } from "../lib/median.ts";
import type { Target } from "./targets.ts";

export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU in ms a request. */
  readonly gatewayCpu: number;
  readonly subgraphsCpu: number;
  readonly postgresCpu: number;
  readonly serversCpu: number;
}

/** What is asked, of whom: its questions in the order of their names. */
export interface Asked {
  readonly target: Target;
  readonly questions: Readonly<Record<string, Question>>;
}

export interface Generated extends Asked {
  readonly generator: LoadGenerator;
}

export const CONNECTIONS = 8;
/** Enough for V8 to have compiled what is hot, and for every pool to be open; on a busy machine that takes longer. */
const WARM_UP_SECONDS = 3;
const WARM_UP_REQUESTS = 500;

export function generatorsOf<Name extends string>(run: BenchmarkRun, asked: Readonly<Record<Name, Asked>>): Record<Name, Generated> {
  const generated = Object.entries<Asked>(asked).map(([name, { target, questions }]) => {
    const generator = new LoadGenerator(new URL(target.url).origin, Object.values(questions), CONNECTIONS);
    run.started.defer(() => generator.stop());
    return [name, { target, questions, generator }] as const;
  });
  return Object.fromEntries(generated) as Record<Name, Generated>;
}

export async function warmUp(run: BenchmarkRun, generated: Readonly<Record<string, Generated>>): Promise<void> {
  for (const [name, { generator }] of Object.entries(generated)) {
    run.onProgress(`Mise en température : ${name}`);
    for (let [seconds, requests] = [0, 0]; seconds < WARM_UP_SECONDS || requests < WARM_UP_REQUESTS; seconds += 1) requests += (await generator.load(1)).requests;
  }
}

/** All questions to each target, in turns; the median of the rounds for each figure. */
export async function measureMix<Name extends string>(run: BenchmarkRun, world: BenchWorld, generated: Readonly<Record<Name, Generated>>): Promise<Record<Name, Figures>> {
  const names = Object.keys(generated) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, [] as Figures[]])) as Record<Name, Figures[]>;
  for (let round = 0; round < run.rounds; round++) {
    run.onProgress(`Tour ${round + 1} sur ${run.rounds}`);
    // Each begins in its turn, so that none always comes after the same other.
    for (const rank of names.keys()) {
      const name = names[(rank + round) % names.length]!;
      rounds[name].push(await oneRound(generated[name], world, run.secondsPerRound));
    }
  }
  return Object.fromEntries(names.map((name) => [name, medians(rounds[name])])) as Record<Name, Figures>;
}

export async function oneRound({ generator, target }: Generated, world: BenchWorld, seconds: number, questions?: readonly Question[]): Promise<Figures> {
  const before = { gateway: target.gatewayCpu(), subgraphs: target.subgraphsCpu(), postgres: world.cpu() };
  const { requests, requestsPerSecond, latencies } = await generator.load(seconds, questions);
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

export function medians(rounds: readonly Figures[]): Figures {
  const figures = Object.keys(rounds[0]!) as (keyof Figures)[];
  return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as unknown as Figures;
}
