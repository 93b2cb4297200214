import { type AcademyCounts, disclose, type PublicCounts } from "./disclosure.ts";
import { isSmall } from "./small-counts.ts";

/** Students enrolled in a département, each of them counted once. */
export interface DepartmentCoverage {
  readonly code: string;
  readonly covered: number;
  readonly partlyCovered: number;
  readonly uncovered: number;
}

export interface AcademyCoverage {
  readonly code: string;
  readonly departments: readonly DepartmentCoverage[];
}

/** Null is hidden. Who is not covered, partly or at all, is `enrolled` less `covered` wherever these are told. */
export interface PublicCoverage {
  readonly enrolled: number | null;
  readonly covered: number | null;
  readonly partlyCovered: number | null;
  readonly uncovered: number | null;
}

export interface PublicCoverageOfDepartment extends PublicCoverage {
  readonly code: string;
}

export interface PublicCoverageOfAcademy extends PublicCoverage {
  readonly code: string;
  readonly departments: readonly PublicCoverageOfDepartment[];
}

export interface PublicCoverageOfCountry extends PublicCoverage {
  readonly academies: readonly PublicCoverageOfAcademy[];
}

/** Where fewer students than that are covered for one week alone, most départements have fewer than five of them. */
const SHARE_TOLD_APART = 0.01;

/**
 * What everyone may know of a country's coverage. Students covered for one of their weeks are told apart in each territory from
 * one in a hundred of the country's on: of fewer, they would hide the other figures of most territories, and the country's number
 * of them is told alone. It is the country's own figures that decide, which what is hidden in a territory does not change.
 */
export function publicCoverage(academies: readonly AcademyCoverage[], shareToldApart: number = SHARE_TOLD_APART): PublicCoverageOfCountry {
  const partly = countryOf(academies, ({ partlyCovered }) => partlyCovered);
  const uncovered = countryOf(academies, (department) => department.uncovered);
  const enrolled = partly + uncovered + countryOf(academies, ({ covered }) => covered);
  const areLarge = !isSmall(partly) && !isSmall(uncovered);
  const areApart = areLarge && partly >= shareToldApart * enrolled;
  const country = disclose(academies.map((academy) => countsOf(academy, areApart)));
  const apart = areLarge && country.counts !== null ? { partlyCovered: partly, uncovered } : {};
  return {
    ...coverageOf(country),
    ...apart,
    academies: country.academies.map((academy, _, { length: ofCountry }) => ({
      code: academy.code,
      ...coverageOf(academy),
      // The only académie of a country is the country, and says the same.
      ...(ofCountry === 1 && apart),
      departments: academy.departments.map((department, _, { length: ofAcademy }) => ({
        code: department.code,
        ...coverageOf(department),
        ...(ofCountry === 1 && ofAcademy === 1 && apart),
      })),
    })),
  };
}

function countsOf({ code, departments }: AcademyCoverage, areApart: boolean): AcademyCounts {
  return {
    code,
    departments: departments.map(({ code, covered, partlyCovered, uncovered }) => ({
      code,
      counts: areApart ? [covered, partlyCovered, uncovered] : [covered, partlyCovered + uncovered],
    })),
  };
}

function coverageOf({ total, counts }: PublicCounts): PublicCoverage {
  const [covered = null, second = null, third = null] = counts ?? [];
  return { enrolled: total, covered, partlyCovered: third === null ? null : second, uncovered: third };
}

function countryOf(academies: readonly AcademyCoverage[], count: (department: DepartmentCoverage) => number): number {
  return academies.reduce((sum, { departments }) => departments.reduce((sum, department) => sum + count(department), sum), 0);
}
