import * as fc from "fast-check";

/** What a generator draws, one thing after the other: fast-check shrinks each. */
export interface Draw {
  /** From 0 up to, and without, `bound`. */
  below(bound: number): number;
  of<T>(values: readonly T[]): T;
  /** Once in so many times; never, in what is shrunk. */
  oneIn(times: number): boolean;
  text(): string;
}

const below = (bound: number) => fc.nat({ max: bound - 1 });
const text = () => fc.string({ unit: "binary", maxLength: 80 });

export const drawing = (g: fc.GeneratorValue): Draw => ({
  below: (bound) => (bound <= 1 ? 0 : g(below, bound)),
  of: (values) => values[values.length === 1 ? 0 : g(below, values.length)]!,
  oneIn: (times) => g(below, times) === times - 1,
  text: () => g(text),
});
