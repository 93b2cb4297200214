import type { Sql } from "@stages/database/connection.ts";
import type { CandidatureFigures, ConventionFigures, Counts, CoverageDay, CoverageFigures, Dashboard, SeatFigures } from "./figures.ts";

/**
 * The definitions of section 7 of the domain, as an analyst writes them over the tables of facts: joins, counts and medians
 * of what stands now, with the indexes that the platform has. They know nothing of how the platform counts.
 */
export interface Asked {
  readonly campaignId: string;
  /** Null: the country. */
  readonly academy: string | null;
  /** The last day of the series. */
  readonly until: string;
  readonly schools: number;
}

type Row = Readonly<Record<string, string | number | null>>;
/** A statement, and what its rows say. */
interface Part {
  readonly text: string;
  readonly values: readonly unknown[];
  read(rows: readonly Row[]): Partial<Dashboard>;
}

const part = (text: string, values: readonly unknown[], read: Part["read"]): Part => ({ text, values, read });

const IN_PARIS = "at time zone 'Europe/Paris')::date";

/** A row a student of the territory: which weeks they are covered for, and whether a convention of theirs was signed on paper. */
const studentsOf = (territory: string) => `
  select s.id, s.academy, s.department, s.school_uai, coalesce(c.week_1, false) as week_1, coalesce(c.week_2, false) as week_2, coalesce(c.on_paper, false) as on_paper
  from conventions.students s
  left join (
    select c.student_id, bool_or(c.period <> 'WEEK_2') as week_1, bool_or(c.period <> 'WEEK_1') as week_2, bool_or(p.convention_id is not null) as on_paper
    from conventions.conventions c left join conventions.paper_copies p on p.convention_id = c.id
    where c.campaign_id = $1 and c.status in ('SIGNED', 'COMPLETED') ${territory.replaceAll("s.", "c.")}
    group by c.student_id
  ) c on c.student_id = s.id
  where s.campaign_id = $1 ${territory}`;

const COVERAGE = `count(*)::int as enrolled, count(*) filter (where week_1 and week_2)::int as covered,
  count(*) filter (where week_1 <> week_2)::int as partly, count(*) filter (where on_paper)::int as paper`;

const coverageOf = (row: Row | undefined): CoverageFigures => ({ enrolled: Number(row?.["enrolled"] ?? 0), covered: Number(row?.["covered"] ?? 0), partlyCovered: Number(row?.["partly"] ?? 0), onPaper: Number(row?.["paper"] ?? 0) });
const numbersOf = (rows: readonly Row[], key: string, value: string): Counts => Object.fromEntries(rows.map((row) => [String(row[key]), Number(row[value])]));

/** Each figure of the dashboard by a statement of its own. */
function partsOf({ campaignId, academy, until, schools }: Asked): Readonly<Record<string, Part>> {
  const values = academy === null ? [campaignId] : [campaignId, academy];
  const inTerritory = (alias: string) => (academy === null ? "" : `and ${alias}.academy = $2`);
  const students = studentsOf(inTerritory("s"));
  const next = (rank: number) => `$${values.length + rank}`;
  return {
    coverage: part(`select ${COVERAGE} from (${students}) student`, values, ([row]) => ({ coverage: coverageOf(row) })),
    "conventions by status": part(`select status, count(*)::int as count from conventions.conventions c where campaign_id = $1 ${inTerritory("c")} group by status`, values, (rows) => ({ conventionsByStatus: numbersOf(rows, "status", "count") })),
    "coverage by académie and département": part(
      `select academy, department, ${COVERAGE} from (${students}) student group by grouping sets ((academy), (academy, department))`,
      values,
      (rows) => ({
        coverageByAcademy: Object.fromEntries(rows.filter(({ department }) => department === null).map((row) => [row["academy"]!, coverageOf(row)])),
        coverageByDepartment: Object.fromEntries(rows.filter(({ department }) => department !== null).map((row) => [row["department"]!, coverageOf(row)])),
      }),
    ),
    "coverage by day": part(seriesOf(inTerritory, next(1)), [...values, until], (rows) => ({ series: rows.map((row): CoverageDay => ({ day: String(row["day"]), ...coverageOf(row) })) })),
    "schools least covered": part(
      `select school_uai, count(*)::int as enrolled, count(*) filter (where not week_1 and not week_2)::int as uncovered from (${students}) student group by school_uai having count(*) filter (where not week_1 and not week_2) > 0 order by uncovered desc, school_uai limit ${next(1)}`,
      [...values, schools],
      (rows) => ({ leastCovered: rows.map((row) => ({ schoolUai: String(row["school_uai"]), enrolled: Number(row["enrolled"]), uncovered: Number(row["uncovered"]) })) }),
    ),
    "candidatures, median to answer": part(candidaturesOf(inTerritory), values, ([row]) => ({ candidatures: candidatureFiguresOf(row!) })),
    "medians to sign and to inform, absences, feedback": part(conventionsOf(inTerritory), values, ([row]) => ({ conventions: conventionFiguresOf(row!) })),
    "seats, by sector": part(seatsOf(inTerritory), values, (rows) => ({
      seats: seatFiguresOf(rows.find(({ sector }) => sector === null)),
      seatsBySector: Object.fromEntries(rows.filter(({ sector }) => sector !== null).map((row) => [row["sector"]!, seatFiguresOf(row)])),
    })),
  };
}

