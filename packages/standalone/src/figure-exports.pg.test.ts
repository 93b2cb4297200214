import type { PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { actorIn } from "@stages/testing/wall.ts";
import { parse } from "csv-parse/sync";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const world = demonstrationWorld({ today: civilDateOf(systemClock()) });
const rectorat = actorIn(world, "rectorat") as { readonly personId: `person_${string}`; readonly academies: readonly string[] };
const [academy] = rectorat.academies as [string];
/** More than twenty pages. */
const MORE_SCHOOLS = 2_100;
const FORMULA = `=HYPERLINK("http://exemple.test";"Lycée")`;

let platform: PlatformUnderTest;
let sql: postgres.Sql;

beforeAll(async () => {
  platform = await platformUnderTest("in-process");
  sql = postgres(platform.databaseUrl, { max: 1, onnotice: () => {} });
  await sql`
    insert into people.schools (uai, name, sector, address_line, postcode, commune_code, commune_name, academy, department_code, search_text)
    select 'T' || lpad(n::text, 7, '0'), case n when 1 then ${FORMULA} when 2 then E'Lycée\r\nde Tulle' else 'Lycée n° ' || n end, 'PUBLIC', '', '19000', '19272', 'Tulle', ${academy}, '19', 'a ' || lpad(n::text, 7, '0')
    from generate_series(1, ${MORE_SCHOOLS}) n`;
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
    const { data } = await client.ask<{ academy: { name: string; coverage: Record<string, number> } }>(`{ academy(code: "${academy}") { name coverage { enrolled covered partlyCovered uncovered onPaper rate } } }`);
    const { enrolled, covered, partlyCovered, uncovered, onPaper, rate } = data!.academy.coverage as Record<string, number>;
    expect(enrolled).toBeGreaterThan(0);
    expect(Object.fromEntries(headers!.map((header, index) => [header, whole![index]]))).toMatchObject({
      "Niveau": "Académie", "Code": academy, "Nom": data!.academy.name,
      "Élèves inscrits": String(enrolled), "Élèves couverts": String(covered), "Élèves couverts en partie": String(partlyCovered), "Élèves sans stage": String(uncovered), "Dont conventions sur papier": String(onPaper),
      "Taux de couverture": String(Math.round(rate! * 10_000) / 10_000).replace(".", ","),
    });
    const names = others.map(([, , name]) => name);
    expect(names).toContain(`'${FORMULA}`);
    expect(names).toContain("Lycée de Tulle");
  });

  it("are of no other territory than the reader's", async () => {
    expect(await ask("rectorat", { ...COVERAGE, academy: "24" })).toEqual({ link: null, code: "FORBIDDEN" });
    expect(await ask("dasen", { ...COVERAGE, academy })).toEqual({ link: null, code: "FORBIDDEN" });
    expect(await ask("rectorat", { figure: "UNCOVERED_STUDENTS", schoolUai: world.schools.find((school) => school.academy === academy)!.uai })).toEqual({ link: null, code: "FORBIDDEN" });
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
