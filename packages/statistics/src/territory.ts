import { departmentOf, type Uai } from "@stages/kernel/uai.ts";
import { academyOfDepartment } from "@stages/reference/academies.ts";

/** A territory, by the three columns of a rollup's row, from the widest down; all of them empty: the country. */
export interface Territory {
  readonly academy: string;
  readonly department: string;
  readonly schoolUai: string;
}

export const COUNTRY: Territory = { academy: "", department: "", schoolUai: "" };
export const ofAcademy = (academy: string): Territory => ({ ...COUNTRY, academy });
export const ofDepartment = (department: string): Territory => ({ academy: academyOfDepartment(department)?.code ?? "", department, schoolUai: "" });
export const ofSchool = (uai: Uai): Territory => ({ ...ofDepartment(departmentOf(uai)), schoolUai: uai });

/** What a territory's figures are broken down by. */
export const DIMENSIONS = ["SECTOR", "HOST_KIND", "PERIOD"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const DIMENSION_COLUMN = { SECTOR: "sector", HOST_KIND: "host_kind", PERIOD: "period" } as const satisfies Record<Dimension, string>;

/** `""` for the whole of it; else the dimension and which one of it, as the column `breakdown` says it. */
export type Breakdown = "" | `${Dimension}=${string}`;

export const breakdownOf = (dimension: Dimension, key: string): Breakdown => `${dimension}=${key}`;
