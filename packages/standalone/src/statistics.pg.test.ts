import { type Connection, connect } from "@stages/database/connection.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { differencesOfLastRecount } from "@stages/statistics/last-recount.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

const NOW = Temporal.Instant.from("2027-02-10T10:00:00Z");

let database: TestDatabase;
let subgraphs: Subgraphs;
let sql: postgres.Sql;
let watching: Connection;

const create = (databaseUrl: string) => createSubgraphs({ databaseUrl, clock: () => NOW, isDemonstration: true });

beforeAll(async () => {
  database = await freshDatabase("platform_statistics", async (url) => {
    const all = Object.values(create(url));
    for (const subgraph of all) await subgraph.migrate();
    for (const subgraph of all) await subgraph.stop();
  });
  subgraphs = create(database.url);
  const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-02-10") });
  for (const subgraph of Object.values(subgraphs)) await subgraph.loadDemonstration(world);
  watching = connect({ url: database.url, name: "test", max: 1 });
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});

afterAll(async () => {
  await sql.end();
  await watching.close();
  for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  await database.drop();
});

const NAMES = ["people", "offers", "candidatures", "conventions"] as const;

describe.each(NAMES)("the rollups of %s", (name) => {
  it("agree with the facts to the unit, days included", async () => {
    const { cells, differences } = await subgraphs[name].recount();
    expect(differences).toEqual([]);
    expect(cells).toBeGreaterThan(40);
  });

  it("say so when they do not, and are mended", async () => {
    const [first] = await sql`select column_name as name from information_schema.columns where table_schema = ${name} and table_name = 'rollups' and data_type = 'integer' limit 1`;
    const measure = first!["name"] as string;
    await sql.unsafe(`update ${name}.rollups set ${measure} = ${measure} + 3 where academy = '' and breakdown = ''`);
    const { differences } = await subgraphs[name].recount();
    expect(differences.length).toBeGreaterThan(0);
    // What the figure of whoever runs the platform is made of.
    expect(await differencesOfLastRecount(watching.db, name)).toBe(differences.length);
    expect((await subgraphs[name].recount()).differences).toEqual([]);
    expect(await differencesOfLastRecount(watching.db, name)).toBe(0);
  });

  it("hold the country, its académies, their départements and, where there are schools, their schools", async () => {
    const [found] = await sql.unsafe(`select count(*) filter (where academy = '')::int as country, count(*) filter (where academy <> '' and department = '')::int as academies, count(*) filter (where department <> '')::int as departments from ${name}.rollups where breakdown = ''`);
    expect(found!["country"]).toBeGreaterThan(0);
    expect(found!["academies"]).toBeGreaterThan(0);
    expect(found!["departments"]).toBeGreaterThan(0);
  });
});

describe("what happens next", () => {
  it("is counted by the triggers as a recount counts it", async () => {
    await sql.begin(async (tx) => {
      await tx`with gone as (update conventions.conventions set status = 'CANCELLED' where status in ('DRAFT', 'VALIDATED') and id::text like '%0%' returning id, status)
        insert into conventions.history (convention_id, "from", "to", at, by_role) select g.id, (select h."to" from conventions.history h where h.convention_id = g.id order by h.id desc limit 1), 'CANCELLED', ${NOW.toString()}, 'PLATFORM' from gone g`;
    });
    await sql`with gone as (update candidatures.candidatures set status = 'READ' where status = 'SUBMITTED' returning id)
      insert into candidatures.history (candidature_id, "from", "to", at, by_role) select id, 'SUBMITTED', 'READ', ${NOW.toString()}, 'HOST_MANAGER' from gone`;
    await sql`update offers.offers set status = 'UNPUBLISHED' where status = 'PUBLISHED' and id::text like '%3%'`;
    await sql`update offers.hosts set sector = 'A' where sector <> 'A' and id::text like '%3%'`;
    for (const schema of ["people", "candidatures", "conventions"]) {
      await sql.unsafe(`update ${schema}.students s set school_uai = o.school_uai, academy = o.academy from (select distinct on (academy) school_uai, academy from ${schema}.students order by academy desc) o where s.school_uai <> o.school_uai and s.id::text like '%7'`);
    }
    for (const name of NAMES) {
      const [{ waiting }] = (await sql.unsafe(`select count(*)::int as waiting from ${name}.statistics`)) as unknown as [{ waiting: number }];
      expect(waiting).toBeGreaterThan(0);
      expect({ name, differences: (await subgraphs[name].recount()).differences }).toEqual({ name, differences: [] });
    }
  });
});