/** Of each student, the days on which the weeks they are covered for change; from it, how many stood at the end of each day. */
const seriesOf = (inTerritory: (alias: string) => string, until: string) => `
  with covering as (
    select c.student_id, (c.period <> 'WEEK_2')::int as week_1, (c.period <> 'WEEK_1')::int as week_2, (p.convention_id is not null)::int as paper,
      (min(h.at) filter (where h."to" = 'SIGNED') ${IN_PARIS} as since, (min(h.at) filter (where h."to" not in ('SIGNED', 'COMPLETED')) ${IN_PARIS} as until
    from conventions.conventions c
    join conventions.students s on s.id = c.student_id and s.campaign_id = c.campaign_id
    join conventions.history h on h.convention_id = c.id and (h."to" = 'SIGNED' or h."from" in ('SIGNED', 'COMPLETED'))
    left join conventions.paper_copies p on p.convention_id = c.id
    where c.campaign_id = $1 ${inTerritory("c")} group by c.id, p.convention_id
  ), changes as (
    select student_id, since as day, week_1, week_2, paper from covering
    union all select student_id, until, -week_1, -week_2, -paper from covering where until is not null
  ), standing as (
    select student_id, day, sum(sum(week_1)) over student > 0 as week_1, sum(sum(week_2)) over student > 0 as week_2, (sum(sum(paper)) over student > 0)::int as paper
    from changes group by student_id, day window student as (partition by student_id order by day)
  ), being as (
    select student_id, day, (week_1 and week_2)::int as covered, (week_1 <> week_2)::int as partly, paper from standing
  ), turned as (
    select day, covered - lag(covered, 1, 0) over student as covered, partly - lag(partly, 1, 0) over student as partly, paper - lag(paper, 1, 0) over student as paper
    from being window student as (partition by student_id order by day)
  ), enrolled as (
    select count(*)::int as enrolled, min((p.campaign ->> 'offersOpenOn')::date) as opened
    from conventions.students s join conventions.campaigns p on p.id = s.campaign_id where s.campaign_id = $1 ${inTerritory("s")}
  )
  select d.day::date::text as day, enrolled, coalesce(sum(sum(covered)) over days, 0)::int as covered, coalesce(sum(sum(partly)) over days, 0)::int as partly, coalesce(sum(sum(paper)) over days, 0)::int as paper
  from enrolled cross join generate_series(opened, ${until}::date, interval '1 day') as d(day) left join turned on turned.day = d.day
  group by d.day, enrolled window days as (order by d.day) order by d.day`;

const candidaturesOf = (inTerritory: (alias: string) => string) => `
  with mine as (select id, student_id, status, submitted_at, far_from_home from candidatures.candidatures c where campaign_id = $1 ${inTerritory("c")}),
  answered as (
    select (h.at ${IN_PARIS} - (m.submitted_at ${IN_PARIS} as days
    from candidatures.history h join mine m on m.id = h.candidature_id where h."from" in ('SUBMITTED', 'READ') and h."to" in ('ACCEPTED', 'REFUSED')
  )
  select count(distinct student_id)::int as applied, count(distinct student_id) filter (where status in ('ACCEPTED', 'CONFIRMED'))::int as accepted,
    count(distinct student_id) filter (where status = 'CONFIRMED')::int as confirmed, count(*) filter (where far_from_home)::int as far,
    (select jsonb_object_agg(status, count) from (select status, count(*) from mine group by status) s)::text as by_status,
    (select percentile_cont(0.5) within group (order by days) from answered) as median_days
  from mine`;

