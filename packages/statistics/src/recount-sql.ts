import { groupedDelaysSql, groupedSql } from "./fold-sql.ts";
import { column, countedBy, type Measures } from "./measures.ts";

/**
 * The same figures, counted from the facts as they stand and not from what was told of them: the views `recounted`,
 * `recounted_students` and `recounted_delays` of the schema know neither the triggers nor the history of a status.
 */

const KEY = "campaign_id, academy, department, school_uai, breakdown";
const PLACE = ["academy", "department", "school_uai"];
const DIMENSIONS = "sector, host_kind, period";
const list = (parts: readonly string[]) => parts.join(", ");
const differs = (names: readonly string[]) => names.map((name) => `coalesce(f.${name}, 0) <> coalesce(r.${name}, 0)`).join(" or ");
const add = (table: string, names: readonly string[]) => `do update set ${list(names.map((name) => `${name} = ${table}.${name} + excluded.${name}`))}`;

/** Appends what would bring each student whose counters are wrong to what they are; the fold then makes of it what follows. */
export function mendStudentsSql({ schema, counters }: Measures): string {
  const own = counters.map(column);
  const row = [...PLACE, ...own];
  const unlike = row.map((name) => `c.${name} is distinct from r.${name}`).join(" or ");
  const joined = `(select * from ${schema}.counted_students where campaign_id = any($1)) c full join (select * from ${schema}.recounted_students where campaign_id = any($1)) r using (student_id, campaign_id) where ${unlike}`;
  return `
    with unlike as materialized (select campaign_id, student_id, ${list(row.flatMap((name) => [`c.${name} as told_${name}`, `r.${name}`]))} from ${joined}),
    mended as (
      insert into ${schema}.statistics (campaign_id, student_id, day, ${list(row)})
      select campaign_id, student_id, $2::date, ${list(PLACE.map((name) => `told_${name}`))}, ${list(own.map((name) => `-told_${name}`))} from unlike where told_${own[0]} is not null
      union all select campaign_id, student_id, $2::date, ${list(row)} from unlike where ${own[0]} is not null
    )
    select campaign_id, coalesce(school_uai, told_school_uai, '') as school_uai, count(*)::integer as students from unlike group by 1, 2 order by 1, 2`;
}

/** The cells of the facts beside those of the rollups: what differs is said, and mended. */
export function recountSql(measures: Measures): string {
  const { schema, facts, counters, flags } = measures;
  const own = counters.map(column);
  const counted = countedBy(measures).map(column);
  const flagged = Object.entries(flags).map(([name, condition]) => `(${own[0]} > 0 and (${condition}))::integer as ${column(name)}`);
  const students = own.length === 0 ? "" : `
    union all
    select campaign_id, ${list(PLACE)}, null, null, null, ${list([...facts.map(() => "null::integer"), ...Object.keys(flags).map(column)])}
    from (select *, ${list(flagged)} from ${schema}.recounted_students where campaign_id = any($1)) student`;
  return `
    with cells (campaign_id, ${list(PLACE)}, ${DIMENSIONS}, ${list(counted)}) as (
      select campaign_id, ${list(PLACE)}, ${DIMENSIONS}, ${list([...facts.map(column), ...Object.keys(flags).map(() => "null::integer")])} from ${schema}.recounted where campaign_id = any($1)${students}
    ),
    f as materialized (${groupedSql("cells", counted)}),
    both_told as materialized (
      select ${KEY}, ${list(counted.map((name) => `coalesce(f.${name}, 0) as f_${name}, coalesce(r.${name}, 0) as r_${name}`))}
      from f full join (select * from ${schema}.rollups where campaign_id = any($1)) r using (${KEY})
    ),
    unlike as materialized (select ${KEY}, ${list(counted.map((name) => `f_${name} - r_${name} as ${name}`))} from both_told where ${counted.map((name) => `f_${name} <> r_${name}`).join(" or ")}),
    mended as (insert into ${schema}.rollups (${KEY}, ${list(counted)}) select * from unlike on conflict (${KEY}) ${add("rollups", counted)})
    select (select count(*)::integer * ${counted.length} from both_told) as cells, coalesce(jsonb_agg(jsonb_build_object(
      'campaignId', campaign_id, 'academy', academy, 'department', department, 'schoolUai', school_uai, 'breakdown', breakdown,
      'measure', measure, 'told', told, 'counted', counted) order by campaign_id, academy, department, school_uai, breakdown), '[]') as differences
    from both_told cross join lateral (values ${list(countedBy(measures).map((name) => `('${name}', r_${column(name)}, f_${column(name)})`))}) as one (measure, told, counted)
    where told <> counted`;
}

/** The days of a series against what stands now: what is missing is said, and added to today. */
export function recountDaysSql(measures: Measures): string {
  const { schema } = measures;
  const counted = countedBy(measures).map(column);
  return `
    with f as materialized (select * from ${schema}.rollups where campaign_id = any($1) and (breakdown = '' or department = '')),
    r as materialized (select ${KEY}, ${list(counted.map((name) => `sum(${name}) as ${name}`))} from ${schema}.daily_rollups where campaign_id = any($1) group by ${KEY}),
    unlike as materialized (select ${KEY}, ${list(counted.map((name) => `coalesce(f.${name}, 0) - coalesce(r.${name}, 0) as ${name}`))} from f full join r using (${KEY}) where ${differs(counted)}),
    mended as (
      insert into ${schema}.daily_rollups (${KEY}, day, ${list(counted)})
      select ${KEY}, $2::date, ${list(counted)} from unlike on conflict (${KEY}, day) ${add("daily_rollups", counted)}
    )
    select campaign_id, academy, department, school_uai, breakdown from unlike`;
}

export function recountDelaysSql({ schema }: Measures): string {
  const key = `${KEY}, delay, value`;
  return `
    with f as materialized (${groupedDelaysSql(`(select * from ${schema}.recounted_delays where campaign_id = any($1)) told`)}),
    both_told as materialized (
      select ${key}, coalesce(f.times, 0) as counted, coalesce(r.times, 0) as told
      from f full join (select * from ${schema}.delay_rollups where campaign_id = any($1)) r using (${key})
    ),
    mended as (
      insert into ${schema}.delay_rollups (${key}, times) select ${key}, counted - told from both_told where counted <> told
      on conflict (${key}) do update set times = delay_rollups.times + excluded.times
    )
    select (select count(*)::integer from both_told) as cells, coalesce(jsonb_agg(jsonb_build_object(
      'campaignId', campaign_id, 'academy', academy, 'department', department, 'schoolUai', school_uai, 'breakdown', breakdown,
      'measure', delay || ' ' || value, 'told', told, 'counted', counted) order by ${key}), '[]') as differences
    from both_told where counted <> told`;
}
