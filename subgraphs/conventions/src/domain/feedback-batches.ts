import type { Answer } from "./feedback.ts";

/**
 * What is told of a host is told five answers at a time, never one by one: whoever looks each day and subtracts learns the
 * sum of five students, which is what the platform publishes of anyone (domain, section 7: "below 5 … by subtraction").
 */
export const BATCH_SIZE = 5;

/** The sums of five answers, of nobody in particular; never changed once made. */
export interface BatchSums {
  readonly answers: number;
  readonly ratings: number;
  readonly recommendations: number;
}

export interface Batch<Key> {
  readonly members: readonly Key[];
  readonly sums: BatchSums;
  /** In an order that says nothing of who wrote, or when. */
  readonly comments: readonly string[];
}

export interface WaitingAnswer<Key> {
  readonly key: Key;
  readonly answer: Answer;
}

/** Of the published answers that are in no batch yet, oldest first, those that now make whole ones. */
export function batchesOf<Key>(waiting: readonly WaitingAnswer<Key>[]): readonly Batch<Key>[] {
  const whole = Math.floor(waiting.length / BATCH_SIZE);
  return Array.from({ length: whole }, (_, index) => batchOf(waiting.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE)));
}

function batchOf<Key>(five: readonly WaitingAnswer<Key>[]): Batch<Key> {
  const answers = five.map(({ answer }) => answer);
  return {
    members: five.map(({ key }) => key),
    sums: sumsOf(answers),
    comments: answers.flatMap(({ comment }) => comment ?? []).toSorted(),
  };
}

export const sumsOf = (answers: readonly Answer[]): BatchSums => ({
  answers: answers.length,
  ratings: answers.reduce((sum, { rating }) => sum + rating, 0),
  recommendations: answers.filter(({ recommends }) => recommends).length,
});

export interface HostFeedback {
  readonly count: number;
  readonly averageRating: number;
  /** From 0 to 1. */
  readonly recommendRate: number;
}

/** Null until five students have answered. */
export function hostFeedbackOf(batches: readonly BatchSums[]): HostFeedback | null {
  const total = batches.reduce((sum, one) => ({ answers: sum.answers + one.answers, ratings: sum.ratings + one.ratings, recommendations: sum.recommendations + one.recommendations }), { answers: 0, ratings: 0, recommendations: 0 });
  if (total.answers === 0) return null;
  return { count: total.answers, averageRating: total.ratings / total.answers, recommendRate: total.recommendations / total.answers };
}
