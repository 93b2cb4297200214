import { type Filters, NO_FILTERS, type Search } from "./search.ts";

export const CRITERIA = ["TEXT", "SECTORS", "PERIOD", "HOST_KINDS", "MODE", "DEPARTMENT", "ACCESSIBLE", "SEATS_LEFT", "RESERVED_TO_MY_SCHOOL", "RADIUS"] as const;
export type Criterion = (typeof CRITERIA)[number];

const FILTER_OF: Readonly<Record<Exclude<Criterion, "RADIUS">, keyof Filters>> = {
  TEXT: "text",
  SECTORS: "sectors",
  PERIOD: "period",
  HOST_KINDS: "hostKinds",
  MODE: "mode",
  DEPARTMENT: "department",
  ACCESSIBLE: "accessible",
  SEATS_LEFT: "seatsLeft",
  RESERVED_TO_MY_SCHOOL: "reservedToMySchool",
};

export interface Loosened {
  readonly criterion: Criterion;
  /** For RADIUS, the wider one. */
  readonly radiusKm: number | null;
  readonly search: Search;
}

const RADII = [10, 20, 30, 50, 75, 100] as const;

const asksFor = (value: unknown) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0);

/** The same search with one thing less: each filter that it has dropped in turn, then each wider radius, the nearest first. */
export function looserThan(search: Search): readonly Loosened[] {
  const filters = (Object.entries(FILTER_OF) as [Exclude<Criterion, "RADIUS">, keyof Filters][])
    .filter(([, filter]) => asksFor(search[filter]))
    .map(([criterion, filter]) => ({ criterion, radiusKm: null, search: { ...search, [filter]: NO_FILTERS[filter] } }));
  const wider = search.within ? [] : RADII.filter((radiusKm) => radiusKm > search.radiusKm);
  return [...filters, ...wider.map((radiusKm) => ({ criterion: "RADIUS" as const, radiusKm, search: { ...search, radiusKm } }))];
}

export interface Loosening {
  readonly criterion: Criterion;
  readonly radiusKm: number | null;
  readonly count: number;
}

/** What is worth telling: what would bring something, and of the radii the first that does. */
export function worthTelling(counted: readonly Loosening[]): readonly Loosening[] {
  const fruitful = counted.filter(({ count }) => count > 0);
  const nearest = fruitful.find(({ criterion }) => criterion === "RADIUS");
  return fruitful.filter((one) => one.criterion !== "RADIUS" || one === nearest).sort((a, b) => b.count - a.count);
}
