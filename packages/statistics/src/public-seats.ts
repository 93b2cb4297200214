import { howManyToHide, sumsOf } from "./rows-to-hide.ts";
import { hasSmall, isSmall, SMALLEST_PUBLIC_COUNT } from "./small-counts.ts";

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

/** Everyone knows that each of the hidden rows has one seat at least: of a smaller total, fewer than five values would be left for one of theirs. */
const leastTotal = (hidden: number): number => hidden + SMALLEST_PUBLIC_COUNT - 1;

/**
 * What everyone may know of a country's seats by académie, or by sector. Where there is no seat at all, the catalogue says so to
 * everyone, and the row is left out. Unlike students, seats are counted nowhere else: of a hidden row nothing is told. The rows
 * come in an order that the figures do not change, those that are expected to be the smallest first, in which they are hidden.
 * Where all of them would have to be, and have still too few seats, none is named.
 */
export function publicSeats(rows: readonly Seats[]): PublicSeatsOfCountry {
  const ofAny = rows.filter(({ taken, left }) => taken + left > 0);
  const counts = ofAny.map(({ taken, left }) => [taken, left]);
  const [taken = 0, left = 0] = sumsOf(counts);
  const published = taken + left;
  if (hasSmall([taken, left])) return { ...HIDDEN, published: isSmall(published) ? null : published, of: [] };
  const hidden = howManyToHide(counts, { leastTotal });
  if (hidden === ofAny.length && published < leastTotal(hidden)) return { published, taken, left, of: [] };
  return { published, taken, left, of: ofAny.map(({ code, taken, left }, rank) => ({ code, ...(rank < hidden ? HIDDEN : { published: taken + left, taken, left }) })) };
}
