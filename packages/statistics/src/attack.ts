import { linesOf, type PublishedLine } from "./published-line.ts";

/** A hidden figure, what was published around it, and the values that it can still have. */
export interface Exposure {
  readonly figure: string;
  readonly values: readonly number[];
  readonly publication: string;
}

/**
 * Someone who knows how figures are hidden, to the last line of the program, and has all the time there is: makes the publication of
 * every country that there could be, and looks at which of them give the very bytes that were published. Tells each hidden
 * figure for which fewer than `enough` values are left. For tests.
 */
export function exposures(countries: Iterable<{ readonly truth: PublishedLine; readonly published: PublishedLine }>, enough: number): readonly Exposure[] {
  const publications = new Map<string, Map<string, Set<number>>>();
  for (const { truth, published } of countries) {
    const publication = JSON.stringify(published);
    const known = publications.get(publication);
    const left = known ?? new Map([...figuresOf(published)].filter(([, told]) => told === null).map(([figure]) => [figure, new Set<number>()]));
    if (!known) publications.set(publication, left);
    const figures = left.size > 0 ? figuresOf(truth) : null;
    for (const [figure, values] of left) values.add(figures!.get(figure)!);
  }
  return [...publications].flatMap(([publication, left]) =>
    [...left].filter(([, values]) => values.size < enough).map(([figure, values]) => ({ figure, values: [...values].sort((one, other) => one - other), publication })),
  );
}

function figuresOf(line: PublishedLine): ReadonlyMap<string, number | null> {
  return new Map(linesOf(line).flatMap(({ name, total, counts }) => [[`${name} total`, total] as const, ...counts.map((count, column) => [`${name} ${column}`, count] as const)]));
}
