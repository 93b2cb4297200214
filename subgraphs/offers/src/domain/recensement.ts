import { type Actor, oversees, overseesPlace } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { HostKind } from "./host.ts";
import { NO_SEATS, type SeatsByPeriod, sumOf } from "./intention.ts";

/** What hosts declared, beside what they published and what students took: "seats intended, published, taken". */
export interface Compared {
  readonly published: SeatsByPeriod;
  readonly taken: SeatsByPeriod;
}

export interface Line extends Compared {
  readonly hostKind: HostKind;
  readonly sector: string;
  /** Of the host's seat; null abroad. */
  readonly department: string | null;
  /** Hosts that declared. */
  readonly hosts: number;
  readonly intended: SeatsByPeriod;
}

export type Totals = Omit<Line, "hostKind" | "sector" | "department">;

export function totalsOf(lines: readonly Line[]): Totals {
  return lines.reduce<Totals>(
    (all, { hosts, intended, published, taken }) => ({
      hosts: all.hosts + hosts,
      intended: sumOf(all.intended, intended),
      published: sumOf(all.published, published),
      taken: sumOf(all.taken, taken),
    }),
    { hosts: 0, intended: NO_SEATS, published: NO_SEATS, taken: NO_SEATS },
  );
}

/** Those of these académies, and of these départements beside; without bounds when both are null. */
export interface Territory {
  readonly academies: readonly string[] | null;
  readonly departments: readonly string[] | null;
}

export interface AskedTerritory {
  readonly academy: string | null;
  readonly department: string | null;
}

/** What the reference tables say of what is asked. */
export interface KnownTerritory {
  readonly academyExists: boolean;
  /** Null when no département has that code. */
  readonly academyOfDepartment: string | null;
}

export function refusalsOfTerritory({ academy, department }: AskedTerritory, { academyExists, academyOfDepartment }: KnownTerritory, actor: Actor): readonly Refusal[] {
  if (academy !== null && department !== null) return [refuse("ACADEMY_OR_DEPARTMENT", "department")];
  if (academy !== null) {
    if (!academyExists) return [refuse("NOT_FOUND", { what: "Académie" }, "academy")];
    return oversees(actor, academy) ? [] : [refuse("FORBIDDEN", "academy")];
  }
  if (department === null) return [];
  if (academyOfDepartment === null) return [refuse("NOT_FOUND", { what: "Département" }, "department")];
  return overseesPlace(actor, { academy: academyOfDepartment, department }) ? [] : [refuse("FORBIDDEN", "department")];
}

/** What is named or, without a name, all that the actor has charge of. */
export function territoryOf({ academy, department }: AskedTerritory, actor: Actor): Territory {
  if (academy !== null) return { academies: [academy], departments: null };
  if (department !== null) return { academies: null, departments: [department] };
  return actor.role === "RECTORAT" ? { academies: actor.academies, departments: actor.departments } : { academies: null, departments: null };
}
