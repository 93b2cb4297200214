import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { WorldStudent } from "@stages/demonstration/world-types.ts";
import { type Actor, type ActorOf, type Role, ROLES } from "@stages/kernel/actor.ts";
import { idFromUuid, newId, uuidOf } from "@stages/kernel/ids.ts";
import { departmentOf, type Uai } from "@stages/kernel/uai.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Counts, COUNTS, inOrder, isIn, KEYS, type Place, plainFigures, type StatusCount, totalOf } from "./figures-fixture.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** The figures of the demonstration's world, beside plain SQL on the facts. Not started: nothing happens meanwhile. */

const TODAY = Temporal.PlainDate.from("2027-02-10");
const NOW = Temporal.Instant.from("2027-02-10T10:00:00Z");
const world = demonstrationWorld({ today: TODAY });

let database: TestDatabase;
let subgraph: Subgraph;
let graph: SubgraphTransport;
let sql: postgres.Sql;

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error), isDemonstration: true });

beforeAll(async () => {
  database = await freshDatabase("conventions_figures", async (url) => {
    const loading = create(url);
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  subgraph = create(database.url);
  graph = inProcessTransport(subgraph);
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await subgraph.stop();
  await database.drop();
});

const actor = <R extends Role>(role: R, bounds: Omit<ActorOf<R>, "role" | "personId"> = {} as never) => ({ role, personId: newId("person"), ...bounds }) as unknown as Actor;
const MINISTRY = actor("MINISTRY");

async function ask<T>(by: Actor, query: string, variables: Record<string, unknown> = {}): Promise<{ readonly data: T; readonly codes: readonly unknown[]; readonly paths: readonly string[] }> {
  const { data, errors = [] } = await graph.execute({ query, variables, caller: { actor: by, now: NOW, requestId: crypto.randomUUID() } });
  return { data: data as T, codes: errors.map(({ extensions }) => extensions?.["code"]), paths: errors.map(({ path }) => String(path?.at(-1))) };
}

/** The same of each place, in the order asked. */
async function of<T>(by: Actor, places: readonly Place[], fields: (type: Place["type"]) => string): Promise<readonly T[]> {
  const types = [...new Set(places.map(({ type }) => type))];
  const query = `query($r: [_Any!]!) { _entities(representations: $r) { ${types.map((type) => `... on ${type} { ${fields(type)} }`).join(" ")} } }`;
  const { data, codes } = await ask<{ _entities: T[] }>(by, query, { r: places.map(({ type, key }) => ({ __typename: type, [KEYS[type]]: key })) });
  expect(codes).toEqual([]);
  return data._entities;
}

const schools = [...new Set(world.students.map(({ schoolUai }) => schoolUai))].toSorted();
const academyOf = new Map(world.schools.map(({ uai, academy }) => [uai, academy]));
const everywhere = (campaignId: string): readonly Place[] => [
  { type: "Campaign", key: campaignId },
  ...[...new Set(schools.map((uai) => academyOf.get(uai)!))].map((key) => ({ type: "Academy", key }) as const),
  ...[...new Set(schools.map((uai) => departmentOf(uai)))].map((key) => ({ type: "Department", key }) as const),
  ...schools.map((key) => ({ type: "School", key }) as const),
];

const DRAWN = "conventions byStatus { status count } medianDaysToSign absences familiesInformed medianMinutesToInformFamily feedbackGiven feedbackPublished";
const plain = (campaignId: string, place: Place, day = TODAY) => plainFigures(sql, campaignId, place, day);

interface Told {
  readonly coverage: Counts & { readonly conventionsByStatus: readonly StatusCount[] };
  readonly conventionFigures: { readonly conventions: number; readonly byStatus: readonly StatusCount[] };
}

describe.each(world.campaigns.map(({ id }) => id))("of campaign %s", (campaignId) => {
  const when = (type: Place["type"], on: string | null = null) => {
    const args = [...(type === "Campaign" ? [] : [`campaignId: "${campaignId}"`]), ...(on ? [`on: "${on}"`] : [])];
    return args.length > 0 ? `(${args.join(", ")})` : "";
  };

  it("every territory counts what plain SQL counts", async () => {
    const places = everywhere(campaignId);
    const told = await of<Told>(MINISTRY, places, (type) => `coverage${when(type)} { ${COUNTS} conventionsByStatus { status count } } conventionFigures${when(type)} { ${DRAWN} }`);
    for (const [index, place] of places.entries()) {
      const { coverage, byStatus } = await plain(campaignId, place);
      const { coverage: { conventionsByStatus, ...counts }, conventionFigures } = told[index]!;
      expect(counts, `${place.type} ${place.key}`).toEqual(coverage);
      expect(inOrder(conventionsByStatus)).toEqual(byStatus);
      expect(inOrder(conventionFigures.byStatus)).toEqual(byStatus);
      expect(conventionFigures.conventions).toBe(totalOf(byStatus));
    }
  });

  it("so it is at the end of any day, and in the series of all of them", async () => {
    const { weeks } = world.campaigns.find(({ id }) => id === campaignId)!;
    const [place] = everywhere(campaignId).filter(({ type }) => type === "Academy") as [Place];
    const last = Temporal.PlainDate.compare(weeks[2].lastDay, TODAY) < 0 ? weeks[2].lastDay : TODAY;
    for (const day of [60, 33, 12, 5, 0].map((days) => last.subtract({ days }))) {
      const [told] = await of<{ coverage: Record<string, unknown> & { series: Record<string, readonly unknown[]> }; conventionFigures: { byStatus: StatusCount[]; medianDaysToSign: number | null; series: Record<string, readonly number[]> } }>(
        MINISTRY, [place],
        (type) => `coverage${when(type, day.toString())} { day ${COUNTS} series(from: "${day.subtract({ days: 9 })}") { days ${COUNTS} } } conventionFigures${when(type, day.toString())} { byStatus { status count } medianDaysToSign series(by: WEEK) { days signed conventions } }`,
      );
      const { coverage: { day: said, series, ...counts }, conventionFigures } = told!;
      const expected = await plain(campaignId, place, day);
      expect([said, counts]).toEqual([day.toString(), expected.coverage]);
      expect(inOrder(conventionFigures.byStatus)).toEqual(expected.byStatus);
      expect(series["days"]).toHaveLength(10);
      expect(Object.fromEntries(Object.entries(series).map(([name, column]) => [name, column.at(-1)]))).toEqual({ days: day.toString(), ...expected.coverage });
      // A week ends on its Sunday, the last one where the series does.
      const weeksOf = conventionFigures.series["days"] as unknown as string[];
      expect(weeksOf.slice(0, -1).every((date) => Temporal.PlainDate.from(date).dayOfWeek === 7)).toBe(true);
      expect(weeksOf.at(-1)).toBe(day.toString());
      expect(conventionFigures.series["conventions"]!.at(-1)).toBe(totalOf(expected.byStatus));
      if (!day.equals(TODAY)) expect(conventionFigures.medianDaysToSign).toBeNull();
    }
  });

  it("medians are those that PostgreSQL computes, absences and feedback those of the conventions", async () => {
    for (const place of everywhere(campaignId).slice(0, 4)) {
      const [told] = await of<{ conventionFigures: Record<string, unknown> }>(MINISTRY, [place], (type) => `conventionFigures${when(type)} { medianDaysToSign absences familiesInformed medianMinutesToInformFamily feedbackGiven feedbackPublished }`);
      const [signing] = await sql`
        select percentile_cont(0.5) within group (order by (s.at at time zone 'Europe/Paris')::date - (v.at at time zone 'Europe/Paris')::date) as days
        from conventions.conventions t join conventions.history s on s.convention_id = t.id and s."to" = 'SIGNED' join lateral (select min(at) as at from conventions.history where convention_id = t.id and "to" = 'VALIDATED') v on v.at is not null
        where t.campaign_id = ${campaignId} and ${isIn(sql, place)}`;
      const [absences] = await sql`
        select count(*)::int as absences, count(i.at)::int as informed, percentile_cont(0.5) within group (order by floor(extract(epoch from i.at - r.at) / 60)) filter (where i.at is not null) as minutes
        from conventions.conventions t join conventions.absences a on a.convention_id = t.id and a.step <> 'CORRECTED' left join conventions.absence_steps r on r.absence_id = a.id and r.step = 'REPORTED' left join conventions.absence_steps i on i.absence_id = a.id and i.step = 'FAMILY_INFORMED'
        where t.campaign_id = ${campaignId} and ${isIn(sql, place)}`;
      const [feedback] = await sql`select count(*)::int as given, count(*) filter (where f.status = 'PUBLISHED')::int as published from conventions.conventions t join conventions.feedback f on f.convention_id = t.id where t.campaign_id = ${campaignId} and ${isIn(sql, place)}`;
      expect(told!.conventionFigures).toEqual({
        medianDaysToSign: signing!["days"], absences: absences!["absences"], familiesInformed: absences!["informed"], medianMinutesToInformFamily: absences!["minutes"],
        feedbackGiven: feedback!["given"], feedbackPublished: feedback!["published"],
      });
    }
  });

  it.each([["SECTOR", "sector"], ["HOST_KIND", "host_kind"], ["PERIOD", "period"]] as const)("by %s, each part is counted apart", async (dimension, column) => {
    for (const place of everywhere(campaignId).filter((_, index) => index % 5 === 0)) {
      const [told] = await of<{ conventionFigures: { by: { key: string; figures: { conventions: number; by: unknown } }[] } }>(MINISTRY, [place], (type) => `conventionFigures${when(type)} { by(dimension: ${dimension}) { key figures { conventions by(dimension: PERIOD) { key } } } }`);
      const counted = await sql`select ${sql(column)} as key, count(*)::int as conventions from conventions.conventions t where t.campaign_id = ${campaignId} and ${sql(column)} is not null and ${isIn(sql, place)} group by 1 order by 1`;
      expect(told!.conventionFigures.by).toEqual(counted.map(({ key, conventions }) => ({ key: key as string, figures: { conventions: conventions as number, by: null } })));
    }
  });
});

describe("beside another campaign", () => {
  const [other, current] = [world.campaigns.find(({ weeks }) => Temporal.PlainDate.compare(weeks[2].lastDay, TODAY) < 0)!, world.campaigns.find(({ id }) => id === world.runningCampaignId)!];
  const BOTH = 'coverage { day onSameDayOf(campaignId: $other) { campaignId day enrolled covered onSameDayOf(campaignId: $current) { day } } } conventionFigures { onSameDayOf(campaignId: $other) { day conventions byStatus { status count } } }';
  const compare = (otherId: string) =>
    ask<{ _entities: [Record<"coverage" | "conventionFigures", { onSameDayOf: Record<string, unknown> | null }>] }>(MINISTRY, `query($r: [_Any!]!, $other: ID!, $current: ID!) { _entities(representations: $r) { ... on Academy { ${BOTH} } } }`, {
      r: [{ __typename: "Academy", code: "22" }], other: otherId, current: current.id,
    });

  it("what stood as many days before its first day of stage", async () => {
    const day = other.weeks[1].firstDay.subtract(current.weeks[1].firstDay.since(TODAY, { largestUnit: "day" }));
    const expected = await plain(other.id, { type: "Academy", key: "22" }, day);
    const { data } = await compare(other.id);
    const { enrolled, covered } = expected.coverage;
    expect(data._entities[0].coverage.onSameDayOf).toEqual({ campaignId: other.id, day: day.toString(), enrolled, covered, onSameDayOf: { day: TODAY.toString() } });
    expect(data._entities[0].conventionFigures.onSameDayOf).toMatchObject({ day: day.toString(), conventions: totalOf(expected.byStatus) });
  });

  it("nothing of one that is unknown, or whose day has not come", async () => {
    const { data } = await compare("1999");
    expect(data._entities[0]).toMatchObject({ coverage: { onSameDayOf: null }, conventionFigures: { onSameDayOf: null } });
    const late = await ask<{ _entities: [{ coverage: { onSameDayOf: null } }] }>(MINISTRY, `{ _entities(representations: [{ __typename: "Academy", code: "22" }]) { ... on Academy { coverage(campaignId: "${other.id}") { onSameDayOf(campaignId: "${current.id}") { day } } } } }`);
    expect(late.data._entities[0].coverage.onSameDayOf).toBeNull();
    const unknown = await ask<{ _entities: [{ coverage: null; conventionFigures: null; leastCovered: null }] }>(MINISTRY, '{ _entities(representations: [{ __typename: "Academy", code: "22" }]) { ... on Academy { coverage(campaignId: "1999") { day } conventionFigures(campaignId: "1999") { day } leastCovered(campaignId: "1999") { coverage { day } } } } }');
    expect([unknown.data._entities[0], unknown.codes]).toEqual([{ coverage: null, conventionFigures: null, leastCovered: null }, ["CAMPAIGN_UNKNOWN", "CAMPAIGN_UNKNOWN", "CAMPAIGN_UNKNOWN"]]);
  });

  it("nothing of a past day of a part that is not kept by day", async () => {
    const day = TODAY.subtract({ days: 20 });
    const PARTS = `conventionFigures { by(dimension: PERIOD) { figures { series { days } onSameDayOf(campaignId: "${other.id}") { day } } } } past: conventionFigures(on: "${day}") { by(dimension: PERIOD) { key } }`;
    const [department, academy] = await of<{ conventionFigures: { by: { figures: { series: { days: string[] } | null; onSameDayOf: object | null } }[] }; past: { by: object[] | null } }>(MINISTRY, [{ type: "Department", key: "19" }, { type: "Academy", key: "22" }], () => PARTS);
    expect(department!.past.by).toBeNull();
    expect(department!.conventionFigures.by.map(({ figures }) => figures)).toEqual(department!.conventionFigures.by.map(() => ({ series: null, onSameDayOf: null })));
    expect(academy!.past.by!.length).toBeGreaterThan(0);
    expect(academy!.conventionFigures.by.every(({ figures }) => figures.series!.days.length > 10 && figures.onSameDayOf !== null)).toBe(true);
  });
});

const uncoveredOf = async (campaignId: string, uai: string) =>
  (await sql`
    select t.id, t.class_name, bool_or(c.period <> 'WEEK_2') as one, bool_or(c.period <> 'WEEK_1') as two from conventions.students t
    left join conventions.conventions c on c.student_id = t.id and c.campaign_id = t.campaign_id and c.status in ('SIGNED', 'COMPLETED')
    where t.campaign_id = ${campaignId} and t.school_uai = ${uai} group by 1, 2 having not coalesce(bool_or(c.period <> 'WEEK_2') and bool_or(c.period <> 'WEEK_1'), false) order by 2, 1`)
    .map(({ id, one, two }) => ({ student: { id: idFromUuid("student", id as string) }, missing: one ? "WEEK_2" : two ? "WEEK_1" : "BOTH_WEEKS" }));

describe("the schools with most uncovered students", () => {
  const LEAST = (args: string) => `leastCovered${args} { school { uai } coverage { enrolled covered partlyCovered uncovered } }`;

  it.each([{ type: "Campaign", key: world.runningCampaignId }, { type: "Academy", key: "22" }, { type: "Department", key: "19" }] as const)("of $type $key, most first, those with none left out", async (place) => {
    const [told] = await of<{ leastCovered: { school: { uai: string }; coverage: Omit<Counts, "onPaper"> }[] }>(MINISTRY, [place], () => LEAST("(first: 100)"));
    const counted = await Promise.all(
      schools.map(async (uai) => ({ school: { uai }, ...(await plain(world.runningCampaignId, { type: "School", key: uai })) })),
    );
    const inside = counted.filter(({ school: { uai } }) => place.type === "Campaign" || (place.type === "Academy" ? academyOf.get(uai) === place.key : departmentOf(uai) === place.key));
    const expected = inside
      .map(({ school, coverage: { onPaper: _, ...coverage } }) => ({ school, coverage }))
      .filter(({ coverage }) => coverage.uncovered > 0)
      .toSorted((a, b) => b.coverage.uncovered - a.coverage.uncovered || (a.school.uai < b.school.uai ? -1 : 1));
    expect(told!.leastCovered).toEqual(expected);
    const [two] = await of<{ leastCovered: unknown[] }>(MINISTRY, [place], () => LEAST("(first: 2)"));
    expect(two!.leastCovered).toEqual(expected.slice(0, 2));
  });

  it.each([0, 101])("are 1 to 100, not %i", async (first) => {
    expect((await ask(MINISTRY, `{ _entities(representations: [{ __typename: "Academy", code: "22" }]) { ... on Academy { ${LEAST(`(first: ${first})`)} } } }`)).codes).toEqual(["INVALID_PAGE_SIZE"]);
  });
});

describe("the students who are not covered", () => {
  const campaignId = world.runningCampaignId;
  const [uai] = Map.groupBy(world.students.filter((student: WorldStudent) => student.campaignId === campaignId), ({ schoolUai }) => schoolUai).entries().toArray().toSorted(([, a], [, b]) => b.length - a.length)[0]!;
  const staff = (["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"] as const).map((role) => actor(role, { schoolUais: [uai] }));
  const LIST = "query($r: [_Any!]!, $first: Int! = 20, $after: String) { _entities(representations: $r) { ... on School { uncoveredStudents(first: $first, after: $after) { totalCount edges { node { missing student { id } conventions { id status } } } pageInfo { hasNextPage endCursor } } } } }";
  interface List {
    readonly totalCount: number;
    readonly edges: readonly { node: { missing: string; student: { id: string }; conventions: { id: string; status: string }[] } }[];
    readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }
  const list = (by: Actor, variables: object = {}, school: string = uai) => ask<{ _entities: [{ uncoveredStudents: List | null }] }>(by, LIST, { r: [{ __typename: "School", uai: school }], ...variables });

  it.each(staff)("are listed for a $role of the school, page by page, to the last", async (by) => {
    const expected = await uncoveredOf(campaignId, uai);
    const found: List["edges"][number]["node"][] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data, codes } = await list(by, { first: 7, after });
      expect(codes).toEqual([]);
      const { edges, pageInfo, totalCount } = data._entities[0].uncoveredStudents!;
      expect(totalCount).toBe(expected.length);
      found.push(...edges.map(({ node }) => node));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(expected.length).toBeGreaterThan(14);
    expect(found.map(({ missing, student }) => ({ student, missing }))).toEqual(expected);
    // Their conventions that are on the way, of whatever weeks.
    const underWay = await sql`select id, student_id from conventions.conventions where campaign_id = ${campaignId} and school_uai = ${uai} and status in ('DRAFT', 'RETURNED', 'HOST_COMPLETED', 'VALIDATED', 'SIGNING')`;
    const uncovered = new Set(expected.map(({ student }) => uuidOf(student.id)));
    expect(found.flatMap(({ conventions }) => conventions.map(({ id }) => uuidOf(id as never))).toSorted()).toEqual(underWay.filter(({ student_id: id }) => uncovered.has(id as never)).map(({ id }) => id as string).toSorted());
  });

  it("are nobody else's to list, whichever school or territory is theirs", async () => {
    const elsewhere = schools.find((one) => one !== uai)!;
    const others = [
      actor("RECTORAT", { academies: [academyOf.get(uai)!], departments: [] }), actor("RECTORAT", { academies: [], departments: [departmentOf(uai)] }), MINISTRY,
      actor("SCHOOL_HEAD", { schoolUais: [elsewhere] }), actor("HOST_MANAGER", { hostIds: [] }),
      actor("STUDENT", { studentId: world.students.find(({ schoolUai }) => schoolUai === uai)!.id, schoolUai: uai }), { role: "ANONYMOUS" } as Actor, { role: "PLATFORM" } as Actor,
    ];
    for (const by of others) {
      const { data, codes } = await list(by);
      expect([data._entities[0].uncoveredStudents, codes], by.role).toEqual([null, [by.role === "ANONYMOUS" ? "UNAUTHENTICATED" : "FORBIDDEN"]]);
    }
  });

  it("and the second wall says so too: of the rows behind, each sees their own school's and nobody else any", async () => {
    const rows = async (by: Actor) => {
      const { db } = subgraph.contextOf({ actor: by, now: NOW, requestId: "wall" }) as { db: { execute: (query: string) => Promise<readonly { uai: string }[]> } };
      return (await db.execute("select distinct school_uai as uai from conventions.counted_students order by 1")).map((row) => row.uai);
    };
    for (const by of staff) expect(await rows(by), by.role).toEqual([uai]);
    for (const by of [MINISTRY, actor("RECTORAT", { academies: ["22"], departments: [] }), actor("HOST_MANAGER", { hostIds: world.hosts.map(({ id }) => id) })]) expect(await rows(by), by.role).toEqual([]);
  });

  it("are recorded as read, each under the school's own name", async () => {
    await sql`delete from conventions.outbox`;
    const { data } = await list(staff[0]!, { first: 3 });
    const rows = await sql`select count(*)::int as told from conventions.outbox where type = 'StudentsRead'`;
    expect([data._entities[0].uncoveredStudents!.edges.length, rows[0]!["told"]]).toEqual([3, 1]);
    // To its own staff a school is a count, and a count is nobody's.
    await of(staff[0]!, [{ type: "School", key: uai }], () => `coverage { ${COUNTS} } conventionFigures { conventions }`);
    expect((await sql`select count(*)::int as told from conventions.outbox where type = 'StudentsRead'`)[0]!["told"]).toBe(1);
  });

  it("with a page size and a cursor that this list knows", async () => {
    expect((await list(staff[0]!, { first: 101 })).codes).toEqual(["INVALID_PAGE_SIZE"]);
    expect((await list(staff[0]!, { after: "nonsense" })).codes).toEqual(["INVALID_CURSOR"]);
  });
});

describe("who reads which figures", () => {
  const uai = schools.find((one) => academyOf.get(one) === "22")!;
  const department = departmentOf(uai as Uai);
  const FIGURES = [["Campaign", world.runningCampaignId], ["Academy", "22"], ["Department", department], ["School", uai]] as const;
  const readers: readonly (readonly [string, Actor, readonly boolean[]])[] = [
    ["the ministry", MINISTRY, [true, true, true, true]],
    ["the rectorat", actor("RECTORAT", { academies: ["22"], departments: [] }), [false, true, true, true]],
    ["the DASEN", actor("RECTORAT", { academies: [], departments: [department] }), [false, false, true, true]],
    ["a rectorat elsewhere", actor("RECTORAT", { academies: ["10"], departments: [] }), [false, false, false, false]],
    ["a DASEN elsewhere", actor("RECTORAT", { academies: [], departments: ["75"] }), [false, false, false, false]],
    ...(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"] as const).flatMap((role) => [
      [`a ${role}`, actor(role, { schoolUais: [uai] }), [false, false, false, true]] as const,
      [`a ${role} elsewhere`, actor(role, { schoolUais: [schools.find((one) => one !== uai)!] }), [false, false, false, false]] as const,
    ]),
    ...ROLES.filter((role) => !["MINISTRY", "RECTORAT", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"].includes(role)).map((role) => [`a ${role}`, actor(role, { hostIds: [], studentIds: [], studentId: newId("student"), schoolUai: uai, email: "a@b.example" } as never), [false, false, false, false]] as const),
  ];

  it.each(readers)("%s", async (_, by, may) => {
    const told = FIGURES.map(async ([type, key], index) => {
      const fields = `coverage { enrolled } conventionFigures { conventions }${type === "School" ? "" : " leastCovered(first: 1) { school { uai } }"}`;
      const { data, codes } = await ask<{ _entities: [Record<string, Record<string, number> | null>] }>(by, `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`, { r: [{ __typename: type, [KEYS[type]]: key }] });
      if (may[index]) expect([codes, data._entities[0]["coverage"]!["enrolled"]! > 0]).toEqual([[], true]);
      else expect([new Set(codes), Object.values(data._entities[0])]).toEqual([new Set([by.role === "ANONYMOUS" ? "UNAUTHENTICATED" : "FORBIDDEN"]), Object.values(data._entities[0]).map(() => null)]);
    });
    await Promise.all(told);
  });

  it.each([
    ["without a territory, the ministry alone", "", [true, false, false, false]],
    ["in an académie, its rectorat", '(academy: "22")', [true, true, false, false]],
    ["in a département, its DASEN too", `(department: "${department}")`, [true, true, true, false]],
  ] as const)("of a sector, %s", async (_, args, may) => {
    const SECTOR = `{ _entities(representations: [{ __typename: "Sector", code: "Q" }]) { ... on Sector { conventionFigures${args} { conventions by(dimension: PERIOD) { key } } } } }`;
    for (const [index, by] of [readers[0]!, readers[1]!, readers[2]!, readers[3]!].map(([, one]) => one).entries()) {
      const { data, codes } = await ask<{ _entities: [{ conventionFigures: { conventions: number } | null }] }>(by, SECTOR);
      expect([codes, data._entities[0].conventionFigures !== null]).toEqual(may[index] ? [[], true] : [["FORBIDDEN"], false]);
    }
    const [counted] = await sql`select count(*)::int as conventions from conventions.conventions t where campaign_id = ${world.runningCampaignId} and sector = 'Q' and ${args.includes("academy") ? sql`academy = '22'` : args ? sql`department = ${department}` : sql`true`}`;
    expect((await ask<{ _entities: [object] }>(MINISTRY, SECTOR)).data._entities[0]).toEqual({ conventionFigures: { conventions: counted!["conventions"], by: null } });
  });

  it("of a sector, not in two territories at once, nor on a past day of a département", async () => {
    const sector = (args: string) => ask<{ _entities: [{ conventionFigures: object | null }] }>(MINISTRY, `{ _entities(representations: [{ __typename: "Sector", code: "Q" }]) { ... on Sector { conventionFigures(${args}) { conventions } } } }`);
    expect((await sector('academy: "22", department: "19"')).codes).toEqual(["ACADEMY_OR_DEPARTMENT"]);
    expect((await sector('department: "19", on: "2027-01-15"')).data._entities[0].conventionFigures).toBeNull();
    expect((await sector('academy: "22", on: "2027-01-15"')).data._entities[0].conventionFigures).not.toBeNull();
  });
});
