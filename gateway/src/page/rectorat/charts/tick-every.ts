export const DAY_MS = 86_400_000;

/** What "28 sept." takes at this size, with air on both sides. */
const ROOM = 64;
const INTERVALS = [
  ["day", 1],
  ["week", 7],
  ["2 weeks", 14],
  ["month", 30],
  ["2 months", 61],
  ["3 months", 91],
  ["6 months", 182],
] as const;

/** How far apart the days that are named below a curve stand, so that none is written over the next. */
export const tickEvery = (days: number, width: number) => (INTERVALS.find(([, length]) => (days / length) * ROOM <= width) ?? INTERVALS[6])[0];
