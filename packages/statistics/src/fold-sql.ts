import { column, countedBy, type Measures } from "./measures.ts";
import { DIMENSION_COLUMN, DIMENSIONS } from "./territory.ts";

/** How many rows are folded at once: what bounds the memory that one statement takes after a long absence. */
export const MOST_FOLDED = 50_000;

/** ROWS: those that triggers appended, which go. FACTS: the same rows, told anew by the facts themselves. */
export type Source = "ROWS" | "FACTS";

const ALL = ["academy", "department", "school_uai"] as const;
const DIMENSION_COLUMNS = DIMENSIONS.map((dimension) => DIMENSION_COLUMN[dimension]);
const TERRITORIES = "grouping sets ((), (academy), (academy, department), (academy, department, school_uai))";
const BREAKDOWNS = `grouping sets ((), ${DIMENSION_COLUMNS.map((name) => `(${name})`).join(", ")})`;
const PARTS = `grouping sets (${DIMENSION_COLUMNS.map((name) => `(${name})`).join(", ")})`;

const placed = (name: string) => `case when grouping(${name}) = 0 then ${name} else '' end as ${name}`;
const BREAKDOWN = `case ${DIMENSIONS.map((dimension) => `when grouping(${DIMENSION_COLUMN[dimension]}) = 0 then '${dimension}=' || ${DIMENSION_COLUMN[dimension]}`).join(" ")} else '' end as breakdown`;
/** Each territory and breakdown that a row belongs to; what has no code, such as a place abroad, belongs to the country alone. */
const PLACE = [...ALL.map(placed), BREAKDOWN].join(", ");
const isPlaced = (name: string) => `(grouping(${name}) = 1 or ${name} is not null)`;
const PLACED = [...ALL, ...DIMENSION_COLUMNS].map(isPlaced).join(" and ");
const KEY = "campaign_id, academy, department, school_uai, breakdown";

const list = (parts: readonly string[]) => parts.join(", ");

/**
 * The cells of a set of rows that have these dimensions, a column for each sum, whole and by each breakdown. Rows that fall into
 * the same cells are added up first, by hashing: of millions only those that differ are then sorted, once for each dimension.
 */
export const groupedSql = (from: string, sums: readonly string[], by: readonly string[] = []): string =>
  `select campaign_id, ${list([PLACE, ...by, ...sums.map(added)])} from ${finest(from, [...ALL, ...DIMENSION_COLUMNS, ...by], sums)} group by ${list(["campaign_id", ...by])}, ${TERRITORIES}, ${BREAKDOWNS} having ${PLACED}`;

/** The cells that are kept by day: every territory whole, and each breakdown for the country and the académies. */
const dailySql = (from: string, sums: readonly string[]): string => `
  select campaign_id, ${list([...ALL.map(placed), "'' as breakdown", "day", ...sums.map(added)])}
  from ${finest(from, [...ALL, "day"], sums)} group by campaign_id, day, ${TERRITORIES} having ${ALL.map(isPlaced).join(" and ")}
  union all
  select campaign_id, ${list([placed("academy"), "'', ''", BREAKDOWN, "day", ...sums.map(added)])}
  from ${finest(from, ["academy", ...DIMENSION_COLUMNS, "day"], sums)} group by campaign_id, day, grouping sets ((), (academy)), ${PARTS}
  having ${["academy", ...DIMENSION_COLUMNS].map(isPlaced).join(" and ")}`;

const added = (name: string) => `coalesce(sum(${name}), 0) as ${name}`;
const finest = (from: string, columns: readonly string[], sums: readonly string[]) =>
  `(select campaign_id, ${list([...columns, ...sums.map((name) => `sum(${name})::integer as ${name}`)])} from ${from} group by ${list(["campaign_id", ...columns])}) finest`;

/**
 * One statement: the rows, what they make of each student they are about, the cells that changes, and those added to what
 * was folded before. Of a student what counts is the state before and after each day, so that the two weeks of one
 * student count once whoever signs first.
 */
