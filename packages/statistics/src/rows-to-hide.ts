import { hasSmall } from "./small-counts.ts";

/** The sum of each column. */
export function sumsOf(rows: readonly (readonly number[])[]): readonly number[] {
  return (rows[0] ?? []).map((_, column) => rows.reduce((sum, counts) => sum + counts[column]!, 0));
}

export const totalOf = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** `leastTotal`: what the hidden ones, of which there are so many, must add up to where their own totals are hidden too. */
interface Requirement {
  readonly leastTotal?: (hidden: number) => number;
}

/**
 * How many of these rows are to be hidden so that no count below five can be found, where their sums are published: the first ones, in an
 * order that everyone knows and that the hidden counts do not change, up to the last with a small count; and more, while what is hidden
 * of a column is itself a small count, as it is where one row would be hidden alone.
 *
 * Whoever knows this still has five values for each hidden count. Let m be the last hidden row, r its total, S the sums of what is hidden.
 * The same rows are hidden of every table with these totals and sums in which m has a count below five, and of every one in which a
 * column of the rows before m adds up to less than five: these rows are then small, and not yet enough. Where some S is at most
 * r, start from a table in which that column is in m alone; where none is, from one in which all of m is in one column. In either, four students of
 * any hidden row can change their column against four of m's one after the other, whichever the row and the two columns: that
 * makes five tables. `attack.test.ts` makes all tables of some small countries instead of believing this.
 */
export function howManyToHide(rows: readonly (readonly number[])[], { leastTotal = () => 0 }: Requirement = {}): number {
  let hidden = rows.findLastIndex(hasSmall) + 1;
  if (hidden === 0) return 0;
  for (; hidden < rows.length; hidden += 1) {
    const sums = sumsOf(rows.slice(0, hidden));
    if (!hasSmall(sums) && totalOf(sums) >= leastTotal(hidden)) return hidden;
  }
  return rows.length;
}
