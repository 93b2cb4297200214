import { describe, expect, it } from "vitest";
import { exposures } from "./attack.ts";
import { type AcademyCounts, disclose, type PublicCountry } from "./disclosure.ts";
import { publicCoverage } from "./public-coverage.ts";
import { publicSeats } from "./public-seats.ts";
import { lineOfCountry, lineOfPublicCoverage, lineOfPublicSeats, type PublishedLine } from "./published-line.ts";
import { boundsOfHidden } from "./subtraction.ts";

/** Students enrolled in each département of each académie. */
type Shape = readonly (readonly number[])[];

/** Every way of dividing so many students into so many columns. */
function divisions(total: number, columns: number): readonly (readonly number[])[] {
  if (columns === 1) return [[total]];
  return Array.from({ length: total + 1 }, (_, first) => first).flatMap((first) => divisions(total - first, columns - 1).map((rest) => [first, ...rest]));
}

function* products<T>([first, ...rest]: readonly (readonly T[])[]): Generator<readonly T[]> {
  if (!first) return yield [];
  for (const one of first) for (const others of products(rest)) yield [one, ...others];
}

/** Every country of that shape. */
function* countries(shape: Shape, columns: number): Generator<readonly AcademyCounts[]> {
  for (const rows of products(shape.flat().map((total) => divisions(total, columns)))) {
    let next = 0;
    yield shape.map((departments, academy) => ({ code: `A${academy}`, departments: departments.map((_, department) => ({ code: `D${department}`, counts: rows[next++]! })) }));
  }
}

const toldInFull = (academies: readonly AcademyCounts[]): PublicCountry => {
  const whole = (parts: readonly { readonly counts: readonly number[] }[]) => {
    const counts = parts[0]!.counts.map((_, column) => parts.reduce((sum, { counts }) => sum + counts[column]!, 0));
    return { total: counts.reduce((total, count) => total + count, 0), counts };
  };
  const told = academies.map(({ code, departments }) => ({ code, ...whole(departments), departments: departments.map((department) => ({ code: department.code, ...whole([department]) })) }));
  return { ...whole(told), academies: told };
};

function* publications(all: Iterable<readonly AcademyCounts[]>, publish: (academies: readonly AcademyCounts[]) => PublicCountry) {
  for (const academies of all) {
    const columns = academies[0]!.departments[0]!.counts.length;
    yield { truth: lineOfCountry(toldInFull(academies), columns), published: lineOfCountry(publish(academies), columns) };
  }
}

