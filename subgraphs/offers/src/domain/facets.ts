import type { Period } from "@stages/kernel/period.ts";
import type { HostKind } from "./host.ts";
import type { Mode } from "./offer.ts";
import type { Filters } from "./search.ts";

/** What tells one offer from another in the facets. */
export interface Traits {
  readonly sector: string;
  readonly period: Period;
  readonly hostKind: HostKind;
  readonly mode: Mode;
  /** Null abroad. */
  readonly department: string | null;
  readonly accessible: boolean;
  readonly hasSeat: boolean;
  /** Reserved to schools, the viewer's among them. */
  readonly isReserved: boolean;
}

/** Offers alike. */
export interface Group extends Traits {
  readonly count: number;
}

export interface Count<T> {
  readonly value: T;
  readonly count: number;
}

export interface Facets {
  readonly sectors: readonly Count<string>[];
  readonly periods: readonly Count<Period>[];
  readonly hostKinds: readonly Count<HostKind>[];
  readonly modes: readonly Count<Mode>[];
  readonly departments: readonly Count<string>[];
  readonly accessible: number;
  readonly seatsLeft: number;
  readonly reservedToMySchool: number;
}

const isAny = (list: readonly unknown[] | null) => list === null || list.length === 0;

/** Each filter that the facets count by, and the offers that it lets through. */
export const FILTERS = {
  sectors: ({ sectors }, { sector }) => isAny(sectors) || sectors!.includes(sector),
  period: ({ period }, one) => period === null || one.period === period,
  hostKinds: ({ hostKinds }, { hostKind }) => isAny(hostKinds) || hostKinds!.includes(hostKind),
  mode: ({ mode }, one) => mode === null || one.mode === mode,
  department: ({ department }, one) => department === null || one.department === department,
  accessible: ({ accessible }, one) => accessible !== true || one.accessible,
  seatsLeft: ({ seatsLeft }, { hasSeat }) => seatsLeft !== true || hasSeat,
  reservedToMySchool: ({ reservedToMySchool }, { isReserved }) => reservedToMySchool !== true || isReserved,
} satisfies Record<Exclude<keyof Filters, "text">, (filters: Filters, offer: Traits) => boolean>;

type Filter = keyof typeof FILTERS;
const ALL = Object.keys(FILTERS) as readonly Filter[];

/** How many offers each value would give: a facet counts without its own filter, and with all the others. */
export function facetsOf(groups: readonly Group[], filters: Filters): Facets {
  const but = (own: Filter) => groups.filter((group) => ALL.every((name) => name === own || FILTERS[name](filters, group)));
  const total = (some: readonly Group[]) => some.reduce((sum, { count }) => sum + count, 0);
  const by = <T>(own: Filter, valueOf: (group: Group) => T | null): readonly Count<T>[] => {
    const counts = new Map<T, number>();
    for (const group of but(own)) {
      const value = valueOf(group);
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + group.count);
    }
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  };
  return {
    sectors: by("sectors", ({ sector }) => sector),
    periods: by("period", ({ period }) => period),
    hostKinds: by("hostKinds", ({ hostKind }) => hostKind),
    modes: by("mode", ({ mode }) => mode),
    departments: by("department", ({ department }) => department),
    accessible: total(but("accessible").filter(({ accessible }) => accessible)),
    seatsLeft: total(but("seatsLeft").filter(({ hasSeat }) => hasSeat)),
    reservedToMySchool: total(but("reservedToMySchool").filter(({ isReserved }) => isReserved)),
  };
}
