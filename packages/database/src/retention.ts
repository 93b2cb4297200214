import type { Term } from "@stages/kernel/term.ts";
import { is, type SQL } from "drizzle-orm";
import { getTableConfig, PgColumn, type PgTable } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "./connection.ts";
import { primaryKeyOf } from "./sealed.ts";

/** What a line says to a person, in French: `schema/retention.md` is made of it. */
export interface Words {
  readonly what: string;
  readonly why: string;
  /** The text that asks for it; a decision of the project when left out. */
  readonly source?: string;
}

/** The rows of a table that a line is for; the other lines of the table are for the others. */
export type Condition = { readonly label: string } & (
  | { readonly column: PgColumn; readonly isNull: boolean }
  /** Whether a row of another table names this one by that column. */
  | { readonly namedBy: PgColumn; readonly isNamed: boolean }
);

/** A day, or an instant, of the row itself. */
export interface Start {
  readonly label: string;
  readonly at: PgColumn | { readonly day: SQL };
}

export type Counts = ReadonlyMap<string, number>;

/** Rows that go with others by a decision of the subgraph's own, and not by a column. */
export interface Companions {
  readonly tables: readonly PgTable[];
  /** Called before the rows of these keys go, in their transaction. */
  remove(tx: Transaction, keys: readonly string[]): Promise<Counts>;
  /** What it would remove if all of these went. */
  count(db: Database, keys: readonly string[]): Promise<Counts>;
}

interface Timed extends Words {
  readonly table: PgTable;
  readonly term: Term;
  readonly only?: Condition;
  readonly companions?: Companions;
}

/**
 * How long the rows of a table are kept:
 * - DATED: until a term after a day or an instant of the row;
 * - CAMPAIGN: until a term after the last day of the row's campaign;
 * - WITH: as long as the row of the parent table that `by` names;
 * - COMPANION: as long as a decision of the subgraph finds a use for it (see Companions);
 * - KEPT: for as long as the platform runs, or until something else than time takes it away.
 */
export type Keeping =
  | (Timed & { readonly kind: "DATED"; readonly from: Start })
  | (Timed & { readonly kind: "CAMPAIGN"; readonly campaign: PgColumn })
  | (Words & { readonly kind: "WITH"; readonly table: PgTable; readonly parent: PgTable; readonly by: PgColumn })
  | (Words & { readonly kind: "COMPANION"; readonly table: PgTable; readonly until: string })
  | (Words & { readonly kind: "KEPT"; readonly table: PgTable });

export type TimedKeeping = Extract<Keeping, Timed>;
export type Retention = readonly Keeping[];

type Rest<K extends Keeping["kind"]> = Omit<Extract<Keeping, { kind: K }>, "kind" | "table">;

export const dated = (table: PgTable, rest: Rest<"DATED">): Keeping => ({ kind: "DATED", table, ...rest });
export const withCampaign = (table: PgTable, rest: Rest<"CAMPAIGN">): Keeping => ({ kind: "CAMPAIGN", table, ...rest });
export const withParent = (table: PgTable, rest: Rest<"WITH">): Keeping => ({ kind: "WITH", table, ...rest });
export const companion = (table: PgTable, rest: Rest<"COMPANION">): Keeping => ({ kind: "COMPANION", table, ...rest });
export const kept = (table: PgTable, rest: Rest<"KEPT">): Keeping => ({ kind: "KEPT", table, ...rest });

/** Among the tables of every subgraph: the campaigns, its own or those it was told. */
export interface CampaignTables {
  readonly campaigns: PgTable & { readonly campaign: PgColumn };
}

export const nameOf = (table: PgTable): string => {
  const { schema, name } = getTableConfig(table);
  return `${schema}.${name}`;
};

export const isTimed = (keeping: Keeping): keeping is TimedKeeping => keeping.kind === "DATED" || keeping.kind === "CAMPAIGN";

/** The lines of what goes with the rows of this table. */
export const childrenOf = (retention: Retention, table: PgTable) =>
  retention.filter((keeping): keeping is Extract<Keeping, { kind: "WITH" }> => keeping.kind === "WITH" && keeping.parent === table);

export class RetentionError extends Error {
  override readonly name = "RetentionError";
}

/** The platform does not start while a table has no line, a line names none, or some rows of a table would stay by oversight. */
export function checkRetention(tables: readonly PgTable[], retention: Retention): void {
  const faults = [...faultsOf(tables, retention)];
  if (faults.length > 0) throw new RetentionError(faults.join("\n"));
}

function* faultsOf(tables: readonly PgTable[], retention: Retention): Generator<string> {
  for (const table of tables) {
    const lines = retention.filter((keeping) => keeping.table === table);
    if (lines.length === 0) yield `No retention for ${nameOf(table)}`;
    else if (!coversEveryRow(lines)) yield `Some rows of ${nameOf(table)} are in no line of its retention`;
    if (leadsBackTo(table, table, retention, new Set())) yield `${nameOf(table)} is kept with itself`;
  }
  for (const keeping of retention) {
    const { table } = keeping;
    if (!tables.includes(table)) yield `Retention of an unknown table: ${nameOf(table)}`;
    for (const column of columnsOf(keeping)) if (column.table !== table) yield `Retention of ${nameOf(table)} by another table's column: ${column.name}`;
    if (isTimed(keeping) && primaryKeyOf(table).length === 0) yield `${nameOf(table)} has a term, and no primary key to go by`;
    if (keeping.kind === "WITH" && !tables.includes(keeping.parent)) yield `${nameOf(table)} is kept with an unknown table`;
    if (keeping.kind === "WITH" && primaryKeyOf(keeping.parent).length !== 1) yield `${nameOf(keeping.parent)} has children, and no key that one column tells`;
    if (keeping.kind === "COMPANION" && !retention.some((other) => isTimed(other) && other.companions?.tables.includes(table))) yield `Nobody's companion: ${nameOf(table)}`;
  }
}

function columnsOf(keeping: Keeping): readonly PgColumn[] {
  const own = keeping.kind === "CAMPAIGN" ? [keeping.campaign] : keeping.kind === "WITH" ? [keeping.by] : [];
  const start = keeping.kind === "DATED" && is(keeping.from.at, PgColumn) ? [keeping.from.at] : [];
  const condition = isTimed(keeping) && keeping.only && "column" in keeping.only ? [keeping.only.column] : [];
  return [...own, ...start, ...condition];
}

/** Unless a line is for all rows, two must share them out. */
function coversEveryRow(lines: Retention): boolean {
  if (lines.some((line) => !isTimed(line) || !line.only)) return true;
  const conditions = lines.flatMap((line) => (isTimed(line) && line.only ? [line.only] : []));
  return conditions.some((one) => conditions.some((other) => areOpposite(one, other)));
}

function areOpposite(one: Condition, other: Condition): boolean {
  if ("column" in one) return "column" in other && one.column === other.column && one.isNull !== other.isNull;
  return "namedBy" in other && one.namedBy === other.namedBy && one.isNamed !== other.isNamed;
}

function leadsBackTo(goal: PgTable, from: PgTable, retention: Retention, seen: Set<PgTable>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return childrenOf(retention, from).some(({ table }) => table === goal || leadsBackTo(goal, table, retention, seen));
}
