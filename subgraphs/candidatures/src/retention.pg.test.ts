import { connectSql, type Sql } from "@stages/database/connection.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { expectPurged } from "@stages/testing/expect-purged.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCandidaturesSubgraph } from "./subgraph.ts";

const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });
const create = (databaseUrl: string, now: string) =>
  createCandidaturesSubgraph({ databaseUrl, clock: () => Temporal.Instant.from(now), onFailure: (error) => console.error(error) });

let database: TestDatabase;
let sql: Sql;
const opened: Subgraph[] = [];
const at = (now: string) => {
  const subgraph = create(database.url, now);
  opened.push(subgraph);
  return subgraph;
};

beforeAll(async () => {
  database = await freshDatabase("candidatures_retention", async (url) => {
    const loading = create(url, "2027-03-01T09:00:00Z");
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  sql = connectSql({ url: database.url, name: "test", max: 1 });
  await sql`insert into candidatures.inbox (event_id, handled_at) values (gen_random_uuid(), '2025-04-29 21:59:59+00'), (gen_random_uuid(), '2025-04-29 22:00:00+00')`;
  // A week, through its last day in Paris.
  await sql`insert into candidatures.idempotency_keys (person_id, mutation, key, fingerprint, at) values
    (gen_random_uuid(), 'submitCandidature', 'allee', '', '2025-06-21 21:59:59+00'), (gen_random_uuid(), 'submitCandidature', 'gardee', '', '2025-06-21 22:00:00+00')`;
});

afterAll(async () => {
  for (const subgraph of opened) await subgraph.stop();
  await sql.end();
  await database.drop();
});

// The campaign of 2024 ended on 28 June.
describe("candidatures, once their campaign is over", () => {
  it("are kept through the last day of the year after", async () => {
    expect(await at("2025-06-28T21:59:59Z").purge()).toEqual([]);
  });

  it("go the day after with their history and the copies, and nothing else does", async () => {
    await expectPurged({
      url: database.url,
      schema: "candidatures",
      replicas: [at("2025-06-28T22:00:00Z").purge, at("2025-06-28T22:00:00Z").purge],
      gone: {
        candidatures: "t.campaign_id = '2024'",
        history: "t.candidature_id in (select id from candidatures.candidatures where campaign_id = '2024')",
        offers: "t.campaign_id = '2024'",
        students: "t.campaign_id = '2024'",
        counted_students: "t.campaign_id = '2024'",
        idempotency_keys: "t.key = 'allee'",
        inbox: "t.handled_at < '2025-04-29 22:00:00+00'",
      },
    });
  });

  it("keep their history from whoever is not the purge, and from rewriting", async () => {
    await expect(sql`delete from candidatures.history`).rejects.toThrow("append-only");
    await expect(sql`truncate candidatures.history`).rejects.toThrow("append-only");
    const rewriting = sql.begin(async (tx) => {
      await tx`select set_config('stages.purging', 'on', true)`;
      await tx`update candidatures.history set reason = null`;
    });
    await expect(rewriting).rejects.toThrow("append-only");
  });
});
