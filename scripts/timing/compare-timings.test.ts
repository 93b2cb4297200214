import { describe, expect, it } from "vitest";
import { compareTimings, median, randomOf, shuffled, timeInTurns } from "./compare-timings.ts";

const drawn = (count: number, base: number, random: () => number) => Array.from({ length: count }, () => base + random() ** 8 * 20);

describe("two lists of times", () => {
  it("of the same work differ by chance", () => {
    const random = randomOf(7);
    const chances = Array.from({ length: 20 }, () => compareTimings({ known: drawn(150, 2, random), unknown: drawn(150, 2, random) }, random).chance);
    expect(chances.filter((chance) => chance < 0.01).length).toBeLessThanOrEqual(2);
    expect(median(chances)).toBeGreaterThan(0.1);
  });

  it("of which one does a quarter more do not", () => {
    const random = randomOf(7);
    expect(compareTimings({ known: drawn(150, 2.5, random), unknown: drawn(150, 2, random) }, random).chance).toBeLessThan(0.001);
  });

  it("are taken in turns, neither always first", async () => {
    const order: string[] = [];
    await timeInTurns(50, () => order.push("k"), () => order.push("u"), randomOf(1));
    const firsts = order.filter((_, index) => index % 2 === 0);
    expect([order.length, order.filter((one) => one === "k").length]).toEqual([100, 50]);
    expect(new Set(firsts)).toEqual(new Set(["k", "u"]));
  });

  it("are mixed and not lost", () => {
    expect(shuffled([1, 2, 3, 4], randomOf(3)).toSorted()).toEqual([1, 2, 3, 4]);
  });
});
