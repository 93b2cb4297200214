import { describe, expect, it } from "vitest";
import { type AcademyCounts, disclose } from "./disclosure.ts";

/** Covered and uncovered students of its départements. */
type Academy = readonly (readonly number[])[];

const country = (academies: readonly Academy[]): readonly AcademyCounts[] =>
  academies.map((departments, rank) => ({ code: `A${rank + 1}`, departments: departments.map((counts, rank) => ({ code: `D${rank + 1}`, counts })) }));

/** What is told: "A1 30: 10+20 (D1 12 hidden, …)". */
const said = (...academies: readonly Academy[]) => {
  const { academies: told, ...whole } = disclose(country(academies));
  const figures = ({ total, counts }: typeof whole) => `${total ?? "–"} ${counts ? counts.join("+") : "hidden"}`;
  return [figures(whole), ...told.map((academy) => `${academy.code} ${figures(academy)} (${academy.departments.map(figures).join(", ")})`)];
};

describe("what is told of a country", () => {
  it("is exact where no count is small", () => {
    expect(said([[10, 20], [30, 40]], [[5, 5]])).toEqual(["110 45+65", "A1 100 40+60 (30 10+20, 70 30+40)", "A2 10 5+5 (10 5+5)"]);
  });

  it("hides a département with a count below five, none included, and the smallest of its neighbours with it", () => {
    expect(said([[4, 20], [30, 40], [50, 60]])[1]).toBe("A1 204 84+120 (24 hidden, 70 hidden, 110 50+60)");
    expect(said([[0, 20], [30, 40], [50, 60]])[1]).toBe("A1 200 80+120 (20 hidden, 70 hidden, 110 50+60)");
  });

  it("hides all that are smaller than the one with the small count, so that which are hidden says nothing of them", () => {
    expect(said([[10, 20], [30, 40], [106, 4]])[1]).toBe("A1 210 146+64 (30 hidden, 70 hidden, 110 hidden)");
  });

  it("hides one more where the hidden ones together would be a small count", () => {
    expect(said([[0, 20], [1, 40], [50, 60], [70, 80]])[1]).toBe("A1 321 121+200 (20 hidden, 41 hidden, 110 hidden, 150 70+80)");
  });

  it("hides an académie whose only département is hidden, and the smallest of the others with it", () => {
    expect(said([[3, 20]], [[30, 40], [50, 60]], [[70, 80], [90, 100]])).toEqual([
      "543 243+300",
      "A1 23 hidden (23 hidden)",
      "A2 180 hidden (70 hidden, 110 hidden)",
      "A3 340 160+180 (150 70+80, 190 90+100)",
    ]);
  });

  it("tells nothing but the number of students of a country with a small count", () => {
    expect(said([[4, 20]], [[0, 300]])).toEqual(["324 hidden", "A1 24 hidden (24 hidden)", "A2 300 hidden (300 hidden)"]);
  });

  it("leaves out where nobody is enrolled", () => {
    expect(said([[0, 0], [30, 40]], [[0, 0]], [[50, 60]])).toEqual(["180 80+100", "A1 70 30+40 (70 30+40)", "A3 110 50+60 (110 50+60)"]);
    expect(disclose([])).toEqual({ total: null, counts: null, academies: [] });
  });

  it("hides how many students each département of an académie has where one has fewer than five", () => {
    expect(said([[1, 2], [30, 40]], [[50, 60]])).toEqual(["183 81+102", "A1 73 31+42 (– hidden, – hidden)", "A2 110 50+60 (110 50+60)"]);
  });

  it("hides the country where an académie has fewer than five, since the numbers of the others are known", () => {
    expect(said([[1, 2]], [[30, 40]], [[3, 40]])).toEqual(["– hidden", "A1 – hidden (– hidden)", "A2 70 30+40 (70 30+40)", "A3 43 hidden (43 hidden)"]);
  });

  it("hides the number of an académie where the départements that share it would have fewer than five values each", () => {
    expect(said([[1, 1], [2, 1]], [[30, 40]])).toEqual(["– hidden", "A1 – hidden (– hidden, – hidden)", "A2 70 30+40 (70 30+40)"]);
    expect(said([[1, 1], [2, 2]], [[30, 40]])[1]).toBe("A1 6 hidden (– hidden, – hidden)");
  });

  it("does not depend on the order in which the rows come", () => {
    const rows = country([[[4, 20], [30, 40], [50, 60]], [[4, 8], [70, 80]], [[90, 100]]]);
    const sorted = ({ academies, ...whole }: ReturnType<typeof disclose>) => ({
      ...whole,
      academies: academies
        .map((academy) => ({ ...academy, departments: academy.departments.toSorted((one, other) => one.code.localeCompare(other.code)) }))
        .toSorted((one, other) => one.code.localeCompare(other.code)),
    });
    const reversed = rows.toReversed().map((academy) => ({ ...academy, departments: academy.departments.toReversed() }));
    expect(sorted(disclose(reversed))).toEqual(sorted(disclose(rows)));
  });
});
