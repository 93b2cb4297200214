import type { Period } from "@stages/kernel/period.ts";
import type { HostKind } from "./host.ts";
import type { Mode } from "./offer.ts";
import type { Filters } from "./search.ts";

/** What the facets count by: each is narrowed by the filter of the same name. */
export type Facet = Exclude<keyof Filters, "text">;

/** Offers of one value of a facet that all the filters let through, or all but the one that is named. */
export interface Counted {
  readonly facet: Facet;
  /** Null abroad, where there is no département. */
  readonly value: string | null;
  readonly stoppedBy: Facet | null;
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

/** How many offers all the filters let through: each has a value, or none, of every facet. */
export const totalOf = (counted: readonly Counted[]): number =>
  counted.reduce((sum, { facet, stoppedBy, count }) => (facet === "period" && stoppedBy === null ? sum + count : sum), 0);

/** How many offers each value would give: a facet counts without its own filter, and with all the others. */
export function facetsOf(counted: readonly Counted[]): Facets {
  const by = <T extends string>(facet: Facet): readonly Count<T>[] => {
    const counts = new Map<string, number>();
    for (const { value, stoppedBy, count, facet: own } of counted) {
      if (own === facet && value !== null && (stoppedBy === null || stoppedBy === facet)) counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].map(([value, count]) => ({ value: value as T, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  };
  const yes = (facet: Facet) => by<"true" | "false">(facet).find(({ value }) => value === "true")?.count ?? 0;
  return {
    sectors: by("sectors"),
    periods: by("period"),
    hostKinds: by("hostKinds"),
    modes: by("mode"),
    departments: by("department"),
    accessible: yes("accessible"),
    seatsLeft: yes("seatsLeft"),
    reservedToMySchool: yes("reservedToMySchool"),
  };
}
