import type { Reader } from "@stages/database/connection.ts";
import { type SQL, sql } from "drizzle-orm";
import { column, countedBy, type Measures } from "./measures.ts";
import { type Breakdown, COUNTRY, type Dimension, type Territory } from "./territory.ts";

/** Which row of the rollups is asked for. */
export interface Cell extends Territory {
  readonly campaignId: string;
  /** Left out: the whole. */
  readonly breakdown?: Breakdown;
}

type NamesOf<M> = M extends Measures<infer F, string, infer G, string> ? F | G : never;
/** A number for each measure; all 0 where nothing was ever counted. */
export type Figures<M extends Measures> = Readonly<Record<NamesOf<M>, number>>;

const list = (parts: readonly string[]) => parts.join(", ");
const texts = (values: readonly string[]) => sql`${sql.param(`{${values.map((value) => JSON.stringify(value)).join(",")}}`)}::text[]`;

/** The cells asked for, one row each, in their order. */
const asked = (cells: readonly Cell[]): SQL =>
  sql`unnest(${texts(cells.map(({ campaignId }) => campaignId))}, ${texts(cells.map(({ academy }) => academy))}, ${texts(cells.map(({ department }) => department))}, ${texts(cells.map(({ schoolUai }) => schoolUai))}, ${texts(cells.map(({ breakdown = "" }) => breakdown))}) with ordinality as k (campaign_id, academy, department, school_uai, breakdown, nth)`;

/** Named by the key, school first as the key has it. */
const SAME_TERRITORY = sql.raw("r.campaign_id = k.campaign_id and r.school_uai = k.school_uai and r.department = k.department and r.academy = k.academy");
const SAME = sql`${SAME_TERRITORY} and r.breakdown = k.breakdown`;

const read = <M extends Measures>(measures: M, row: Record<string, unknown> | undefined): Figures<M> =>
  Object.fromEntries(countedBy(measures).map((name) => [name, Number(row?.[column(name)] ?? 0)])) as Figures<M>;

/** A territory whose parts are asked for. */
export interface PartsOf {
  readonly cell: Cell;
  readonly dimension: Dimension;
}

/** What stands now, in one statement: of each cell, and every part of each territory, in their order. */
export async function findStanding<M extends Measures>(db: Reader, measures: M, cells: readonly Cell[], parts: readonly PartsOf[]): Promise<{ readonly ofCells: readonly Figures<M>[]; readonly ofParts: readonly (readonly Part<M>[])[] }> {
  const counted = sql.raw(list(countedBy(measures).map((name) => `r.${column(name)}`)));
  const rollups = sql.raw(`${measures.schema}.rollups`);
  const rows = await db.execute(
    sql`select false as is_part, k.nth, r.breakdown, ${counted} from ${asked(cells)} join ${rollups} r on ${SAME}
      union all
      select true, k.nth, r.breakdown, ${counted} from ${asked(parts.map(({ cell, dimension }) => ({ ...cell, breakdown: `${dimension}=` })))} join ${rollups} r on ${SAME_TERRITORY} and starts_with(r.breakdown, k.breakdown)`,
  );
  const [ofParts, ofCells] = [rows.filter((row) => row["is_part"]), rows.filter((row) => !row["is_part"])];
  const byPlace = Map.groupBy(ofParts, (row) => Number(row["nth"]));
  return {
    ofCells: inOrder(cells, ofCells, (row) => read(measures, row)),
    ofParts: parts.map(({ dimension }, index) => (byPlace.get(index + 1) ?? []).map((row) => ({ key: (row["breakdown"] as string).slice(dimension.length + 1), figures: read(measures, row) })).toSorted((a, b) => (a.key < b.key ? -1 : 1))),
  };
}

/** What stood at the end of a day. Broken down, for the country and the académies alone. */
export async function findFiguresOn<M extends Measures>(db: Reader, measures: M, cells: readonly Cell[], day: Temporal.PlainDate): Promise<readonly Figures<M>[]> {
  const counted = countedBy(measures).map(column);
  const rows = await db.execute(
    sql`select k.nth, r.* from ${asked(cells)} cross join lateral (
      select ${sql.raw(list(counted.map((name) => `sum(r.${name})::integer as ${name}`)))} from ${sql.raw(measures.schema)}.daily_rollups r where ${SAME} and r.day <= ${day.toString()}::date) r`,
  );
  return inOrder(cells, rows, (row) => read(measures, row));
}

function inOrder<T>(cells: readonly unknown[], rows: readonly Record<string, unknown>[], readRow: (row: Record<string, unknown> | undefined) => T): readonly T[] {
  const byPlace = new Map(rows.map((row) => [Number(row["nth"]), row]));
  return cells.map((_, index) => readRow(byPlace.get(index + 1)));
}

/** By how much a day changed each measure; days that changed nothing have none. In order, from the first there is. */
export interface Change<M extends Measures> {
  readonly day: Temporal.PlainDate;
  readonly by: Figures<M>;
}

