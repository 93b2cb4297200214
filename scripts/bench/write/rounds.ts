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

export interface RoundFigures {
  readonly submit: StepFigures;
  readonly accept: StepFigures;
  /** Candidatures submitted and accepted, a second of both phases. */
  readonly perSecond: number;
  /** In ms of CPU for one mutation of either kind, what follows from it included. */
  readonly node: number;
  readonly postgres: number;
  /** Until everybody had heard of everything, once the last was answered. */
  readonly untilHeard: number;
  readonly count: number;
}

/** What is not the client's: whose CPU counts, and when all that follows is done. */
export interface Surroundings {
  nodeCpu(): number;
  postgresCpu(): number;
  untilHeard(): Promise<void>;
}

/** Sends for so long, then accepts all that was sent: a few clients, each of which asks again once it is answered. */
export async function oneRound(side: Side, { nodeCpu, postgresCpu, untilHeard }: Surroundings, next: () => Pair, clients: number, seconds: number): Promise<RoundFigures> {
  const before = { node: nodeCpu(), postgres: postgresCpu() };
  const sent: Sent[] = [];
  const end = performance.now() + seconds * 1000;
  const submit = await phase(() => (performance.now() < end ? next() : null), clients, async (pair) => void sent.push(await side.submit(pair)));
  const accept = await phase(oneByOne(sent), clients, async (one) => {
    if (!(await side.accept(one))) throw new Error(`no seat was left for ${one.candidatureId}`);
  });
  const answered = performance.now();
  await untilHeard();
  const mutations = 2 * sent.length;
  return {
    submit: submit.figures,
    accept: accept.figures,
    perSecond: sent.length / (submit.seconds + accept.seconds),
    node: (nodeCpu() - before.node) / mutations,
    postgres: (postgresCpu() - before.postgres) / mutations,
    untilHeard: (performance.now() - answered) / 1000,
    count: sent.length,
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
  return { submit: step("submit"), accept: step("accept"), perSecond: of(({ perSecond }) => perSecond), node: of(({ node }) => node), postgres: of(({ postgres }) => postgres), untilHeard: of(({ untilHeard }) => untilHeard), count: of(({ count }) => count) };
}
