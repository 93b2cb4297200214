import { someOf } from "@stages/testing/full-size.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AcademyCounts, disclose } from "./disclosure.ts";
import { publicCoverage, type AcademyCoverage } from "./public-coverage.ts";
import { publicSeats } from "./public-seats.ts";
import { lineOfCountry, lineOfPublicCoverage, lineOfPublicSeats, type PublishedLine } from "./published-line.ts";
import { boundsOfHidden } from "./subtraction.ts";

const SEED = 2027;

/** Hidden figures for which fewer than five values are left. */
const found = async (published: PublishedLine) => (await boundsOfHidden(published)).filter(({ low, high }) => high - low < 4);

/** Most territories are small, some are empty, and a few have thousands: as the country's are, and worse. */
const enrolled = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: fc.integer({ min: 1, max: 60 }) }, { weight: 4, arbitrary: fc.integer({ min: 5, max: 900 }) }, { weight: 1, arbitrary: fc.integer({ min: 900, max: 15_000 }) });

/** Weights of the columns: in most territories one of them is rare. */
const shares = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1000 }));

const department = fc.record({ enrolled, shares }).map(({ enrolled, shares: [covered, partly, uncovered] }) => {
  const all = covered + partly + uncovered || 1;
  const coveredStudents = Math.floor((enrolled * covered) / all);
  const partlyCovered = Math.floor((enrolled * partly) / all);
  return { covered: coveredStudents, partlyCovered, uncovered: enrolled - coveredStudents - partlyCovered };
});

const academies: fc.Arbitrary<readonly AcademyCoverage[]> = fc
  .array(fc.array(department, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 })
  .map((academies) => academies.map((departments, rank) => ({ code: `A${rank}`, departments: departments.map((counts, rank) => ({ code: `D${rank}`, ...counts })) })));

const inTwo = (academies: readonly AcademyCoverage[]): readonly AcademyCounts[] =>
  academies.map(({ code, departments }) => ({ code, departments: departments.map(({ code, covered, partlyCovered, uncovered }) => ({ code, counts: [covered, partlyCovered + uncovered] })) }));

describe("nothing that is hidden can be found by subtraction", () => {
  it("in a country's coverage", { timeout: 600_000 }, async () => {
    let hidden = 0;
    let told = 0;
    await fc.assert(
      fc.asyncProperty(academies, async (academies) => {
        const published = publicCoverage(academies);
        expect(await found(lineOfPublicCoverage(published))).toEqual([]);
        const departments = published.academies.flatMap(({ departments }) => departments);
        hidden += departments.filter(({ covered }) => covered === null).length;
        told += departments.filter(({ covered }) => covered !== null).length;
      }),
      { seed: SEED, numRuns: someOf(200) },
    );
    // Of what hides everything nothing can be found either.
    expect(told).toBeGreaterThan(hidden / 10);
  });

  it("in seats by sector", async () => {
    const seats = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 5, max: 2000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ taken: seats, left: seats }), { minLength: 2, maxLength: 21 }), async (rows) => {
        const published = publicSeats(rows.map((row, rank) => ({ code: `S${rank}`, ...row })));
        expect(await found(lineOfPublicSeats(published))).toEqual([]);
      }),
      { seed: SEED, numRuns: someOf(200) },
    );
  });
});

it("tells exact figures, none below five, and hides no more than it must to hide those", () => {
  fc.assert(
    fc.property(academies, (academies) => {
      const rows = inTwo(academies);
      for (const academy of disclose(rows).academies) {
        const departments = rows.find(({ code }) => code === academy.code)!.departments.filter(({ counts }) => counts.some((count) => count > 0));
        for (const [rank, { total, counts }] of academy.departments.entries()) {
          const truth = departments[rank]!.counts;
          if (counts) expect(counts).toEqual(truth);
          if (counts) expect(Math.min(...counts)).toBeGreaterThanOrEqual(5);
          if (total !== null) expect(total).toBe(truth.reduce((total, count) => total + count, 0));
          if (total !== null) expect(total).toBeGreaterThanOrEqual(5);
        }
        const hasSmall = departments.some(({ counts }) => counts.some((count) => count < 5));
        if (academy.counts && !hasSmall) expect(academy.departments.every(({ counts }) => counts !== null)).toBe(true);
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

describe("control: the solver finds", () => {
  const small: readonly AcademyCounts[] = [
    {
      code: "A",
      departments: [
        { code: "D1", counts: [3, 17, 30] },
        { code: "D2", counts: [20, 25, 35] },
        { code: "D3", counts: [40, 45, 50] },
      ],
    },
  ];
  const truth: PublishedLine = {
    name: "A",
    total: 265,
    counts: [63, 87, 115],
    parts: small[0]!.departments.map(({ code, counts }) => ({ name: code, total: counts.reduce((total, count) => total + count, 0), counts, parts: [] })),
  };
  const hiding = (...cells: readonly (readonly [row: number, column: number])[]): PublishedLine => ({
    ...truth,
    parts: truth.parts.map((part, row) => ({ ...part, counts: part.counts.map((count, column) => (cells.some(([r, c]) => r === row && c === column) ? null : count)) })),
  });

  it("a small count that is hidden by itself", async () => {
    expect(await found(hiding([0, 0]))).toEqual([{ name: "D1 0", low: 3, high: 3 }]);
  });

  it("one that has a second one hidden in its row, or in its column", async () => {
    expect(await found(hiding([0, 0], [0, 1]))).toContainEqual({ name: "D1 0", low: 3, high: 3 });
    expect(await found(hiding([0, 0], [1, 0]))).toContainEqual({ name: "D1 0", low: 3, high: 3 });
  });

  it("bounds that are too close behind three others, where their sums are small", async () => {
    const narrow: PublishedLine = {
      name: "A",
      total: 60,
      counts: [3, 57],
      parts: [
        { name: "D1", total: 20, counts: [null, null], parts: [] },
        { name: "D2", total: 40, counts: [null, null], parts: [] },
      ],
    };
    expect(await found(narrow)).toHaveLength(4);
  });

  it("nothing where two whole rows are hidden", async () => {
    expect(await found(lineOfCountry(disclose(small), 3))).toEqual([]);
    expect(await found(hiding([0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]))).toEqual([]);
  });

  it("what the account of one académie gives away of another's département", async () => {
    const two: PublishedLine = { name: "country", total: 90, counts: [30, 60], parts: [{ name: "A", total: 40, counts: [10, 30], parts: [] }, { name: "B", total: 50, counts: [null, null], parts: [{ name: "B/D", total: 50, counts: [null, null], parts: [] }] }] };
    expect((await found(two)).map(({ name, low }) => `${name} = ${low}`)).toEqual(["B 0 = 20", "B 1 = 30", "B/D 0 = 20", "B/D 1 = 30"]);
  });
});
