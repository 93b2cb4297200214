import type postgres from "postgres";

/** A territory, as the graph names it. */
export interface Place {
  readonly type: "Campaign" | "Academy" | "Department" | "School";
  readonly key: string;
}

export const KEYS = { Campaign: "id", Academy: "code", Department: "code", School: "uai" } as const satisfies Record<Place["type"], string>;

/** Of a table called t that names the school. */
export const isIn = (sql: postgres.Sql, { type, key }: Place) => ({ Campaign: sql`true`, Academy: sql`t.academy = ${key}`, Department: sql`t.department = ${key}`, School: sql`t.school_uai = ${key}` })[type];

export interface Counts {
  readonly enrolled: number;
  readonly covered: number;
  readonly partlyCovered: number;
  readonly uncovered: number;
  readonly onPaper: number;
}
export const COUNTS = "enrolled covered partlyCovered uncovered onPaper";

export interface StatusCount {
  readonly status: string;
  readonly count: number;
}
export const inOrder = (counts: readonly StatusCount[]) => counts.toSorted((a, b) => (a.status < b.status ? -1 : 1));
export const totalOf = (counts: readonly StatusCount[]) => counts.reduce((sum, { count }) => sum + count, 0);

/** By the facts, in as much time as it takes: what stood at the end of a day, by the history of each convention. */
export async function plainFigures(sql: postgres.Sql, campaignId: string, place: Place, day: Temporal.PlainDate): Promise<{ readonly coverage: Counts; readonly byStatus: readonly StatusCount[] }> {
  const standing = sql`(select distinct on (h.convention_id) h.convention_id, h."to" as status from conventions.history h where (h.at at time zone 'Europe/Paris')::date <= ${day.toString()}::date order by h.convention_id, h.id desc)`;
  const [coverage] = await sql<Counts[]>`
    with covering as (
      select c.student_id, bool_or(c.period <> 'WEEK_2') as one, bool_or(c.period <> 'WEEK_1') as two, bool_or(p.convention_id is not null) as paper
      from conventions.conventions c join ${standing} s on s.convention_id = c.id left join conventions.paper_copies p on p.convention_id = c.id
      where c.campaign_id = ${campaignId} and s.status in ('SIGNED', 'COMPLETED') group by c.student_id)
    select count(*)::int as enrolled, count(*) filter (where one and two)::int as covered, count(*) filter (where one <> two)::int as "partlyCovered",
      count(*) filter (where coalesce(one, false) = false and coalesce(two, false) = false)::int as uncovered, count(*) filter (where paper)::int as "onPaper"
    from conventions.students t left join covering on covering.student_id = t.id join conventions.campaigns g on g.id = t.campaign_id
    where t.campaign_id = ${campaignId} and ${isIn(sql, place)} and (g.campaign->>'offersOpenOn')::date <= ${day.toString()}::date`;
  const byStatus = await sql<StatusCount[]>`select s.status, count(*)::int as count from conventions.conventions t join ${standing} s on s.convention_id = t.id where t.campaign_id = ${campaignId} and ${isIn(sql, place)} group by 1 order by 1`;
  return { coverage: { ...coverage! }, byStatus: byStatus.map((row) => ({ ...row })) };
}
