import { expect, it } from "vitest";
import { publicSeats } from "./public-seats.ts";

const rows = (...counts: readonly (readonly [taken: number, left: number])[]) => counts.map(([taken, left], rank) => ({ code: `S${rank + 1}`, taken, left }));
/** "30: 10+20 (S1 hidden, S2 5+6)" */
const said = (...counts: readonly (readonly [taken: number, left: number])[]) => {
  const { published, taken, left, of } = publicSeats(rows(...counts));
  return `${published ?? "–"}: ${taken === null ? "hidden" : `${taken}+${left}`} (${of.map((row) => `${row.code} ${row.taken === null ? "hidden" : `${row.taken}+${row.left}`}`).join(", ")})`;
};

it("tells exact figures where none is small, and leaves out where there is no seat", () => {
  expect(said([10, 20], [0, 0], [5, 6])).toBe("41: 15+26 (S1 10+20, S3 5+6)");
});

it("hides, with a row that has a small count, those before it, and those after it while the hidden ones add up to a small count", () => {
  expect(said([10, 20], [3, 9], [50, 60])).toBe("152: 63+89 (S1 hidden, S2 hidden, S3 50+60)");
  expect(said([3, 9], [50, 60], [70, 80])).toBe("272: 123+149 (S1 hidden, S2 hidden, S3 70+80)");
  expect(said([3, 9], [1, 60], [70, 80], [7, 8])).toBe("238: 81+157 (S1 hidden, S2 hidden, S3 hidden, S4 7+8)");
});

it("tells the number alone of a country with a small count, and nothing of one with a small number", () => {
  expect(said([3, 20], [1, 30])).toBe("54: hidden ()");
  expect(said([1, 1], [1, 1])).toBe("–: hidden ()");
});

it("names no row where each has hardly more than the one seat for which it would be named", () => {
  const single = (count: number) => Array.from({ length: count }, (_, rank): readonly [number, number] => (rank % 2 === 0 ? [1, 0] : [0, 1]));
  expect(said(...single(10))).toBe("10: 5+5 ()");
  expect(said(...single(10), [2, 2])).toBe("14: 7+7 ()");
  expect(said(...single(10), [2, 3])).toContain("(S1 hidden, S2 hidden,");
});
