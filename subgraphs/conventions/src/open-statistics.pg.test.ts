import { type Connection, connect } from "@stages/database/connection.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { ACADEMIES } from "@stages/reference/academies.ts";
import type { PublicCoverage } from "@stages/statistics/public-coverage.ts";
import { lineOfPublicCoverage } from "@stages/statistics/published-line.ts";
import { boundsOfHidden } from "@stages/statistics/subtraction.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { open } from "./domain/convention.ts";
import { aCampaign, ACTORS, HOST, SCHOOL } from "./domain/fixtures.ts";
import { insertConvention } from "./persistence/conventions.ts";
import { mirrorCampaign, mirrorSchool, mirrorStudent } from "./persistence/mirror.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** A Thursday: what is told is of Sunday the 16th. */
const THURSDAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
const SUNDAY = "2027-05-16";
const COUNTS = "enrolled covered partlyCovered uncovered";
const ASKED = `query($campaignId: ID) { openStatistics(campaignId: $campaignId) { campaignId day note coverage { ${COUNTS} rate isHidden } academies { code name coverage { ${COUNTS} } departments { code name coverage { ${COUNTS} } } } } }`;

interface Line {
  readonly code: string;
  readonly name: string;
  readonly coverage: PublicCoverage & { readonly rate: number | null; readonly isHidden: boolean };
}
interface Told extends Omit<Line, "code" | "name"> {
  readonly campaignId: string;
  readonly day: string;
  readonly note: string;
  readonly academies: readonly (Line & { readonly departments: readonly Line[] })[];
}

let database: TestDatabase;
let admin: Connection;
let subgraphs: Subgraph[];

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => THURSDAY, onFailure: (error) => console.error(error) });

beforeAll(async () => {
  database = await freshDatabase("open_statistics", migratedBy(create));
  admin = connect({ url: database.url, name: "test", max: 2 });
  subgraphs = [create(database.url), create(database.url)];
  await admin.db.transaction((tx) => mirrorCampaign(tx, campaignFact(aCampaign)));
});

afterAll(async () => {
  for (const subgraph of subgraphs) await subgraph.stop();
  await admin.close();
  await database.drop();
});

async function ask(campaignId: string | null = null, { actor = ANONYMOUS as Actor, now = THURSDAY, subgraph = subgraphs[0]! } = {}): Promise<Told | null> {
  const { data, errors } = await inProcessTransport(subgraph).execute({ query: ASKED, variables: { campaignId }, caller: { actor, now, requestId: "test" } });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data!["openStatistics"])) as Told | null;
}

type Counted = readonly [academy: string, department: string, enrolled: number, covered: number, partly: number];

/** As the fold leaves them, by département, which is all that is read. */
const counted = (campaignId: string, day: string, rows: readonly Counted[]) =>
  admin.db.transaction(async (tx) => {
    for (const [academy, department, enrolled, covered, partly] of rows) {
      await tx.execute(sql`insert into conventions.daily_rollups (campaign_id, academy, department, school_uai, breakdown, day, students_enrolled, students_covered, students_partly_covered)
        values (${campaignId}, ${academy}, ${department}, '', '', ${day}, ${enrolled}, ${covered}, ${partly})`);
    }
  });

/** Of the same days: the first of them is the current one. */
const another = (id: string) => admin.db.transaction((tx) => mirrorCampaign(tx, campaignFact({ ...aCampaign, id })));

const lineOf = ({ coverage, academies }: Told) =>
  lineOfPublicCoverage({
    ...coverage,
    academies: academies.map(({ code, coverage, departments }) => ({ code, ...coverage, departments: departments.map(({ code, coverage }) => ({ code, ...coverage })) })),
  });

