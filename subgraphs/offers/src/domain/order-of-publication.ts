/**
 * In which order what is public of seats is hidden where some of it must be: those of which fewest seats are expected first. Any order
 * does that no campaign's figures change; a good one hides less.
 */

/** By students of 2de générale et technologique, September 2022; see `../shared/data/lycees-2de-gt.csv`. */
export const ACADEMIES_BY_SIZE: readonly string[] = [
  "44", "42", "41", "40", "27", "33", "31", "32", "43", "22", "03", "28", "06", "19", "07", "13", "15",
  "20", "12", "23", "01", "18", "11", "16", "02", "70", "04", "14", "10", "08", "17", "09", "24", "25",
];

/** Roughly by how many workplaces receive the public or can show their trades to a class; the ministry's own structures last. */
export const SECTORS_BY_SIZE: readonly string[] = ["U", "T", "B", "D", "E", "L", "K", "H", "R", "N", "A", "I", "S", "J", "F", "C", "M", "Q", "G", "O", "P"];
