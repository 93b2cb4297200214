import { median, quantile } from "../lib/median.ts";
import type { Pair } from "./market.ts";
import type { Sent, Side } from "./side.ts";

export const STEPS = ["submit", "accept"] as const;
export type StepName = (typeof STEPS)[number];

export interface StepFigures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** In ms of CPU for one mutation of either kind. */
export interface Cpu {
  readonly node: number;
  readonly postgres: number;
}

export interface RoundFigures {
  readonly submit: StepFigures;
  readonly accept: StepFigures;
  /** Candidatures submitted and accepted, a second of both phases. */
  readonly perSecond: number;
  readonly count: number;
  /** Until the last was answered. */
  readonly cpu: Cpu;
  /** From then on, until everybody had heard of everything, and in how many seconds. */
  readonly cpuAfter: Cpu;
  readonly after: number;
}

/** What is not the client's. */
export interface Surroundings {
  nodeCpu(): number;
  postgresCpu(): number;
  /** What others do with what is told is done, or is kept waiting, meanwhile. */
  while<T>(work: () => Promise<T>): Promise<T>;
  untilHeard(): Promise<void>;
}

/** Sends for so long, then accepts all that was sent: a few clients, each of which asks again once it is answered. */
export async function oneRound(side: Side, surroundings: Surroundings, next: () => Pair, clients: number, seconds: number): Promise<RoundFigures> {
  const cpuSoFar = () => ({ node: surroundings.nodeCpu(), postgres: surroundings.postgresCpu() });
  const cpus = [cpuSoFar()];
  const sent: Sent[] = [];
  const [submit, accept] = await surroundings.while(async () => {
    const end = performance.now() + seconds * 1000;
    return [
      await phase(() => (performance.now() < end ? next() : null), clients, async (pair) => void sent.push(await side.submit(pair))),
      await phase(oneByOne(sent), clients, async (one) => {
        if (!(await side.accept(one))) throw new Error(`no seat was left for ${one.candidatureId}`);
      }),
    ];
  });
  const answered = performance.now();
  cpus.push(cpuSoFar());
  await surroundings.untilHeard();
  cpus.push(cpuSoFar());
  const spent = (index: number): Cpu => ({
    node: (cpus[index + 1]!.node - cpus[index]!.node) / (2 * sent.length),
    postgres: (cpus[index + 1]!.postgres - cpus[index]!.postgres) / (2 * sent.length),
  });
  return {
    submit: submit.figures,
    accept: accept.figures,
    perSecond: sent.length / (submit.seconds + accept.seconds),
    count: sent.length,
    cpu: spent(0),
    cpuAfter: spent(1),
    after: (performance.now() - answered) / 1000,
  };
}

export interface ContestedFigures {
  readonly perSecond: number;
  readonly taken: number;
}

/** All who want one offer, accepted at once: who comes last is told that no seat is left. */
export async function contestedRound(side: Side, pairs: readonly Pair[], clients: number): Promise<ContestedFigures> {
  const sent: Sent[] = [];
  await phase(oneByOne(pairs), clients, async (pair) => void sent.push(await side.submit(pair)));
  let taken = 0;
  const { figures } = await phase(oneByOne(sent), clients, async (one) => {
    if (await side.accept(one)) taken += 1;
  });
  return { perSecond: figures.perSecond, taken };
}

function oneByOne<T>(items: readonly T[]): () => T | null {
  let next = 0;
  return () => items[next++] ?? null;
}

async function phase<T>(next: () => T | null, clients: number, act: (item: T) => Promise<void>) {
  const latencies: number[] = [];
  const from = performance.now();
  const client = async () => {
    for (let item = next(); item !== null; item = next()) {
      const askedAt = performance.now();
      await act(item);
      latencies.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - from) / 1000;
  return { seconds, figures: { perSecond: latencies.length / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } };
}

export function mediansOf(rounds: readonly RoundFigures[]): RoundFigures {
  const of = (figure: (round: RoundFigures) => number) => median(rounds.map(figure));
  const step = (name: StepName): StepFigures => ({ perSecond: of((round) => round[name].perSecond), p50: of((round) => round[name].p50), p99: of((round) => round[name].p99) });
  const cpu = (name: "cpu" | "cpuAfter"): Cpu => ({ node: of((round) => round[name].node), postgres: of((round) => round[name].postgres) });
  return { submit: step("submit"), accept: step("accept"), perSecond: of(({ perSecond }) => perSecond), count: of(({ count }) => count), cpu: cpu("cpu"), cpuAfter: cpu("cpuAfter"), after: of(({ after }) => after) };
}