export function foldSql(measures: Measures, source: Source): string {
  const { schema, facts, counters, flags } = measures;
  const own = counters.map(column);
  const flagged = Object.keys(flags).map(column);
  const counted = countedBy(measures).map(column);
  const isEnrolled = `${own[0]} > 0`;
  const rows =
    source === "ROWS"
      ? `delete from ${schema}.statistics where ctid = any(array(select ctid from ${schema}.statistics order by id limit ${MOST_FOLDED})) returning *`
      : `select 0 as id, * from ${schema}.counted where campaign_id = any($1)`;
  const state = [...ALL, ...flagged];
  const hasTurned = `day > '-infinity' and (${list(state)}) is distinct from (${list(state.map((name) => `was_${name}`))})`;
  const isSomething = counted.map((name) => `${name} <> 0`).join(" or ");
  const latest = (name: string) => `(array_agg(${name} order by id desc) filter (where ${own[0]} > 0))[1] as ${name}`;
  const parts = [
    `batch as materialized (${rows})`,
    ...(own.length === 0 ? [] : [
      `steps as (
        select c.student_id, c.campaign_id, '-infinity'::date as day, ${list([...ALL, ...own].map((name) => `c.${name}`))}
        from ${schema}.counted_students c join (select distinct student_id, campaign_id from batch where student_id is not null) touched using (student_id, campaign_id)
        union all
        select student_id, campaign_id, day, ${list(ALL.map(latest))}, ${list(own.map((name) => `coalesce(sum(${name}), 0)`))}
        from batch where student_id is not null group by student_id, campaign_id, day
      )`,
      `running as (
        select student_id, campaign_id, day, ${list(ALL)}, count(school_uai) over student as moves, ${list(own.map((name) => `sum(${name}) over student as ${name}`))}
        from steps window student as (partition by student_id, campaign_id order by day)
      )`,
      `standing as materialized (
        select student_id, campaign_id, day, ${list([...ALL.map((name) => `first_value(${name}) over stay as ${name}`), ...own])}
        from running window stay as (partition by student_id, campaign_id, moves order by day)
      )`,
      `being as (select *, ${list(Object.entries(flags).map(([name, condition]) => `(${isEnrolled} and (${condition}))::integer as ${column(name)}`))} from standing)`,
      `turned as (
        select campaign_id, ${list(ALL)}, day, ${list(flagged)}, ${list([...ALL, ...flagged].map((name) => `lag(${name}) over student as was_${name}`))}
        from being window student as (partition by student_id, campaign_id order by day)
      )`,
      `changed as (
        select campaign_id, ${list(ALL)}, day, ${list(flagged)} from turned where ${hasTurned}
        union all
        select campaign_id, ${list(ALL.map((name) => `was_${name}`))}, day, ${list(flagged.map((name) => `-was_${name}`))} from turned where ${hasTurned}
      )`,
    ]),
    `cells as materialized (
      select campaign_id, ${list(ALL)}, ${list(DIMENSION_COLUMNS)}, day, ${list([...facts.map(column), ...flagged.map(() => "null::integer")])} from batch
      ${own.length === 0 ? "" : `union all select campaign_id, ${list(ALL)}, ${list(DIMENSION_COLUMNS.map(() => "null"))}, day, ${list([...facts.map(() => "null::integer"), ...flagged])} from changed`}
    )`.replace("cells as", `cells (campaign_id, ${list(ALL)}, ${list(DIMENSION_COLUMNS)}, day, ${list(counted)}) as`),
    `by_day as (
      insert into ${schema}.daily_rollups (${KEY}, day, ${list(counted)})
      select ${list([KEY, "day", ...counted])} from (${dailySql("cells", counted)}) cell where ${isSomething}
      ${adding("daily_rollups", `${KEY}, day`, counted)}
    )`,
    `grouped as materialized (select * from (${groupedSql("cells", counted)}) cell where ${isSomething})`,
    `now as (
      insert into ${schema}.rollups (${KEY}, ${list(counted)})
      select ${list([KEY, ...counted])} from grouped
      ${adding("rollups", KEY, counted)}
    )`,
    ...(measures.delays.length === 0 ? [] : [
      `delays as (
        insert into ${schema}.delay_rollups (${KEY}, delay, value, times)
        select * from (${groupedDelaysSql("batch")}) cell where times <> 0
        ${adding("delay_rollups", `${KEY}, delay, value`, ["times"])}
      )`,
    ]),
    ...(own.length === 0 ? [] : [
      `last as (select distinct on (student_id, campaign_id) * from standing order by student_id, campaign_id, day desc)`,
      `gone as (delete from ${schema}.counted_students c using last where ${nothing(own, "last.")} and c.student_id = last.student_id and c.campaign_id = last.campaign_id)`,
      `kept as (
        insert into ${schema}.counted_students (student_id, campaign_id, ${list([...ALL, ...own])})
        select student_id, campaign_id, ${list([...ALL, ...own])} from last where not (${nothing(own, "last.")})
        on conflict (student_id, campaign_id) do update set ${list([...ALL, ...own].map((name) => `${name} = excluded.${name}`))}
      )`,
    ]),
  ];
  return `with ${parts.join(",\n")}
    select (select count(*)::integer from batch) as rows,
      (select coalesce(jsonb_agg(distinct jsonb_build_array(${list(["campaign_id", ...ALL])})), '[]') from grouped where breakdown = '' and school_uai <> '') as schools`;
}

export const groupedDelaysSql = (from: string): string =>
  groupedSql(`(select *, delay_value as value, delay_times as times from ${from} where delay is not null) timed`, ["times"], ["delay", "value"]);

const nothing = (counters: readonly string[], of: string) => counters.map((name) => `${of}${name} = 0`).join(" and ");

const adding = (table: string, key: string, counted: readonly string[]) =>
  `on conflict (${key}) do update set ${list(counted.map((name) => `${name} = ${table}.${name} + excluded.${name}`))}`;
