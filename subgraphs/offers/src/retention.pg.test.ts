import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { expectPurged } from "@stages/testing/expect-purged.ts";
import { expect, it } from "vitest";
import { createOffersSubgraph } from "./subgraph.ts";

const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });
const create = (databaseUrl: string, now: string) =>
  createOffersSubgraph({ databaseUrl, clock: () => Temporal.Instant.from(now), onFailure: (error) => console.error(error) });

it("offers go a year and a day after their campaign, and hosts stay", async () => {
  await using stopping = new AsyncDisposableStack();
  const database = await freshDatabase("offers_retention", async (url) => {
    const loading = create(url, "2027-03-01T09:00:00Z");
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  stopping.defer(() => database.drop());
  const at = (now: string) => {
    const subgraph = create(database.url, now);
    stopping.defer(() => subgraph.stop());
    return subgraph;
  };

  expect(await at("2025-06-28T21:59:59Z").purge()).toEqual([]);
  await expectPurged({
    url: database.url,
    schema: "offers",
    replicas: [at("2025-06-28T22:00:00Z").purge, at("2025-06-28T22:00:00Z").purge],
    gone: { offers: "t.campaign_id = '2024'", history: "t.offer_id in (select id from offers.offers where campaign_id = '2024')" },
  });
});
