import { createConventionsSubgraph } from "@stages/conventions/subgraph.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { expect, it } from "vitest";
import { proveAbsences } from "../../../scripts/absences/prove-absences.ts";

/** `scripts/prove-absences.ts` does the same with 1 000, and measures how late the latest is. */
it("a hundred chains, through processes that are killed at any instant: no step lost, none twice, every late one escalated once", async () => {
  const database = await freshDatabase("conventions", async (databaseUrl) => {
    const subgraph = createConventionsSubgraph({ databaseUrl, clock: () => Temporal.Instant.from("2027-05-20T10:00:00Z"), onFailure: (error) => console.error(error) });
    await subgraph.migrate();
    await subgraph.stop();
  });
  try {
    const proof = await proveAbsences({ databaseUrl: database.url, absences: 100, seed: 2027, killEveryMs: 1_500, variety: 2 });
    expect(proof.faults).toEqual([]);
    expect(proof.kills).toBeGreaterThan(2);
    expect(proof.escalations).toBeGreaterThan(100);
    // The naive way, a timer in the process that took the step, would not have seen the day's end.
    expect(proof.lostInMemory).toBeGreaterThan(0);
  } finally {
    await database.drop();
  }
});