/** A cell until a day. */
export interface Until {
  readonly cell: Cell;
  readonly day: Temporal.PlainDate;
}

/** Of past days, in one statement: each change until its day, and what stood at the end of its day, in their order. */
export async function findPast<M extends Measures>(db: Reader, measures: M, changes: readonly Until[], sums: readonly Until[]): Promise<{ readonly changes: readonly (readonly Change<M>[])[]; readonly sums: readonly Figures<M>[] }> {
  const counted = countedBy(measures).map(column);
  const daily = sql.raw(`${measures.schema}.daily_rollups`);
  const lastDay = (of: readonly Until[]) => sql`(${texts(of.map(({ day }) => day.toString()))})[k.nth::integer]::date`;
  const rows = await db.execute(
    sql`select false as is_sum, k.nth, r.day::text as day, ${sql.raw(list(counted.map((name) => `r.${name}`)))} from ${asked(changes.map(({ cell }) => cell))} join ${daily} r on ${SAME} where r.day <= ${lastDay(changes)}
      union all
      select true, k.nth, null, r.* from ${asked(sums.map(({ cell }) => cell))} cross join lateral (
        select ${sql.raw(list(counted.map((name) => `sum(r.${name})::integer`)))} from ${daily} r where ${SAME} and r.day <= ${lastDay(sums)}) r`,
  );
  const [ofSums, ofChanges] = [rows.filter((row) => row["is_sum"]), rows.filter((row) => !row["is_sum"])];
  const byPlace = Map.groupBy(ofChanges, (row) => Number(row["nth"]));
  const changesOf = (of: readonly Record<string, unknown>[]) => of.map((row) => ({ day: Temporal.PlainDate.from(row["day"] as string), by: read(measures, row) })).toSorted((a, b) => Temporal.PlainDate.compare(a.day, b.day));
  return { changes: changes.map((_, index) => changesOf(byPlace.get(index + 1) ?? [])), sums: inOrder(sums, ofSums, (row) => read(measures, row)) };
}

/** One of a breakdown, with what stands now. What is of none, such as the sector of a host found elsewhere, has no part. */
export interface Part<M extends Measures> {
  readonly key: string;
  readonly figures: Figures<M>;
}

/** How many took how long, shortest first. */
export type Histogram = readonly { readonly value: number; readonly times: number }[];

export interface DelayOf {
  readonly cell: Cell;
  readonly delay: string;
}

export async function findDelays(db: Reader, { schema }: Measures, wanted: readonly DelayOf[]): Promise<readonly Histogram[]> {
  const rows = await db.execute(
    sql`select k.nth, r.value, r.times from ${asked(wanted.map(({ cell }) => cell))} join ${sql.raw(schema)}.delay_rollups r on ${SAME} and r.delay = (${texts(wanted.map(({ delay }) => delay))})[k.nth::integer] where r.times > 0 order by k.nth, r.value`,
  );
  const byPlace = Map.groupBy(rows, (row) => Number(row["nth"]));
  return wanted.map((_, index) => (byPlace.get(index + 1) ?? []).map((row) => ({ value: Number(row["value"]), times: Number(row["times"]) })));
}

/** The value in the middle, or between the two in the middle: as `percentile_cont(0.5)`. Null of nothing. */
export function medianOf(histogram: Histogram): number | null {
  const total = histogram.reduce((sum, { times }) => sum + times, 0);
  if (total === 0) return null;
  const nth = (rank: number) => {
    let before = 0;
    for (const { value, times } of histogram) if ((before += times) > rank) return value;
    return histogram.at(-1)!.value;
  };
  return (nth(Math.floor((total - 1) / 2)) + nth(Math.floor(total / 2))) / 2;
}

/** A school of a territory, with what stands now. */
export interface SchoolFigures<M extends Measures> extends Territory {
  readonly figures: Figures<M>;
}

/** Those of a territory's schools of which an expression (SQL, over the measures' columns) is greatest. */
export async function findSchoolsBy<M extends Measures>(db: Reader, measures: M, campaignId: string, territory: Territory, expression: string, limit: number): Promise<readonly SchoolFigures<M>[]> {
  const { academy, department } = territory;
  const rows = await db.execute(
    sql`select r.* from ${sql.raw(measures.schema)}.rollups r
      where r.campaign_id = ${campaignId} and r.school_uai <> '' and r.breakdown = ''
        ${academy === COUNTRY.academy ? sql`` : sql`and r.academy = ${academy}`} ${department === COUNTRY.department ? sql`` : sql`and r.department = ${department}`}
      order by ${sql.raw(expression)} desc, r.school_uai limit ${limit}`,
  );
  return rows.map((row) => ({ academy: row["academy"] as string, department: row["department"] as string, schoolUai: row["school_uai"] as string, figures: read(measures, row) }));
}
