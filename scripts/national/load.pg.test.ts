import { canBecome as candidatureCanBecome } from "@stages/candidatures/domain/lifecycle.ts";
import { canBecome as conventionCanBecome } from "@stages/conventions/domain/lifecycle.ts";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import { canBecome as offerCanBecome } from "@stages/offers/domain/lifecycle.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { isFullSize } from "@stages/testing/full-size.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askPlainSql } from "../bench/analytics/plain-sql.ts";
import { loadNational } from "./load.ts";
import { openSchools } from "./schools.ts";

/** In September of the year of the stages: every status there is, and feedback. */
const UNTIL = Temporal.Instant.from("2024-09-20T18:00:00Z");
const AMONG_THE_STAGES = Temporal.Instant.from("2024-06-20T18:00:00Z");

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  if (!isFullSize) return;
  database = await freshDatabase("national", async (url) => {
    const subgraphs = Object.values(createSubgraphs({ databaseUrl: url, clock: () => UNTIL }));
    for (const subgraph of subgraphs) await subgraph.migrate();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });
  await loadNational(database.url, { campaign: CAMPAIGN_2024, until: AMONG_THE_STAGES, schools: await someSchools() });
  sql = connectSql({ url: database.url, name: "test", max: 1 });
});
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});

async function someSchools() {
  const { schools, ...told } = await openSchools();
  return { ...told, schools: schools.filter(({ academy }) => academy === "22" || academy === "27").filter((_, rank) => rank % 45 === 0) };
}

const count = async (statement: string) => Number((await sql.unsafe<{ count: string }[]>(`select count(*) as count from ${statement}`))[0]!.count);

/** The bench insists on the same of the whole; here it takes half a minute, in `npm run prove:races`. */
describe.runIf(isFullSize)("a national load, of a few schools", () => {
  it("takes only the steps of the tables, in their order, to the status of the row", async () => {
    const lives = [
      ["candidatures.candidatures", "candidatures.history", "candidature_id", candidatureCanBecome],
      ["conventions.conventions", "conventions.history", "convention_id", conventionCanBecome],
      ["offers.offers", "offers.history", "offer_id", offerCanBecome],
    ] as const;
    for (const [table, history, id, canBecome] of lives) {
      const steps = await sql.unsafe<{ from: string | null; to: string }[]>(`select distinct "from", "to" from ${history}`);
      expect(steps.length, table).toBeGreaterThan(5);
      expect(steps.filter(({ from, to }) => from !== null && !(canBecome as (from: string | null, to: string) => boolean)(from, to)), table).toEqual([]);
      const walked = `(select ${id}, at, "from", "to", lag("to") over life as was, lag(at) over life as before, lead(id) over life as next from ${history} window life as (partition by ${id} order by id)) step`;
      expect(await count(`${walked} where "from" is distinct from was or at < before or at > '${AMONG_THE_STAGES.toString()}'`), table).toBe(0);
      expect(await count(`${table} t full join (select * from ${walked} where next is null) last on last.${id} = t.id where t.status is distinct from last."to"`), table).toBe(0);
    }
  });

  it("overbooks no offer, sends nobody to two stages at once, leaves nothing overdue", async () => {
    expect(await count("offers.offers o where o.seats_taken > o.seats or o.seats_taken <> (select count(*) from candidatures.candidatures c where c.offer_id = o.id and c.status in ('ACCEPTED', 'CONFIRMED'))")).toBe(0);
    const weeks = "case period when 'BOTH_WEEKS' then 3 when 'WEEK_1' then 1 else 2 end";
    expect(await count(`(select from conventions.conventions where status in ('SIGNED', 'COMPLETED') group by student_id having sum(${weeks}) <> bit_or(${weeks})) covered`)).toBe(0);
    expect(await count("candidatures.candidatures where status in ('SUBMITTED', 'READ') and last_day_to_answer < '2024-06-20' or status = 'ACCEPTED' and last_day_to_confirm < '2024-06-20'")).toBe(0);
    expect(await count("offers.offers where status = 'PUBLISHED' and seats_taken = seats")).toBe(0);
    expect(await count("conventions.conventions c left join candidatures.candidatures a on a.id = c.candidature_id where c.origin <> 'SCHOOL' and (a.student_id, a.offer_id, a.school_uai, a.academy) is distinct from (c.student_id, c.offer_id, c.school_uai, c.academy)")).toBe(0);
  });

  it("is counted by the platform and by plain SQL alike", async () => {
    const subgraphs = createSubgraphs({ databaseUrl: database.url, clock: () => AMONG_THE_STAGES });
    for (const subgraph of Object.values(subgraphs)) {
      await subgraph.rebuildStatistics();
      expect((await subgraph.recount()).differences).toEqual([]);
      await subgraph.stop();
    }
    const { dashboard } = await askPlainSql(sql, { campaignId: "2024", academy: "22", until: "2024-06-20", schools: 3 });
    const [told] = await sql<{ enrolled: number; covered: number; partlyCovered: number; onPaper: number }[]>`
      select students_enrolled as enrolled, students_covered as covered, students_partly_covered as "partlyCovered", students_on_paper as "onPaper"
      from conventions.rollups where campaign_id = '2024' and academy = '22' and department = '' and breakdown = ''`;
    expect(told).toEqual(dashboard.coverage);
    expect(dashboard.series.at(-1)).toEqual({ day: "2024-06-20", ...dashboard.coverage });
  });
});
