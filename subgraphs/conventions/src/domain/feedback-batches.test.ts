import { describe, expect, it } from "vitest";
import type { Answer } from "./feedback.ts";
import { BATCH_SIZE, type BatchSums, batchesOf, hostFeedbackOf, sumsOf, type WaitingAnswer } from "./feedback-batches.ts";

/** xorshift: the same draws in every run. */
function drawing(seed: number) {
  let state = seed;
  return (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.abs(state) % below;
  };
}

type Told = BatchSums | null;
const totalOf = (batches: readonly BatchSums[]): Told => (batches.length === 0 ? null : batches.reduce((a, b) => ({ answers: a.answers + b.answers, ratings: a.ratings + b.ratings, recommendations: a.recommendations + b.recommendations })));

/** What the platform tells after each answer, to someone who looks after each. */
function toldInBatches(answers: readonly Answer[]): readonly Told[] {
  let waiting: WaitingAnswer<number>[] = [];
  const batches: BatchSums[] = [];
  return answers.map((answer, key) => {
    waiting.push({ key, answer });
    const made = batchesOf(waiting);
    batches.push(...made.map(({ sums }) => sums));
    waiting = waiting.slice(made.length * BATCH_SIZE);
    return totalOf(batches);
  });
}

/** What it would tell by counting everyone as soon as there are five. */
const toldAtOnce = (answers: readonly Answer[]): readonly Told[] => answers.map((_, index) => (index + 1 < BATCH_SIZE ? null : sumsOf(answers.slice(0, index + 1))));

/** How many students each change is about: what subtracting one look from the next isolates. */
function isolated(told: readonly Told[]): readonly number[] {
  const counts = [0, ...told.map((one) => one?.answers ?? 0)];
  return counts.slice(1).map((count, index) => count - counts[index]!).filter((difference) => difference !== 0);
}

const someAnswers = (seed: number): readonly Answer[] => {
  const draw = drawing(seed);
  return Array.from({ length: draw(40) }, () => ({ rating: 1 + draw(5), recommends: draw(2) === 1, comment: draw(3) === 0 ? null : `Avis ${draw(1_000)}` }));
};

describe("whoever looks after each answer, and subtracts", () => {
  it("never learns of fewer than five students, whatever was answered", () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const told = toldInBatches(someAnswers(seed));
      expect(isolated(told).every((students) => students >= BATCH_SIZE)).toBe(true);
    }
  });

  it("would learn the sixth answer if all were counted at once", () => {
    const answers = [...Array.from({ length: 5 }, () => ({ rating: 4, recommends: true, comment: null })), { rating: 1, recommends: false, comment: null }];
    const told = toldAtOnce(answers);
    expect(isolated(told)).toContain(1);
    expect(told[5]!.ratings - told[4]!.ratings).toBe(1);
    expect(toldInBatches(answers)[5]).toEqual(toldInBatches(answers)[4]);
  });
});

describe("what is told of a host", () => {
  const answer = (rating: number, recommends: boolean, comment: string | null = null) => ({ rating, recommends, comment });
  const waiting = (answers: readonly Answer[]) => answers.map((one, key) => ({ key, answer: one }));

  it("is nothing below five", () => {
    expect(batchesOf(waiting([answer(5, true), answer(5, true), answer(5, true), answer(5, true)]))).toEqual([]);
    expect(hostFeedbackOf([])).toBeNull();
  });

  it("is the mean of five, and the share of those who recommend", () => {
    const [batch] = batchesOf(waiting([answer(5, true), answer(4, true), answer(3, false), answer(5, true), answer(1, false), answer(1, false)]));
    expect(batch!.members).toEqual([0, 1, 2, 3, 4]);
    expect(hostFeedbackOf([batch!.sums])).toEqual({ count: 5, averageRating: 3.6, recommendRate: 0.6 });
  });

  it("keeps nothing of the order in which words came", () => {
    const written = ["Zut", "Accueil parfait", "Manque de temps"];
    const orders = [written, written.toReversed()].map((words) => batchesOf(waiting([...words.map((word) => answer(4, true, word)), answer(4, true), answer(4, true)]))[0]!.comments);
    expect(orders[0]).toEqual(orders[1]);
  });
});
