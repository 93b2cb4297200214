import { connect, connectSql, type Sql } from "@stages/database/connection.ts";
import { purge } from "@stages/database/purge.ts";
import { roleOf } from "@stages/database/standing.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { expectPurged } from "@stages/testing/expect-purged.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { documents } from "./persistence/tables.ts";
import { retention } from "./retention.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const LOADED = Temporal.Instant.from("2027-03-01T09:00:00Z");
/** The campaign of 2026 ended a year and a day before. */
const NEXT_DAY = Temporal.Instant.from("2027-06-26T22:00:00Z");
const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });

const create = (databaseUrl: string, now: Temporal.Instant) => createConventionsSubgraph({ databaseUrl, clock: () => now, onFailure: (error) => console.error(error) });

let database: TestDatabase;
let sql: Sql;
const opened: Subgraph[] = [];
const at = (now: Temporal.Instant) => {
  const subgraph = create(database.url, now);
  opened.push(subgraph);
  return subgraph;
};

beforeEach(async () => {
  database = await freshDatabase("conventions_retention", async (url) => {
    const loading = create(url, LOADED);
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  sql = connectSql({ url: database.url, name: "test", max: 1 });
  // Half of those of 2027 become the campaign before's, of which the triggers would refuse to hear.
  await sql.unsafe(`
    set session_replication_role = replica;
    insert into conventions.campaigns select '2026', jsonb_set(jsonb_set(campaign, '{weeks,2,lastDay}', '"2026-06-26"'), '{id}', '"2026"') from conventions.campaigns where id = '2027';
    update conventions.conventions set campaign_id = '2026' where campaign_id = '2027' and substring(id::text from 36) < '8';
    update conventions.students set campaign_id = '2026' where campaign_id = '2027' and substring(id::text from 36) < '8';
    update conventions.offers set campaign_id = '2026' where campaign_id = '2027' and substring(id::text from 36) < '8';
    insert into conventions.absences (id, convention_id, day, kind, step)
      select gen_random_uuid(), (select c.id from conventions.documents d join conventions.conventions c on c.id = d.convention_id limit 1), day::date, 'ABSENT', 'REPORTED'
      from generate_series('2026-06-20'::date, '2026-06-30', '1 day') day;
    insert into conventions.absences (id, convention_id, day, kind, step)
      select gen_random_uuid(), id, '2027-06-01', 'ABSENT', 'REPORTED' from conventions.conventions c where campaign_id = '2026' and not exists (select from conventions.documents d where d.convention_id = c.id) limit 2;
    insert into conventions.absence_steps (absence_id, rank, step, at, by_person_id, by_role)
      select id, 1, 'REPORTED', '2026-06-20', gen_random_uuid(), 'TUTOR' from conventions.absences on conflict do nothing;
    insert into conventions.exam_duties (person_id, days) values (gen_random_uuid(), '["2027-03-28", "2027-01-01"]'), (gen_random_uuid(), '["2027-01-01", "2027-03-29"]'), (gen_random_uuid(), '[]');
    insert into conventions.inbox (event_id, handled_at) select gen_random_uuid(), moment from generate_series('2027-04-20 12:00+00'::timestamptz, '2027-05-05 12:00+00', '1 day') moment;
    set session_replication_role = origin;`);
});

afterEach(async () => {
  for (const subgraph of opened.splice(0)) await subgraph.stop();
  await sql.end();
  await database.drop();
});

const DRAFTS = "select c.id from conventions.conventions c where c.campaign_id <> '2027' and not exists (select from conventions.documents d where d.convention_id = c.id)";
const ABSENCES = `(day < '2026-06-27' or convention_id in (${DRAFTS}))`;

describe("conventions, a year and a day after a campaign", () => {
  it("lose its drafts, absences and copies, and keep every contract with its evidence", async () => {
    await expectPurged({
      url: database.url,
      schema: "conventions",
      replicas: [at(NEXT_DAY).purge, at(NEXT_DAY).purge],
      gone: {
        conventions: `t.id in (${DRAFTS})`,
        history: `t.convention_id in (${DRAFTS})`,
        absences: `t.id in (select id from conventions.absences where ${ABSENCES})`,
        absence_steps: `t.absence_id in (select id from conventions.absences where ${ABSENCES})`,
        students: "t.campaign_id <> '2027'",
        counted_students: "t.campaign_id <> '2027'",
        representatives: "t.student_id in (select id from conventions.students where campaign_id <> '2027')",
        offers: "t.campaign_id <> '2027'",
        exam_duties: "not exists (select from jsonb_array_elements_text(t.days) day where day >= '2027-03-29')",
        inbox: "t.handled_at < '2027-04-27 22:00:00+00'",
      },
    });
  });

  it.each([
    ["kept through the last day of the fifth year", "2029-06-28T21:59:59Z", true],
    ["gone the day after, with its document, signatures and history", "2029-06-28T22:00:00Z", false],
  ])("a contract of 2024 is %s", async (_title, now, isKept) => {
    const of2024 = "select id from conventions.conventions where campaign_id = '2024'";
    const ids = (await sql.unsafe(`select convention_id as id from conventions.documents where convention_id in (${of2024})`)).map(({ id }) => id as string);
    expect(ids.length).toBeGreaterThan(0);
    const evidence = async () => {
      const rows = await Promise.all(["documents", "evidence", "history"].map((table) => sql`select distinct convention_id from conventions.${sql(table)} where convention_id = any(${ids}::uuid[])`));
      return [(await sql`select from conventions.conventions where id = any(${ids}::uuid[])`).length, ...rows.map(({ length }) => length)];
    };
    const before = await evidence();
    await at(Temporal.Instant.from(now)).purge();
    expect(await evidence()).toEqual(isKept ? before : [0, 0, 0, 0]);
    expect((await sql`select from conventions.documents`).length).toBeGreaterThan(0);
  });

  it("would leave documents of no convention, had these no line: the comparison notices", async () => {
    const orphans = () => sql`select from conventions.documents d where not exists (select from conventions.conventions c where c.id = d.convention_id)`;
    const { db, close } = connect({ url: database.url, name: "naive", role: roleOf("conventions", "PLATFORM") });
    await purge(db, { retention: retention.filter(({ table }) => table !== documents), campaignEnds: new Map([["2024", Temporal.PlainDate.from("2024-06-28")]]), now: Temporal.Instant.from("2029-07-01T00:00:00Z") });
    await close();
    expect((await orphans()).length).toBeGreaterThan(0);
  });
});

describe("what is append-only is deleted by the purge alone", () => {
  const attempt = (role: string | null, isPurging: boolean, table: string) =>
    sql.begin(async (tx) => {
      if (role) await tx.unsafe(`set local role ${role}`);
      if (isPurging) await tx`select set_config('stages.purging', 'on', true)`;
      await tx.unsafe(`delete from conventions.${table}`);
      throw new Error("it could");
    });
  const TABLES = ["documents", "evidence", "history"];
  const REQUESTS = ["student", "school_head", "host_manager", "ministry"].map((role) => `stages_conventions_${role}`);

  it.each(TABLES)("%s: not by the platform at another moment", async (table) => {
    await expect(attempt("stages_conventions_platform", false, table)).rejects.toThrow("append-only");
  });

  it.each(TABLES)("%s: not by the owner, even saying so", async (table) => {
    await expect(attempt(null, true, table)).rejects.toThrow("append-only");
  });

  it.each(TABLES.flatMap((table) => REQUESTS.map((role) => [table, role] as const)))("%s: not by %s, even saying so", async (table, role) => {
    await expect(attempt(role, true, table)).rejects.toThrow(/permission denied|append-only/);
  });

  it.each(REQUESTS)("not by %s were it given the right to delete", async (role) => {
    for (const table of TABLES) {
      await sql.unsafe(`grant delete on conventions.${table} to ${role}`);
      await expect(attempt(role, true, table)).rejects.toThrow("append-only");
      await sql.unsafe(`revoke delete on conventions.${table} from ${role}`);
    }
  });

  it("a frozen convention neither", async () => {
    await expect(attempt("stages_conventions_platform", false, "conventions")).rejects.toThrow("frozen");
    await expect(attempt(null, true, "conventions")).rejects.toThrow("frozen");
  });

  it("while the purge can", async () => {
    for (const table of TABLES) await expect(attempt("stages_conventions_platform", true, table)).rejects.toThrow("it could");
  });

  it("and nobody rewrites any of it, the purge included", async () => {
    const rewriting = sql.begin(async (tx) => {
      await tx`set local role stages_conventions_platform`;
      await tx`select set_config('stages.purging', 'on', true)`;
      await tx`update conventions.evidence set rank = 2`;
    });
    await expect(rewriting).rejects.toThrow("append-only");
  });
});