function candidatureFiguresOf(row: Row): CandidatureFigures {
  return {
    studentsApplied: Number(row["applied"]), studentsAccepted: Number(row["accepted"]), studentsConfirmed: Number(row["confirmed"]), farFromHome: Number(row["far"]),
    byStatus: JSON.parse(String(row["by_status"])) as Counts, medianDaysToAnswer: row["median_days"] as number | null,
  };
}

const conventionsOf = (inTerritory: (alias: string) => string) => `
  with mine as (select id from conventions.conventions c where campaign_id = $1 ${inTerritory("c")}),
  signed as (
    select (min(h.at) filter (where h."to" = 'SIGNED') ${IN_PARIS} - (min(h.at) filter (where h."to" = 'VALIDATED') ${IN_PARIS} as days
    from mine join conventions.history h on h.convention_id = mine.id and h."to" in ('VALIDATED', 'SIGNED') group by mine.id having bool_or(h."to" = 'SIGNED')
  ), absent as (
    select floor(extract(epoch from i.at - r.at) / 60) as minutes
    from conventions.absences a join mine on mine.id = a.convention_id
    join conventions.absence_steps r on r.absence_id = a.id and r.step = 'REPORTED'
    left join conventions.absence_steps i on i.absence_id = a.id and i.step = 'FAMILY_INFORMED'
    where a.step <> 'CORRECTED'
  )
  select (select percentile_cont(0.5) within group (order by days) from signed) as median_days,
    (select count(*)::int from absent) as absences, (select count(minutes)::int from absent) as informed,
    (select percentile_cont(0.5) within group (order by minutes::float8) from absent) as median_minutes,
    (select count(*)::int from conventions.feedback f join mine on mine.id = f.convention_id) as given,
    (select count(*)::int from conventions.feedback f join mine on mine.id = f.convention_id where f.status = 'PUBLISHED') as published`;

function conventionFiguresOf(row: Row): ConventionFigures {
  return {
    medianDaysToSign: row["median_days"] as number | null, absences: Number(row["absences"]), familiesInformed: Number(row["informed"]),
    medianMinutesToInformFamily: row["median_minutes"] as number | null, feedbackGiven: Number(row["given"]), feedbackPublished: Number(row["published"]),
  };
}

/** What hosts declared stands where they have their seat; what they published, where the stage is. */
const seatsOf = (inTerritory: (alias: string) => string) => `
  with told as (
    select o.sector, 0 as intended, 1 as offers, o.seats as published, o.seats_taken as taken, case when o.status = 'PUBLISHED' then o.seats - o.seats_taken else 0 end as "left"
    from offers.offers o where o.campaign_id = $1 and o.published_at is not null and o.status in ('PUBLISHED', 'UNPUBLISHED', 'NEEDS_UPDATE') ${inTerritory("o")}
    union all
    select h.sector, i.both_weeks + i.week1 + i.week2, 0, 0, 0, 0
    from offers.intentions i join offers.hosts h on h.id = i.host_id where i.campaign_id = $1 and i.withdrawn_at is null ${inTerritory("h")}
  )
  select sector, sum(intended)::int as intended, sum(offers)::int as offers, sum(published)::int as published, sum(taken)::int as taken, sum("left")::int as "left"
  from told group by grouping sets ((), (sector))`;

const seatFiguresOf = (row: Row | undefined): SeatFigures => ({
  intended: Number(row?.["intended"] ?? 0), offers: Number(row?.["offers"] ?? 0), published: Number(row?.["published"] ?? 0), taken: Number(row?.["taken"] ?? 0), left: Number(row?.["left"] ?? 0),
});

export interface Answered {
  readonly dashboard: Dashboard;
  /** What each statement took, in ms. */
  readonly times: Readonly<Record<string, number>>;
}

/** One statement after the other, on one connection, which PostgreSQL may run on two cores each. */
export async function askPlainSql(sql: Sql, asked: Asked): Promise<Answered> {
  const times: Record<string, number> = {};
  let dashboard: Partial<Dashboard> = {};
  for (const [name, { text, values, read }] of Object.entries(partsOf(asked))) {
    const from = performance.now();
    const rows = await sql.unsafe<Row[]>(text, values as never[]);
    times[name] = performance.now() - from;
    dashboard = { ...dashboard, ...read(rows) };
  }
  return { dashboard: dashboard as Dashboard, times };
}
