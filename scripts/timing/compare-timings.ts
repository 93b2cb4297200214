/** What two ways of being answered took, in turns. */
export interface Timings {
  readonly known: readonly number[];
  readonly unknown: readonly number[];
}

export interface Comparison {
  readonly knownMedian: number;
  readonly unknownMedian: number;
  /** How often chance alone would part the medians as far: small when the two differ. */
  readonly chance: number;
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const PERMUTATIONS = 2_000;

/** Numbers between 0 and 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const all = [...values];
  for (let index = all.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [all[index], all[other]] = [all[other]!, all[index]!];
  }
  return all;
}

/** A permutation test of the medians: whatever the times are distributed like, and however busy the machine. */
export function compareTimings({ known, unknown }: Timings, random: () => number = Math.random): Comparison {
  const seen = Math.abs(median(known) - median(unknown));
  const all = [...known, ...unknown];
  let asFar = 0;
  for (let turn = 0; turn < PERMUTATIONS; turn += 1) {
    const mixed = shuffled(all, random);
    if (Math.abs(median(mixed.slice(0, known.length)) - median(mixed.slice(known.length))) >= seen) asFar += 1;
  }
  return { knownMedian: median(known), unknownMedian: median(unknown), chance: (asFar + 1) / (PERMUTATIONS + 1) };
}

/** As many of each, in an order that nothing which comes and goes on the machine can follow. */
export async function timeInTurns(times: number, known: (turn: number) => unknown, unknown: (turn: number) => unknown, random: () => number = Math.random): Promise<Timings> {
  const taken: Timings & { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let turn = 0; turn < times; turn += 1) {
    for (const [which, act] of shuffled([["known", known], ["unknown", unknown]] as const, random)) {
      const from = performance.now();
      await act(turn);
      taken[which].push(performance.now() - from);
    }
  }
  return taken;
}
