import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { type Figures, type Generated, medians, oneRound } from "./mix.ts";

/** Each operation alone, by turns of those that answer it; the median of the rounds for each figure. */
export async function measureEach<Name extends string>(run: BenchmarkRun, world: BenchWorld, operations: readonly string[], generated: readonly (readonly [Name, Generated])[]): Promise<ReadonlyMap<string, Partial<Record<Name, Figures>>>> {
  const measured = new Map<string, Partial<Record<Name, Figures>>>();
  for (const operation of operations) {
    run.onProgress(`Seule : ${operation}`);
    const answering = generated.filter(([, { questions }]) => questions[operation]);
    const rounds = new Map(answering.map(([name]) => [name, [] as Figures[]]));
    for (let round = 0; round < run.rounds; round++) {
      for (const rank of answering.keys()) {
        const [name, target] = answering[(rank + round) % answering.length]!;
        rounds.get(name)!.push(await oneRound(target, world, run.secondsPerRound / 2, [target.questions[operation]!]));
      }
    }
    measured.set(operation, Object.fromEntries([...rounds].map(([name, figures]) => [name, medians(figures)])) as Partial<Record<Name, Figures>>);
  }
  return measured;
}