describe("whoever knows the program and tries every country", () => {
  it.each<{ readonly shape: Shape; readonly columns: number }>([
    { shape: [[10, 12, 14]], columns: 2 },
    { shape: [[10, 11, 60]], columns: 2 },
    { shape: [[10, 40]], columns: 2 },
    { shape: [[5, 10, 11]], columns: 2 },
    { shape: [[10], [12], [25]], columns: 2 },
    { shape: [[10, 10], [40]], columns: 2 },
    { shape: [[5, 12], [10, 11]], columns: 2 },
    { shape: [[7], [9], [15]], columns: 2 },
    { shape: [[15, 18]], columns: 3 },
    { shape: [[9], [15]], columns: 3 },
  ])("has five values left for every hidden count of $shape students in $columns columns", ({ shape, columns }) => {
    expect(exposures(publications(countries(shape, columns), disclose), 5)).toEqual([]);
  });

  it.each<{ readonly academies: readonly number[]; readonly departments: readonly number[] }>([
    { academies: [14], departments: [3] },
    { academies: [10, 11], departments: [2, 1] },
    { academies: [6, 12], departments: [2, 1] },
    { academies: [8, 11], departments: [3, 1] },
  ])("has five left of hidden numbers of enrolled too, $academies in académies of $departments départements", ({ academies, departments }) => {
    function* all(): Generator<readonly AcademyCounts[]> {
      for (const rows of products(academies.map((total, academy) => divisions(total, departments[academy]! * 2)))) {
        yield rows.map((counts, academy) => ({
          code: `A${academy}`,
          departments: Array.from({ length: departments[academy]! }, (_, department) => ({ code: `D${department}`, counts: counts.slice(department * 2, department * 2 + 2) })),
        }));
      }
    }
    // Which départements have nobody is public, and part of the publication: those are not among its lines.
    expect(exposures(publications(all(), disclose), 5)).toEqual([]);
  });

  const coverageOf = (academies: readonly AcademyCounts[]) =>
    academies.map(({ code, departments }) => ({
      code,
      departments: departments.map(({ code, counts: [covered, partlyCovered, uncovered] }) => ({ code, covered: covered!, partlyCovered: partlyCovered!, uncovered: uncovered! })),
    }));

  it.each<{ readonly shape: Shape; readonly from: number }>([
    { shape: [[12, 15]], from: 0.3 },
    { shape: [[12], [15]], from: 0.3 },
    { shape: [[5, 5, 8]], from: 2 },
    { shape: [[5], [6], [7]], from: 2 },
    { shape: [[22]], from: 2 },
  ])("has five left where who is partly covered is told apart from $from of $shape students on", ({ shape, from }) => {
    function* all() {
      for (const academies of countries(shape, 3)) yield { truth: lineOfCountry(toldInFull(academies), 3), published: lineOfPublicCoverage(publicCoverage(coverageOf(academies), from)) };
    }
    expect(exposures(all(), 5)).toEqual([]);
  });

  it.each([
    { seats: 18, sectors: 3 },
    { seats: 11, sectors: 4 },
    // Those alone of which 12 are taken: where it is told, it is part of the publication.
    { seats: 31, sectors: 3, taken: 12 },
    { seats: 24, sectors: 3, taken: 11 },
  ])("has five left for every hidden one of $seats seats in $sectors sectors", ({ seats, sectors, taken: only }) => {
    function* all() {
      for (const [taken, left] of only === undefined ? divisions(seats, 2) : [[only, seats - only]]) {
        for (const [ofTaken, ofLeft] of products([divisions(taken!, sectors), divisions(left!, sectors)])) {
          const rows = ofTaken!.map((taken, sector) => ({ code: `S${sector}`, taken, left: ofLeft![sector]! }));
          const parts = rows.map(({ code, taken, left }) => ({ name: code, total: taken + left, counts: [taken, left], parts: [] }));
          yield { truth: { name: "country", total: seats, counts: [taken!, left!], parts }, published: lineOfPublicSeats(publicSeats(rows)) };
        }
      }
    }
    expect(exposures(all(), 5)).toEqual([]);
  });
});

/** What agencies do by habit: the small ones and the smallest of the others beside them, until Fréchet's bounds are wide. */
function hidesWhatIsConvenient(academies: readonly AcademyCounts[]): PublicCountry {
  const { academies: told, ...country } = toldInFull(academies);
  return {
    ...country,
    academies: told.map((academy) => {
      const bySize = academy.departments.toSorted((one, other) => one.total! - other.total!);
      const hidden = new Set(bySize.filter(({ counts }) => counts!.some((count) => count < 5)));
      for (const next of bySize) {
        const rows = [...hidden];
        const sums = academy.counts!.map((_, column) => rows.reduce((sum, { counts }) => sum + counts![column]!, 0));
        const all = sums.reduce((total, sum) => total + sum, 0);
        const width = Math.min(...rows.flatMap(({ total }) => sums.map((sum) => Math.min(total!, sum) - Math.max(0, total! + sum - all))));
        if (rows.length > 0 && (rows.length < 2 || width < 4)) hidden.add(next);
      }
      return { ...academy, departments: academy.departments.map((department) => (hidden.has(department) ? { ...department, counts: null } : department)) };
    }),
  };
}

describe("control: the same attack", () => {
  it("finds each count that was hidden by itself", () => {
    const hidesSmallOnes = (academies: readonly AcademyCounts[]): PublicCountry => {
      const { academies: told, ...country } = toldInFull(academies);
      return {
        ...country,
        academies: told.map((academy) => ({ ...academy, departments: academy.departments.map((department) => (department.counts!.some((count) => count < 5) ? { ...department, counts: null } : department)) })),
      };
    };
    const found = exposures(publications(countries([[10, 12, 14]], 2), hidesSmallOnes), 5);
    expect(found.some(({ values }) => values.length === 1)).toBe(true);
  });

  it("finds counts behind a choice of the most convenient rows, of which subtraction finds nothing", async () => {
    const found = exposures(publications(countries([[10, 12, 14]], 2), hidesWhatIsConvenient), 5);
    const behindWideBounds = [];
    for (const one of found) {
      const bounds = await boundsOfHidden(JSON.parse(one.publication) as PublishedLine);
      if (bounds.every(({ low, high }) => high - low >= 4)) behindWideBounds.push(one);
    }
    expect(behindWideBounds[0]).toMatchObject({ figure: "A0/D1 0", values: [0, 8, 9, 10] });
  });
});
