import type { PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { civilDateOf, frenchDate, systemClock } from "@stages/kernel/civil-time.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { uaiChecksum } from "@stages/kernel/uai.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { actorIn } from "@stages/testing/wall.ts";
import { parse } from "csv-parse/sync";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PlatformUnderTest, platformUnderTest, startOfRun } from "./platform-under-test.ts";

const world = demonstrationWorld({ today: civilDateOf(startOfRun()) });
const rectorat = actorIn(world, "rectorat") as { readonly personId: `person_${string}`; readonly academies: readonly string[] };
const [academy] = rectorat.academies as [string];
const [TULLE] = (actorIn(world, "school-head") as unknown as { readonly schoolUais: readonly [string] }).schoolUais;
const YESTERDAY = civilDateOf(startOfRun()).subtract({ days: 1 });
/** More than twenty pages. */
const MORE_SCHOOLS = 2_100;
/** Numbered where nobody of the demonstration is. */
const MORE_UAIS = Array.from({ length: MORE_SCHOOLS }, (_, index) => String(195_000 + index).padStart(7, "0")).map((digits) => digits + uaiChecksum(digits));
const FORMULA = `=HYPERLINK("http://exemple.test";"Lycée")`;

let platform: PlatformUnderTest;
let sql: postgres.Sql;

beforeAll(async () => {
  platform = await platformUnderTest("in-process");
  sql = postgres(platform.databaseUrl, { max: 1, onnotice: () => {} });
  await sql`
    insert into people.schools (uai, name, sector, address_line, postcode, commune_code, commune_name, academy, department_code, search_text)
    select uai, case n when 1 then ${FORMULA} when 2 then E'Lycée\r\nde Tulle' else 'Lycée n° ' || n end, 'PUBLIC', '', '19000', '19272', 'Tulle', ${academy}, '19', 'a ' || lpad(n::text, 7, '0')
    from unnest(${MORE_UAIS}::text[]) with ordinality as more (uai, n)`;
});
afterAll(async () => {
  await sql.end();
  await platform.stop();
});

const REQUEST = "mutation($input: RequestExportInput!) { requestExport(input: $input) { url rows expiresAt } }";
interface Link {
  readonly url: string;
  readonly rows: number | null;
  readonly expiresAt: string;
}

async function ask(as: PersonaName, input: object) {
  const { data, errors } = await platform.post({ query: REQUEST, variables: { input } }, { authorization: `Bearer ${await platform.tokenOf(as)}` });
  return { link: (data?.["requestExport"] ?? null) as Link | null, code: errors?.[0]?.extensions.code };
}
/** By whoever holds the link: without a bearer. */
const fetched = ({ url }: Link, headers: Record<string, string> = {}) => fetch(new URL(url, platform.url), { headers });
const read = (text: string): string[][] => parse(text, { bom: true, delimiter: ";" });
const COVERAGE = { figure: "COVERAGE_BY_TERRITORY" };

type Line = Readonly<Record<string, string>>;
/** The lines of a file, each by its headers, and what the file is called. */
async function fileOf(as: PersonaName, input: object): Promise<{ readonly lines: readonly Line[]; readonly name: string }> {
  const { link, code } = await ask(as, input);
  expect(code).toBeUndefined();
  const response = await fetched(link!);
  expect(response.status).toBe(200);
  const [headers, ...rows] = read(await response.text());
  const name = /filename\*=UTF-8''(.*)$/.exec(response.headers.get("content-disposition")!)![1]!;
  return { lines: rows.map((row) => Object.fromEntries(headers!.map((header, index) => [header, row[index]!]))), name: decodeURIComponent(name) };
}
const asked = async <T>(as: PersonaName, query: string) => (await platform.as(as)).need<T>(query);
/** As a cell has it. */
const written = (value: number | null) => (value === null ? "" : String(Math.round(value * 10_000) / 10_000).replace(".", ","));
/** Figures follow the facts by half a second, and the platform goes on meanwhile. */
const soon = (compare: () => Promise<void>) => vi.waitFor(compare, { timeout: 30_000, interval: 500 });

