import { civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import { isPast, lastDayPast } from "@stages/kernel/term.ts";
import { and, asc, count, getTableColumns, inArray, is, isNotNull, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { PgColumn, type PgTable } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "./connection.ts";
import { childrenOf, type Condition, type Counts, isTimed, nameOf, type Retention, type Start, type TimedKeeping } from "./retention.ts";
import { primaryKeyOf } from "./sealed.ts";

/** How many rows with a term go in one transaction, with all that hangs on them. */
const BATCH = 1_000;

export interface PurgeOptions {
  readonly retention: Retention;
  /** The last day of each campaign that is known. */
  readonly campaignEnds: ReadonlyMap<string, Temporal.PlainDate>;
  readonly now: Temporal.Instant;
  /** After each batch is committed, how many rows have gone from the table so far. */
  readonly onProgress?: (progress: Purged) => void;
  readonly batch?: number;
}

export interface Purged {
  readonly table: string;
  readonly rows: number;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Deletes what is past its term, with what hangs on it, batch by batch. Stopped in between, it leaves no half of anything,
 * and goes on the next time; two at once take turns; a row that someone holds is left for the next time.
 */
export async function purge(db: Database, options: PurgeOptions): Promise<readonly Purged[]> {
  const { retention, onProgress = () => {}, batch = BATCH } = options;
  const gone = new Map<string, number>();
  for (const keeping of retention.filter(isTimed)) {
    const due = dueBy(keeping, options);
    while (due) {
      const { counts, rows } = await db.transaction((tx) => purgeBatch(tx, keeping, due, retention, batch));
      add(gone, counts);
      for (const table of counts.keys()) onProgress({ table, rows: gone.get(table)! });
      if (rows < batch) break;
    }
  }
  return purgedOf(gone);
}

/** What `purge` would delete now. */
export async function purgeable(db: Database, options: PurgeOptions): Promise<readonly Purged[]> {
  const { retention } = options;
  const gone = new Map<string, number>();
  for (const table of new Set(retention.map((keeping) => keeping.table))) {
    const going = goingOf(db, table, options);
    if (!going) continue;
    const [row] = await db.select({ rows: count() }).from(table).where(going);
    add(gone, new Map([[nameOf(table), row!.rows]]));
  }
  for (const { table, companions } of retention.filter(isTimed)) {
    const going = companions && goingOf(db, table, options);
    if (!going) continue;
    const rows = await db.select({ key: keyOf(table) }).from(table).where(going);
    add(gone, await companions.count(db, rows.map(({ key }) => key as string)));
  }
  return purgedOf(gone);
}

async function purgeBatch(tx: Transaction, { table, companions }: TimedKeeping, due: SQL, retention: Retention, batch: number): Promise<{ counts: Counts; rows: number }> {
  // The first is what the triggers of append-only tables ask; both end with the transaction.
  await tx.execute(sql`select set_config('stages.purging', 'on', true), pg_advisory_xact_lock(hashtextextended(${`purge ${nameOf(table)}`}, 0))`);
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const keys = primaryKeyOf(table);
  const rows: readonly Row[] = await tx
    .select(Object.fromEntries(keys.map((key) => [key, columns[key]!])))
    .from(table)
    .where(due)
    .orderBy(...keys.map((key) => asc(columns[key]!)))
    .limit(batch)
    .for("update", { skipLocked: true });
  const counts = new Map<string, number>();
  if (rows.length === 0) return { counts, rows: 0 };
  const values = rows.map((row) => row[keys[0]!] as string);
  if (companions) add(counts, await companions.remove(tx, values));
  if (keys.length === 1) await removeUnder(tx, table, (by) => inArray(by, values), retention, counts);
  await remove(tx, table, sql`(${list(keys.map((key) => sql`${columns[key]!}`))}) in (${list(rows.map((row) => sql`(${list(keys.map((key) => sql`${sql.param(row[key], columns[key]!)}`))})`))})`, counts);
  return { counts, rows: rows.length };
}

/** The children of the rows that go, their own children first. `within` says of a child's column that it names one of them. */
async function removeUnder(tx: Transaction, parent: PgTable, within: (by: PgColumn) => SQL, retention: Retention, counts: Map<string, number>): Promise<void> {
  for (const { table, by } of childrenOf(retention, parent)) {
    const going = within(by);
    if (childrenOf(retention, table).length > 0) {
      await removeUnder(tx, table, (of) => inArray(of, tx.select({ key: keyOf(table) }).from(table).where(going)), retention, counts);
    }
    await remove(tx, table, going, counts);
  }
}

async function remove(tx: Transaction, table: PgTable, where: SQL, counts: Map<string, number>): Promise<void> {
  const deleted = await tx.delete(table).where(where);
  add(counts, new Map([[nameOf(table), deleted.count]]));
}

/** Which rows of a table go now, by its own terms or with a parent's; null when none can. */
function goingOf(db: Database, table: PgTable, options: PurgeOptions): SQL | null {
  const { retention } = options;
  const reasons = retention.flatMap((keeping) => {
    if (keeping.table !== table) return [];
    if (isTimed(keeping)) return dueBy(keeping, options) ?? [];
    if (keeping.kind !== "WITH") return [];
    const going = goingOf(db, keeping.parent, options);
    return going ? inArray(keeping.by, db.select({ key: keyOf(keeping.parent) }).from(keeping.parent).where(going)) : [];
  });
  return or(...reasons) ?? null;
}

/** Which rows are past this line's term; null when none can be. */
function dueBy(keeping: TimedKeeping, { campaignEnds, now }: PurgeOptions): SQL | null {
  const today = civilDateOf(now);
  const only = keeping.only && holding(keeping.table, keeping.only);
  if (keeping.kind === "DATED") return and(isBefore(keeping.from, lastDayPast(keeping.term, today)), only)!;
  const over = [...campaignEnds].filter(([, lastDay]) => isPast(lastDay, keeping.term, today)).map(([id]) => id);
  return over.length === 0 ? null : and(inArray(keeping.campaign, over), only)!;
}

/** Of that day in Paris, or before. */
function isBefore({ at }: Start, day: Temporal.PlainDate): SQL {
  if (!isColumn(at)) return sql`${at.day} <= ${day.toString()}::date`;
  return at.getSQLType() === "date" ? lte(at, day) : lt(at, startOf(day.add({ days: 1 })));
}

const isColumn = (at: Start["at"]): at is PgColumn => is(at, PgColumn);

function holding(table: PgTable, condition: Condition): SQL {
  if ("column" in condition) return condition.isNull ? isNull(condition.column) : isNotNull(condition.column);
  const named = sql`exists (select from ${condition.namedBy.table} where ${condition.namedBy} = ${keyOf(table)})`;
  return condition.isNamed ? named : sql`not ${named}`;
}

const list = (parts: readonly SQL[]) => sql.join([...parts], sql`, `);

const keyOf = (table: PgTable): PgColumn => (getTableColumns(table) as Record<string, PgColumn>)[primaryKeyOf(table)[0]!]!;

function add(total: Map<string, number>, counts: Counts): void {
  for (const [table, rows] of counts) if (rows > 0) total.set(table, (total.get(table) ?? 0) + rows);
}

const purgedOf = (counts: Counts): readonly Purged[] =>
  [...counts].map(([table, rows]) => ({ table, rows })).toSorted((a, b) => (a.table < b.table ? -1 : 1));
