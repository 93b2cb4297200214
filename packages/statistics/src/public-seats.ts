import { howManyToHide, sumsOf } from "./rows-to-hide.ts";
import { hasSmall, isSmall } from "./small-counts.ts";

/** Seats of the published offers of a territory, or of a sector. */
export interface Seats {
  readonly code: string;
  readonly taken: number;
  readonly left: number;
}

/** Null is hidden: of a row all three are told, or none. */
export interface PublicSeats {
  readonly published: number | null;
  readonly taken: number | null;
  readonly left: number | null;
}

export interface PublicSeatsOf extends PublicSeats {
  readonly code: string;
}

export interface PublicSeatsOfCountry extends PublicSeats {
  readonly of: readonly PublicSeatsOf[];
}

const HIDDEN: PublicSeats = { published: null, taken: null, left: null };

/**
 * What everyone may know of a country's seats by académie, or by sector. Unlike students, published seats are counted nowhere else: a
 * row is hidden whole, and one without a seat is hidden as well. All académies or sectors are given, with those that are expected
 * to have fewest seats first, in an order that the figures do not change: it says which are hidden with one that has a small count.
 */
export function publicSeats(rows: readonly Seats[]): PublicSeatsOfCountry {
  const counts = rows.map(({ taken, left }) => [taken, left]);
  const [taken = 0, left = 0] = sumsOf(counts);
  const published = taken + left;
  if (hasSmall([taken, left])) return { ...HIDDEN, published: isSmall(published) ? null : published, of: rows.map(({ code }) => ({ code, ...HIDDEN })) };
  const hidden = howManyToHide(counts);
  return { published, taken, left, of: rows.map(({ code, taken, left }, rank) => ({ code, ...(rank < hidden ? HIDDEN : { published: taken + left, taken, left }) })) };
}