type Counts = Readonly<Record<string, number>>;
const COUNTS = "enrolled covered partlyCovered uncovered onPaper rate";
const counted = ({ enrolled, covered, partlyCovered, uncovered, onPaper, rate }: Counts): Line => ({
  "Élèves inscrits": written(enrolled!), "Élèves couverts": written(covered!), "Élèves couverts en partie": written(partlyCovered!),
  "Élèves sans stage": written(uncovered!), "Dont conventions sur papier": written(onPaper!), "Taux de couverture": written(rate!),
});

describe("figures as a file", () => {
  it("are asked for by their reader, and come to whoever has the link, all of them and as the graph has them", async () => {
    const { link } = await ask("rectorat", { ...COVERAGE, academy });
    const schools = world.schools.filter((school) => school.academy === academy).length + MORE_SCHOOLS;
    expect(link!.rows).toBe(1 + 3 + schools);
    const response = await fetched(link!);
    expect(response.status).toBe(200);
    expect(response.headers.get("x-stages-rows")).toBe(String(link!.rows));
    const [headers, whole, ...others] = read(await response.text());
    expect(1 + others.length).toBe(link!.rows);
    const client = await platform.as("rectorat");
    const { data } = await client.ask<{ academy: { name: string; coverage: Counts } }>(`{ academy(code: "${academy}") { name coverage { ${COUNTS} } } }`);
    expect(data!.academy.coverage["enrolled"]).toBeGreaterThan(0);
    expect(Object.fromEntries(headers!.map((header, index) => [header, whole![index]]))).toMatchObject({ "Niveau": "Académie", "Code": academy, "Nom": data!.academy.name, ...counted(data!.academy.coverage) });
    const names = others.map(([, , name]) => name);
    expect(names).toContain(`'${FORMULA}`);
    expect(names).toContain("Lycée de Tulle");
  });

  it("are of no other territory than the reader's", async () => {
    expect(await ask("rectorat", { ...COVERAGE, academy: "24" })).toEqual({ link: null, code: "FORBIDDEN" });
    expect(await ask("dasen", { ...COVERAGE, academy })).toEqual({ link: null, code: "FORBIDDEN" });
    expect(await ask("student", COVERAGE)).toEqual({ link: null, code: "FORBIDDEN" });
  });

  it("come three times, and for five minutes", async () => {
    const { link } = await ask("dasen", { figure: "LEAST_COVERED_SCHOOLS" });
    const after = Temporal.Instant.from(link!.expiresAt).add({ seconds: 1 });
    expect((await fetched(link!, { "x-stages-now": after.toString() })).status).toBe(404);
    const statuses = [];
    for (let time = 1; time <= 4; time += 1) {
      const response = await fetched(link!);
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([200, 200, 200, 404]);
  });

  it("are given to nobody once the reader's role is withdrawn", async () => {
    const { link } = await ask("rectorat", COVERAGE);
    const taken = await sql`delete from people.grants where person_id = ${uuidOf(rectorat.personId)} returning *`;
    try {
      const response = await fetched(link!);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("Ce lien ne mène plus à un fichier");
    } finally {
      await sql`insert into people.grants ${sql(taken)}`;
    }
    expect((await fetched(link!)).status).toBe(200);
  });
});

describe("each figure is the graph's", () => {
  const campaign = `campaign(id: "${world.runningCampaignId}")`;
  const limoges = `academy(code: "${academy}")`;

  it("the country's coverage by day, until this moment", () => soon(async () => {
    const { lines, name } = await fileOf("ministry", { figure: "COVERAGE_BY_DAY" });
    const { campaign: { coverage } } = await asked<{ campaign: { coverage: Counts & { series: { days: string[] } } } }>("ministry", `{ ${campaign} { coverage { ${COUNTS} series { days } } } }`);
    expect(lines).toHaveLength(coverage.series.days.length);
    expect(lines.at(-1)).toMatchObject(counted(coverage));
    expect(name).toContain("France");
  }));

  it("the country's territories, each with its own", () => soon(async () => {
    const { lines } = await fileOf("ministry", COVERAGE);
    const { campaign: { coverage } } = await asked<{ campaign: { coverage: Counts } }>("ministry", `{ ${campaign} { coverage { ${COUNTS} } } }`);
    const whole = lines.filter((line) => line["Niveau"] === "Pays");
    expect(whole).toEqual([expect.objectContaining(counted(coverage))]);
    for (const level of ["Académie", "Département", "Établissement"]) {
      const enrolled = lines.filter((line) => line["Niveau"] === level).reduce((sum, line) => sum + Number(line["Élèves inscrits"]), 0);
      expect(enrolled, level).toBe(coverage["enrolled"]);
    }
  }));

  it("the way from enrolment to a signed convention", () => soon(async () => {
    const { lines } = await fileOf("rectorat", { figure: "FUNNEL", academy });
    const { academy: { coverage, candidatureFigures } } = await asked<{ academy: { coverage: Counts; candidatureFigures: Counts } }>("rectorat", `{ ${limoges} { coverage { ${COUNTS} } candidatureFigures { studentsApplied studentsAccepted studentsConfirmed } } }`);
    const { studentsApplied, studentsAccepted, studentsConfirmed } = candidatureFigures;
    expect(studentsApplied).toBeGreaterThan(0);
    expect(lines.map((line) => line["Élèves"])).toEqual([coverage["enrolled"], studentsApplied, studentsAccepted, studentsConfirmed, coverage["covered"]! + coverage["partlyCovered"]!, coverage["covered"]].map(String));
  }));

  it("the schools with most uncovered students, the most first", () => soon(async () => {
    const { lines } = await fileOf("dasen", { figure: "LEAST_COVERED_SCHOOLS" });
    const { department: { leastCovered } } = await asked<{ department: { leastCovered: { school: { uai: string }; coverage: Counts }[] } }>("dasen", `{ department(code: "19") { leastCovered(first: 100) { school { uai } coverage { ${COUNTS} } } } }`);
    expect(leastCovered.length).toBeGreaterThan(1);
    expect(lines.slice(0, leastCovered.length)).toEqual(leastCovered.map(({ school, coverage }) => expect.objectContaining({ "UAI": school.uai, ...counted(coverage) })));
    expect(lines.slice(leastCovered.length).every((line) => line["Élèves sans stage"] === "0")).toBe(true);
  }));

  it("seats, by sector and by day", () => soon(async () => {
    const SEATS = "intended published taken left";
    const seats = (of: Counts) => ({ "Places annoncées": written(of["intended"]!), "Places publiées": written(of["published"]!), "Places prises": written(of["taken"]!), "Places libres": written(of["left"]!) });
    const [bySector, byDay] = await Promise.all([fileOf("ministry", { figure: "SEATS_BY_SECTOR" }), fileOf("rectorat", { figure: "SEATS_BY_DAY", by: "WEEK" })]);
    const { campaign: { seatFigures } } = await asked<{ campaign: { seatFigures: { by: { key: string; figures: Counts }[] } } }>("ministry", `{ ${campaign} { seatFigures { by(dimension: SECTOR) { key figures { ${SEATS} } } } } }`);
    expect(seatFigures.by.length).toBeGreaterThan(3);
    expect(bySector.lines).toEqual(seatFigures.by.map(({ key, figures }) => ({ "Secteur": key, "Libellé": sectorByCode(key)!.label, ...seats(figures) })));
    const { academy: { seatFigures: now } } = await asked<{ academy: { seatFigures: Counts } }>("rectorat", `{ ${limoges} { seatFigures { ${SEATS} } } }`);
    expect(byDay.lines.at(-1)).toMatchObject(seats(now));
  }));

  it("conventions by status, of a school for its head", () => soon(async () => {
    const { lines } = await fileOf("school-head", { figure: "CONVENTIONS_BY_STATUS" });
    const { viewer } = await asked<{ viewer: { schools: { conventionFigures: { byStatus: { count: number }[] } }[] } }>("school-head", "{ viewer { schools { conventionFigures { byStatus { status count } } } } }");
    const counts = viewer.schools[0]!.conventionFigures.byStatus.map(({ count }) => String(count));
    expect(counts.length).toBeGreaterThan(2);
    expect(lines.map((line) => line["Conventions"])).toEqual(counts);
  }));

  it("delays, whose medians no past day has", () => soon(async () => {
    const [{ lines }, past] = await Promise.all([fileOf("rectorat", { figure: "DELAYS" }), fileOf("rectorat", { figure: "DELAYS", on: YESTERDAY.toString() })]);
    const { academy: { candidatureFigures, conventionFigures } } = await asked<{ academy: { candidatureFigures: Counts; conventionFigures: Counts } }>("rectorat", `{ ${limoges} { candidatureFigures { medianDaysToAnswer expired farFromHome } conventionFigures { medianDaysToSign } } }`);
    const medians = (line: Line) => [line["Délai médian de réponse (jours)"], line["Délai médian de signature (jours)"]];
    expect(candidatureFigures["medianDaysToAnswer"]).not.toBeNull();
    expect(lines[0]).toMatchObject({ "Ventilation": "Ensemble", "Candidatures expirées": written(candidatureFigures["expired"]!), "Candidatures loin du domicile": written(candidatureFigures["farFromHome"]!) });
    expect(medians(lines[0]!)).toEqual([written(candidatureFigures["medianDaysToAnswer"]!), written(conventionFigures["medianDaysToSign"]!)]);
    expect(new Set(lines.map((line) => line["Ventilation"]))).toEqual(new Set(["Ensemble", "Secteur", "Type de structure", "Période"]));
    expect(past.lines.length).toBeGreaterThan(1);
    for (const line of past.lines) expect(medians(line)).toEqual(["", ""]);
  }));
});

it("of a past day is as the graph has that day, and says so by its name", async () => {
  const { lines, name } = await fileOf("dasen", { ...COVERAGE, on: YESTERDAY.toString() });
  const on = `coverage(on: "${YESTERDAY.toString()}") { ${COUNTS} }`;
  const { department, viewerSchool } = await asked<{ department: { coverage: Counts }; viewerSchool: { coverage: Counts } }>("dasen", `{ department(code: "19") { ${on} } viewerSchool: school(uai: "${TULLE}") { ${on} } }`);
  expect(name).toContain(frenchDate(YESTERDAY));
  expect(department.coverage["enrolled"]).toBeGreaterThan(0);
  expect(lines[0]).toMatchObject({ "Niveau": "Département", ...counted(department.coverage) });
  expect(lines.find((line) => line["Code"] === TULLE)).toMatchObject(counted(viewerSchool.coverage));
});

describe("students by name", () => {
  interface AccessRecord {
    readonly at: string;
    readonly reader: { readonly role: string; readonly displayName: string };
    readonly student: { readonly id: string } | null;
  }
  interface Listed<T> {
    readonly school: Readonly<Record<string, { readonly edges: readonly { readonly node: T }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } }>>;
  }
  /** All that a school lists, page by page. */
  async function listed<T>(list: string, node: string): Promise<readonly T[]> {
    const client = await platform.as("school-head");
    const query = `query($uai: ID!, $after: String) { school(uai: $uai) { ${list}(first: 100, after: $after) { edges { node { ${node} } } pageInfo { hasNextPage endCursor } } } }`;
    const nodes: T[] = [];
    let after: string | null = null;
    do {
      const answer: Listed<T> = await client.need<Listed<T>>(query, { uai: TULLE, after });
      const { edges, pageInfo } = answer.school[list]!;
      nodes.push(...edges.map((edge) => edge.node));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    return nodes;
  }

  it("come to the head of their school, whose register says who has read them", async () => {
    const { viewer } = await asked<{ viewer: { displayName: string } }>("school-head", "{ viewer { displayName } }");
    const uncovered = (await listed<{ student: { id: string; lastName: string } }>("uncoveredStudents", "student { id lastName }")).map(({ student }) => student);
    expect(uncovered.length).toBeGreaterThan(100);
    const before = systemClock();
    const { lines } = await fileOf("school-head", { figure: "UNCOVERED_STUDENTS" });
    expect(lines.map((line) => line["Nom"])).toEqual(uncovered.map(({ lastName }) => lastName));
    await vi.waitFor(async () => {
      const records = (await listed<AccessRecord>("accessRecords", "at reader { role displayName } student { id }")).filter(({ at }) => Temporal.Instant.compare(before, Temporal.Instant.from(at)) <= 0);
      expect(new Set(records.map(({ student }) => student!.id))).toEqual(new Set(uncovered.map(({ id }) => id)));
      for (const { reader } of records) expect(reader).toEqual({ role: "SCHOOL_HEAD", displayName: viewer.displayName });
    }, { timeout: 30_000, interval: 250 });
  });

  it.each(["rectorat", "dasen", "ministry"] as const)("are refused to the %s", async (who) => {
    expect(await ask(who, { figure: "UNCOVERED_STUDENTS", schoolUai: TULLE })).toEqual({ link: null, code: "FORBIDDEN" });
  });
});
