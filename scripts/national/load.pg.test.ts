import { NO_RATES } from "@stages/gateway/limits.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canBecome as candidatureCanBecome } from "@stages/candidatures/domain/lifecycle.ts";
import { canBecome as conventionCanBecome } from "@stages/conventions/domain/lifecycle.ts";
import { verifyConvention } from "@stages/conventions/operations/verify-convention.ts";
import { connect, type Connection, connectSql, type Sql } from "@stages/database/connection.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { canBecome as offerCanBecome } from "@stages/offers/domain/lifecycle.ts";
import { startInProcessPlatform } from "@stages/standalone/in-process-platform.ts";
import type { Platform } from "@stages/standalone/platform.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askPlainSql } from "../bench/analytics/plain-sql.ts";
import { countAccounts, headAccount, hostAccount, representativeAccount, studentAccount } from "./accounts.ts";
import { AnotherLoadError, loadNational, openingOf } from "./load.ts";
import { openedRows } from "./opened-rows.ts";
import { type NationalSchools, openSchools } from "./schools.ts";

const AMONG_THE_STAGES = Temporal.Instant.from("2024-06-20T18:00:00Z");
let schools: NationalSchools;
const demand = (until = AMONG_THE_STAGES) => ({ campaign: CAMPAIGN_2024, until, schools });

const databases: TestDatabase[] = [];
async function migrated(): Promise<string> {
  const database = await freshDatabase("national", async (url) => {
    const subgraphs = Object.values(createSubgraphs({ databaseUrl: url, clock: () => AMONG_THE_STAGES }));
    for (const subgraph of subgraphs) await subgraph.migrate();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });
  databases.push(database);
  return database.url;
}

/** Of two académies, some of no student. */
async function someSchools(): Promise<NationalSchools> {
  const { schools, ...told } = await openSchools();
  return { ...told, schools: schools.filter(({ academy, students }) => (academy === "22" || academy === "27") && students < 150).filter((_, rank) => rank % 10 === 0) };
}

let url: string;
let sql: Sql;
let connection: Connection;
beforeAll(async () => {
  schools = await someSchools();
  url = await migrated();
  await loadNational(url, demand());
  sql = connectSql({ url, name: "test", max: 1 });
  connection = connect({ url, name: "test", max: 2 });
});
afterAll(async () => {
  await connection?.close();
  await sql?.end();
  for (const database of databases) await database.drop();
});

const count = async (statement: string) => Number((await sql.unsafe<{ count: string }[]>(`select count(*) as count from ${statement}`))[0]!.count);

