import type { BenchmarkRun } from "../lib/benchmark.ts";
import { type Audience, AudienceLost, type Publish } from "./audience.ts";
import type { Memory } from "./memory.ts";
import type { Group } from "./population.ts";
import type { Side, Targets } from "./targets.ts";

export interface Crowd {
  readonly audience: Audience;
  /** The groups that listen. */
  readonly ranks: readonly number[];
  readonly held: number;
  readonly seconds: number;
  /** More than before anybody came, in bytes. */
  readonly gateway: Memory;
  readonly subgraph: Memory;
  /** Connections that had to be tried again. */
  readonly retried: number;
  /** Why there are not more; null when all are there. */
  readonly stopped: string | null;
}

const STEPS = 5;
const LONGEST_S = 120;

/** As many as there are, or as it holds: a step that is lost, or that takes too long, is the end. */
export async function gather(run: BenchmarkRun, side: Side, targets: Targets, groups: readonly Group[], all: readonly number[], publish: Publish, start: () => Promise<Audience>): Promise<Crowd> {
  const target = targets[side];
  const before = { gateway: await target.memory(), subgraph: await targets.candidatures.memory() };
  const audience = await start();
  const ranks: number[] = [];
  let stopped: string | null = null;
  const from = performance.now();
  const step = Math.ceil(all.length / STEPS);
  while (ranks.length < all.length && !stopped) {
    const next = all.slice(ranks.length, ranks.length + step);
    run.onProgress(`Foule, ${side} : ${audience.opened} souscriptions ouvertes`);
    try {
      await audience.open(target.url, groups, next);
      await audience.whenAllListen(publish);
      ranks.push(...next);
      if (performance.now() - from > LONGEST_S * 1_000 && ranks.length < all.length) stopped = `after ${LONGEST_S} s`;
    } catch (error) {
      if (!(error instanceof AudienceLost) || ranks.length === 0) throw error;
      stopped = error.message;
      await audience.openNoMore();
    }
  }
  const seconds = (performance.now() - from) / 1_000;
  const [gateway, subgraph] = [await target.memory(), await targets.candidatures.memory()];
  return { audience, ranks, held: ranks.reduce((sum, rank) => sum + groups[rank]!.listeners.length, 0), retried: audience.retried, seconds, gateway: less(gateway, before.gateway), subgraph: less(subgraph, before.subgraph), stopped };
}

const less = (one: Memory, other: Memory): Memory => ({ rss: one.rss - other.rss, heap: one.heap - other.heap });
