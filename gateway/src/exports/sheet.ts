import { type ExportFigure, levelOf, type NamedTerritory, type SeriesStep, type TerritoryLevel } from "@stages/kernel/export-figure.ts";
import type { Cell } from "./csv.ts";

/** What `people` says is to be exported: of one territory or one school, of the country when none is named. */
export interface Exported extends NamedTerritory {
  readonly figure: ExportFigure;
  readonly campaignId: string;
  readonly by: SeriesStep;
  /** At the end of which day, as ISO 8601; null: as they stand when they are asked for. */
  readonly on: string | null;
}

export type Answer = Readonly<Record<string, unknown>>;

/** One operation of the graph, asked again for each page when what it answers has pages. */
export interface Part {
  readonly query: string;
  readonly variables: Answer;
  /** The lines that an answer holds, each as the graph has it. */
  readonly rows: (answer: Answer) => readonly Answer[];
  /** Where the answer says whether there are more; left out for what comes whole. */
  readonly pageInfo?: string;
}

/** The French header, and where a line has what stands below it: a path in the answer, or what makes a cell of it. */
export type Column = readonly [header: string, cell: string | ((row: Answer) => Cell)];

export interface Sheet {
  readonly parts: (exported: Exported) => readonly Part[];
  readonly columns: readonly Column[];
  /** For lines whose order nothing in the graph has: all of them are waited for. Never of what grows with the students. */
  readonly sorted?: (a: Answer, b: Answer) => number;
}

const TYPES = { campaignId: "ID!", academy: "ID!", department: "ID!", departmentCode: "String!", schoolUai: "ID!", by: "SeriesStep!", on: "Date", after: "String" };

/** A document that declares the variables that it uses. */
export function operation(selection: string): string {
  const declared = Object.entries(TYPES).filter(([name]) => new RegExp(`\\$${name}\\b`).test(selection));
  return `query Export${declared.length > 0 ? `(${declared.map(([name, type]) => `$${name}: ${type}`).join(", ")})` : ""} { ${selection} }`;
}

/** What figures are asked with: on a campaign itself, the day alone. */
export const ON = "(on: $on)";
export const OF_CAMPAIGN = "(campaignId: $campaignId, on: $on)";

const ROOTS: Readonly<Record<TerritoryLevel, string>> = {
  COUNTRY: "campaign(id: $campaignId)",
  ACADEMY: "academy(code: $academy)",
  DEPARTMENT: "department(code: $department)",
  SCHOOL: "school(uai: $schoolUai)",
};

/** `figures` makes a selection of the arguments that each figure has there: a campaign itself names none. */
export function ofTerritory(exported: Exported, figures: (asked: string) => string): Pick<Part, "query" | "variables"> {
  const level = levelOf(exported);
  return { query: operation(`territory: ${ROOTS[level]} { ${figures(level === "COUNTRY" ? ON : OF_CAMPAIGN)} }`), variables: { ...exported } };
}

/** What stands at a path; undefined when something on the way is null. */
export function at(answer: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (inner as Answer | null | undefined)?.[name], answer);
}

export const listAt = (answer: unknown, path: string): readonly Answer[] => (at(answer, path) ?? []) as readonly Answer[];

/** A series comes as one list a column; a line is made of what stands at one place of each. */
export function linesOfSeries(series: unknown): readonly Answer[] {
  const columns = Object.entries((series ?? {}) as Readonly<Record<string, readonly unknown[]>>);
  return (columns[0]?.[1] ?? []).map((_, index) => Object.fromEntries(columns.map(([name, values]) => [name, values[index]])));
}

export function cellsOf(columns: readonly Column[], row: Answer): readonly Cell[] {
  return columns.map(([, cell]) => (typeof cell === "string" ? cellAt(row, cell) : cell(row)));
}

function cellAt(row: Answer, path: string): Cell {
  const value = at(row, path) ?? null;
  if (value !== null && typeof value !== "string" && typeof value !== "number") throw new Error(`${path} is no cell`);
  return value;
}