describe("a visitor", () => {
  it("is told exact figures of last Sunday, and nothing below five", async () => {
    await another("2101");
    await counted("2101", "2027-05-10", [["22", "19", 300, 90, 10], ["22", "87", 400, 200, 30], ["22", "23", 100, 3, 20], ["24", "94", 900, 500, 60]]);
    await counted("2101", SUNDAY, [["22", "87", 0, 5, -1]]);
    await counted("2101", "2027-05-17", [["24", "94", 0, 100, 0]]);
    const told = (await ask("2101"))!;
    expect(told).toMatchObject({ campaignId: "2101", day: SUNDAY, coverage: { enrolled: 1700, covered: 798, partlyCovered: 119, uncovered: 783, rate: 798 / 1700, isHidden: false } });
    expect(told.note).toBe("Chiffres arrêtés au dimanche 16 mai 2027, à minuit. Les nombres inférieurs à 5 ne sont pas publiés, ni ceux qui permettraient de les retrouver : une case vide n'est pas un zéro.");
    expect(told.academies.map(({ name, coverage, departments }) => ({ name, ...coverage, departments: departments.map(({ name, coverage }) => [name, ...Object.values(coverage)]) }))).toEqual([
      {
        name: "Limoges", enrolled: 800, covered: 298, partlyCovered: 59, uncovered: 443,
        departments: [["Corrèze", 300, null, null, null], ["Creuse", 100, null, null, null], ["Haute-Vienne", 400, 205, 29, 166]],
      },
      { name: "Créteil", enrolled: 900, covered: 500, partlyCovered: 60, uncovered: 340, departments: [["Val-de-Marne", 900, 500, 60, 340]] },
    ]);
    expect((await boundsOfHidden(lineOf(told))).filter(({ low, high }) => high - low < 4)).toEqual([]);
  });

  it("is told nothing of a campaign that is not known, nor figures of one that has none", async () => {
    await another("2102");
    expect(await ask("2050")).toBeNull();
    expect(await ask("2102")).toMatchObject({ coverage: { enrolled: null, covered: null, rate: null, isHidden: true }, academies: [] });
  });

  it("is told the same as the ministry, and by every replica, until Monday at six", async () => {
    await another("2103");
    await counted("2103", SUNDAY, [["22", "19", 300, 90, 10], ["24", "94", 900, 500, 60]]);
    const told = await ask("2103");
    await counted("2103", "2027-05-18", [["24", "94", 0, 100, 0]]);
    expect(await ask("2103", { actor: ACTORS.ministry })).toEqual(told);
    expect(await ask("2103", { subgraph: subgraphs[1]!, now: Temporal.Instant.from("2027-05-24T03:59:59Z") })).toEqual(told);
    expect(await ask("2103", { subgraph: subgraphs[1]!, now: Temporal.Instant.from("2027-05-24T04:00:00Z") })).toMatchObject({ day: "2027-05-23", coverage: { covered: 690 } });
  });

  it("is told what the triggers and the fold have counted of real students", async () => {
    const lycees = [["0190001H", 9], ["0870001A", 12], ["0230001B", 8]] as const;
    await admin.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('stages.today', ${SUNDAY}, true)`);
      for (const [uai, covered] of lycees) {
        await mirrorSchool(tx, { uai: uai as typeof SCHOOL, name: "Lycée", address: "19000 Tulle", academy: "22" });
        for (let n = 0; n < 20; n += 1) {
          const studentId = newId("student");
          await mirrorStudent(tx, { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2011-09-01"), className: "2de 3", schoolUai: uai as typeof SCHOOL, academy: "22", campaignId: aCampaign.id });
          if (n >= covered) continue;
          const openedAt = Temporal.Instant.from("2027-05-12T10:00:00Z");
          const convention = open({ id: newId("convention"), origin: "SCHOOL", candidatureId: null, offerId: null, hostId: HOST, studentId, schoolUai: uai as typeof SCHOOL, academy: "22", campaignId: aCampaign.id, period: "BOTH_WEEKS", openedAt });
          await insertConvention(tx, convention, { actor: PLATFORM, now: openedAt });
          await tx.execute(sql`insert into conventions.history (convention_id, "from", "to", at, by_role) values (${uuidOf(convention.id)}, 'DRAFT', 'SIGNED', ${openedAt.toString()}, 'PLATFORM')`);
        }
      }
    });
    await subgraphs[0]!.recount();
    const told = (await ask())!;
    expect(told.campaignId).toBe(aCampaign.id);
    // Nobody is partly covered: the two other columns are one.
    expect(told.coverage).toMatchObject({ enrolled: 60, covered: 29, partlyCovered: null, uncovered: null });
    expect(told.academies[0]!.departments.map(({ code, coverage }) => [code, coverage.covered])).toEqual([["19", 9], ["23", 8], ["87", 12]]);
  });
});

describe("no hidden count can be found in an answer", () => {
  const departments = ACADEMIES.flatMap(({ code, departmentCodes }) => departmentCodes.map((department) => [code, department] as const));
  const size = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 60 }) }, { weight: 3, arbitrary: fc.integer({ min: 100, max: 12_000 }) });
  const country = fc.array(fc.tuple(size, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })), { minLength: departments.length, maxLength: departments.length });

  it.each([1, 2, 3, 4])("of a country drawn by chance (%s)", async (seed) => {
    const campaignId = `211${seed}`;
    const rows = fc.sample(country, { seed, numRuns: 1 })[0]!.map(([enrolled, covered, partly], index): Counted => {
      const coveredStudents = Math.floor((enrolled * covered) / 100);
      return [...departments[index]!, enrolled, coveredStudents, Math.floor(((enrolled - coveredStudents) * partly) / 300)];
    });
    await another(campaignId);
    await counted(campaignId, SUNDAY, rows);
    const told = (await ask(campaignId))!;
    const lines = told.academies.flatMap(({ departments }) => departments);
    expect(lines.filter(({ coverage }) => coverage.covered !== null).length).toBeGreaterThan(5);
    for (const { code, coverage } of lines.filter(({ coverage }) => coverage.covered !== null)) {
      const [, , enrolled, covered] = rows.find(([, department]) => department === code)!;
      expect(coverage).toMatchObject({ enrolled, covered });
    }
    const bounds = await boundsOfHidden(lineOf(told));
    expect(bounds.length).toBeGreaterThan(0);
    expect(bounds.filter(({ low, high }) => high - low < 4)).toEqual([]);
  });
});
