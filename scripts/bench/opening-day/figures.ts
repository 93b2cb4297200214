import { quantile } from "../lib/median.ts";
import { type Kind, KINDS } from "./operations.ts";
import type { Heard } from "./followers.ts";
import type { Answered, PlayReport } from "./play.ts";

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

export const spreadOf = (ms: readonly number[]): Spread => {
  const sorted = Float64Array.from(ms).sort();
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
};

export function spreads({ answered }: PlayReport): { readonly all: Spread; readonly byKind: ReadonlyMap<Kind, Spread> } {
  const kinds = KINDS.filter((kind) => answered[kind]);
  return { all: spreadOf(kinds.flatMap((kind) => answered[kind]!.ms)), byKind: new Map(kinds.map((kind) => [kind, spreadOf(answered[kind]!.ms)])) };
}

export interface SecondOfAnswers {
  readonly at: number;
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

/** By the second in which they were answered. */
export function bySecond(all: readonly Answered[], everyMs = 1_000): readonly SecondOfAnswers[] {
  const seconds = new Map<number, number[]>();
  for (const { at, ms } of all) {
    for (const [rank, from] of at.entries()) {
      const second = Math.floor((from + ms[rank]!) / everyMs) * everyMs;
      const its = seconds.get(second);
      if (its) its.push(ms[rank]!);
      else seconds.set(second, [ms[rank]!]);
    }
  }
  return [...seconds].toSorted(([a], [b]) => a - b).map(([at, ms]) => ({ at, count: (ms.length * 1_000) / everyMs, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) }));
}

/** From before a mutation is sent until its follower has been told. */
export function lagOf({ written }: PlayReport, heard: readonly Heard[]): Spread {
  const askedAt = new Map(written.steps.map(([id, to, at]) => [`${id} ${to}`, at]));
  return spreadOf(heard.flatMap(([, , at, to, id]) => {
    const asked = askedAt.get(`${id} ${to}`);
    return asked === undefined ? [] : [at - asked];
  }));
}