describe("a national load, of a few schools", () => {
  it("takes only the steps of the tables, in their order, to the status of the row", async () => {
    const lives = [
      ["candidatures.candidatures", "candidatures.history", "candidature_id", candidatureCanBecome],
      ["conventions.conventions", "conventions.history", "convention_id", conventionCanBecome],
      ["offers.offers", "offers.history", "offer_id", offerCanBecome],
    ] as const;
    for (const [table, history, id, canBecome] of lives) {
      const steps = await sql.unsafe<{ from: string | null; to: string }[]>(`select distinct "from", "to" from ${history}`);
      expect(steps.length, table).toBeGreaterThan(3);
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
    const subgraphs = createSubgraphs({ databaseUrl: url, clock: () => AMONG_THE_STAGES });
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

  it("is the same a second time, once what is sealed is opened: nothing of it stays closed", async () => {
    const again = await migrated();
    await loadNational(again, demand());
    const other = connect({ url: again, name: "test", max: 2 });
    const [first, second] = [await openedRows(connection.db), await openedRows(other.db)];
    await other.close();
    for (const table of ["people.persons", "people.legal_representatives", "candidatures.candidatures", "conventions.evidence", "offers.vocabulary"]) expect(first[table]!.length, table).toBeGreaterThan(20);
    for (const [table, rows] of Object.entries(first)) expect(rows, table).toEqual(second[table]);
  });

  it("keeps what was asked for, and refuses to be mixed with another", async () => {
    expect((await loadNational(url, demand())).seconds).toBe(0);
    await expect(loadNational(url, demand(openingOf(CAMPAIGN_2024)))).rejects.toThrow(AnotherLoadError);
  });

  it("has chains of evidence in which the platform finds nothing, and a document each", async () => {
    const signed = await sql<{ id: string; uai: string }[]>`select id, school_uai as uai from conventions.conventions where status in ('SIGNED', 'COMPLETED', 'SIGNING') order by id limit 40`;
    const kinds = await sql<{ kind: string }[]>`select distinct kind || ' ' || capacity as kind from conventions.evidence`;
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["PAPER SCHOOL_HEAD", "SIGNED HOST_MANAGER", "SIGNED LEGAL_REPRESENTATIVE", "SIGNED SCHOOL_HEAD"]));
    expect(signed.length).toBeGreaterThan(20);
    for (const { id, uai } of signed) {
      const head = { role: "SCHOOL_HEAD", personId: idFromUuid("person", id), schoolUais: [uai as Uai] } as const;
      expect(await verifyConvention(connection.db, { authorities: [], timeStamping: [] } as never, idFromUuid("convention", id), head)).toEqual({ isIntact: true, findings: [] });
    }
    expect(await count("conventions.evidence_chains where completed_at is not null"), "or they would all be drawn and sealed at the next start").toBe(0);
  });
});

describe("until students may come", () => {
  it("there is a market, and not one candidature", async () => {
    const morning = await migrated();
    const { rows } = await loadNational(morning, demand(openingOf(CAMPAIGN_2024)));
    expect(rows["candidatures.candidatures"]! + rows["conventions.conventions"]! + rows["candidatures.bookings"]!).toBe(0);
    expect(rows["people.students"]).toBe(await count("people.students"));
    const opening = connectSql({ url: morning, name: "test", max: 1 });
    const [market] = await opening<{ published: number; late: number }[]>`select count(*) filter (where status = 'PUBLISHED')::int as published, count(*) filter (where published_at > ${openingOf(CAMPAIGN_2024).toString()})::int as late from offers.offers`;
    await opening.end();
    expect(market!.published).toBeGreaterThan(rows["people.students"]! / 5);
    expect(market!.late).toBe(0);
  });
});

describe("its accounts", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "stages-national-"));
  let platform: Platform;
  let issuer: Awaited<ReturnType<typeof openDevelopmentIssuer>>;
  beforeAll(async () => {
    issuer = await openDevelopmentIssuer(dataDir);
    platform = await startInProcessPlatform({ mode: "in-process", databaseUrl: url, dataDir, identity: { development: false, issuers: [issuer.issuer] }, clock: () => AMONG_THE_STAGES, port: 0, door: { liveLimits: NO_RATES } });
  });
  afterAll(async () => {
    await platform?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ask = async (name: string, query: string) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${await issuer.issue({ name })}` };
    const answer = (await (await fetch(platform.url, { method: "POST", headers, body: JSON.stringify({ query }) })).json()) as { readonly data: Record<string, never>; readonly errors?: unknown };
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };

  it("read their own through the graph: a student, who sees offers near home; a parent, a host and a head", async () => {
    const { students, hosts, schoolUais } = await countAccounts(sql);
    expect([students, hosts]).toEqual([await count("people.students"), await count("offers.hosts")]);
    const seen = await ask(studentAccount(students), "{ viewer { displayName student { firstName birthDate home { communeName } legalRepresentatives { lastName } candidatures { motivation distanceKm offer { title tutor { name } } } } } searchSuggestions(text: \"découv\") { value } }");
    expect(seen).toMatchObject({ viewer: { displayName: expect.stringMatching(/^\S+ \S+/), student: { firstName: expect.any(String), home: { communeName: expect.any(String) } } } });
    expect(await ask(representativeAccount(1), "{ viewer { role displayName } }")).toMatchObject({ viewer: { role: "LEGAL_REPRESENTATIVE" } });
    expect(await ask(hostAccount(1), "{ viewer { hosts { legalName siret offers(first: 1) { edges { node { title } } } } } }")).toMatchObject({ viewer: { hosts: [{ legalName: expect.stringContaining("(démonstration)") }] } });
    expect(await ask(headAccount(schoolUais[0]!), "{ conventions(first: 3) { edges { node { status student { lastName } } } } }")).toMatchObject({ conventions: { edges: expect.any(Array) } });
  });
});
