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

/** Named by the whole key, school first as the key has it. */
const SAME = sql.raw("r.campaign_id = k.campaign_id and r.school_uai = k.school_uai and r.department = k.department and r.academy = k.academy and r.breakdown = k.breakdown");

const read = <M extends Measures>(measures: M, row: Record<string, unknown> | undefined): Figures<M> =>
  Object.fromEntries(countedBy(measures).map((name) => [name, Number(row?.[column(name)] ?? 0)])) as Figures<M>;

/** What stands now, for each cell in its order. */
export async function findFigures<M extends Measures>(db: Reader, measures: M, cells: readonly Cell[]): Promise<readonly Figures<M>[]> {
  const counted = countedBy(measures).map(column);
  const rows = await db.execute(sql`select k.nth, ${sql.raw(list(counted.map((name) => `r.${name}`)))} from ${asked(cells)} join ${sql.raw(measures.schema)}.rollups r on ${SAME}`);
  return inOrder(cells, rows, (row) => read(measures, row));
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

function inOrder<T>(cells: readonly Cell[], rows: readonly Record<string, unknown>[], readRow: (row: Record<string, unknown> | undefined) => T): readonly T[] {
  const byPlace = new Map(rows.map((row) => [Number(row["nth"]), row]));
  return cells.map((_, index) => readRow(byPlace.get(index + 1)));
}

/** By how much a day changed each measure; days that changed nothing have none. In order, from the first there is. */
export interface Change<M extends Measures> {
  readonly day: Temporal.PlainDate;
  readonly by: Figures<M>;
}

export async function findChanges<M extends Measures>(db: Reader, measures: M, cells: readonly Cell[], until: Temporal.PlainDate): Promise<readonly (readonly Change<M>[])[]> {
  const counted = countedBy(measures).map(column);
  const rows = await db.execute(
    sql`select k.nth, r.day::text as day, ${sql.raw(list(counted.map((name) => `r.${name}`)))} from ${asked(cells)} join ${sql.raw(measures.schema)}.daily_rollups r on ${SAME} where r.day <= ${until.toString()}::date order by k.nth, r.day`,
  );
  const byPlace = Map.groupBy(rows, (row) => Number(row["nth"]));
  return cells.map((_, index) => (byPlace.get(index + 1) ?? []).map((row) => ({ day: Temporal.PlainDate.from(row["day"] as string), by: read(measures, row) })));
}

/** One of a breakdown, with what stands now. */
export interface Part<M extends Measures> {
  readonly key: string;
  readonly figures: Figures<M>;
}

/** Every part of a territory that has anything to count, by its key. What is of none, such as the sector of a host found elsewhere, has no part. */
export async function findParts<M extends Measures>(db: Reader, measures: M, { campaignId, academy, department, schoolUai }: Cell, dimension: Dimension): Promise<readonly Part<M>[]> {
  const counted = countedBy(measures).map(column);
  const rows = await db.execute(
    sql`select r.breakdown, ${sql.raw(list(counted.map((name) => `r.${name}`)))} from ${sql.raw(measures.schema)}.rollups r
      where r.campaign_id = ${campaignId} and r.school_uai = ${schoolUai} and r.department = ${department} and r.academy = ${academy} and r.breakdown like ${`${dimension}=%`} order by r.breakdown`,
  );
  return rows.map((row) => ({ key: (row["breakdown"] as string).slice(dimension.length + 1), figures: read(measures, row) }));
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
