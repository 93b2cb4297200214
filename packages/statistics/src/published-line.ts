import type { PublicCountry } from "./disclosure.ts";
import type { PublicCoverage, PublicCoverageOfCountry } from "./public-coverage.ts";
import type { PublicSeats, PublicSeatsOfCountry } from "./public-seats.ts";

/** A published line and those it is the sum of: what is null is hidden. Columns add up to the total, parts to their whole. For tests. */
export interface PublishedLine {
  readonly name: string;
  readonly total: number | null;
  readonly counts: readonly (number | null)[];
  readonly parts: readonly PublishedLine[];
}

export function linesOf(line: PublishedLine): readonly PublishedLine[] {
  return [line, ...line.parts.flatMap(linesOf)];
}

export function lineOfCountry({ academies, total, counts }: PublicCountry, columns: number): PublishedLine {
  const hidden = Array.from({ length: columns }, () => null);
  return {
    name: "country",
    total,
    counts: counts ?? hidden,
    parts: academies.map(({ code, total, counts, departments }) => ({
      name: code,
      total,
      counts: counts ?? hidden,
      parts: departments.map((department) => ({ name: `${code}/${department.code}`, total: department.total, counts: department.counts ?? hidden, parts: [] })),
    })),
  };
}

const lineOfCoverage = (name: string, { enrolled, covered, partlyCovered, uncovered }: PublicCoverage, parts: readonly PublishedLine[] = []): PublishedLine => ({
  name,
  total: enrolled,
  counts: [covered, partlyCovered, uncovered],
  parts,
});

/**
 * Who is not covered, `enrolled` less `covered`, needs no line of its own. Takes what the API answers as it is.
 */
export function lineOfPublicCoverage({ academies, ...country }: PublicCoverageOfCountry): PublishedLine {
  const linesOfAcademies = academies.map(({ code, departments, ...academy }) =>
    lineOfCoverage(
      code,
      academy,
      departments.map((department) => lineOfCoverage(`${code}/${department.code}`, department)),
    ),
  );
  return lineOfCoverage("country", country, linesOfAcademies);
}

const lineOfSeats = (name: string, { published, taken, left }: PublicSeats, parts: readonly PublishedLine[] = []): PublishedLine => ({ name, total: published, counts: [taken, left], parts });

export function lineOfPublicSeats({ of, ...country }: PublicSeatsOfCountry): PublishedLine {
  return lineOfSeats(
    "country",
    country,
    of.map((row) => lineOfSeats(row.code, row)),
  );
}
