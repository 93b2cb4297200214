import { freshDatabase } from "@stages/testing/database.ts";
import { expect, it } from "vitest";
import { proveStatistics } from "../../../scripts/statistics/prove-statistics.ts";
import { createSubgraphs } from "./subgraphs.ts";

/** `npm run prove:statistics` does the same with 100 000, and shows that writers who count by themselves are wrong. */
it("a thousand random operations, whatever is killed meanwhile, leave rollups that say what a full recount says", async () => {
  const database = await freshDatabase("counting", async (databaseUrl) => {
    for (const subgraph of Object.values(createSubgraphs({ databaseUrl, clock: () => Temporal.Now.instant() }))) {
      await subgraph.migrate();
      await subgraph.stop();
    }
  });
  try {
    const proof = await proveStatistics({ databaseUrl: database.url, operations: 1_000, seed: 2027, killEveryMs: 1_500 });
    expect(proof.differences).toEqual([]);
    expect(proof.kills).toBeGreaterThan(0);
    expect(proof.covered).toBeGreaterThan(0);
  } finally {
    await database.drop();
  }
});
