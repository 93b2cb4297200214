import { createPeopleSubgraph } from "@stages/people/subgraph.ts";
import { freshDatabase, migratedBy } from "@stages/testing/database.ts";
import { expect, it } from "vitest";
import { type Proof, proveNotifications, type ProofOptions } from "../../../scripts/notifications/prove-notifications.ts";

async function prove(options: Omit<ProofOptions, "databaseUrl" | "seed" | "speed" | "killEveryMs">): Promise<Proof> {
  const database = await freshDatabase("people", migratedBy((databaseUrl) => createPeopleSubgraph({ databaseUrl, clock: () => Temporal.Now.instant(), onFailure: (error) => console.error(error) })));
  try {
    return await proveNotifications({ databaseUrl: database.url, seed: 2027, speed: 300, killEveryMs: 600, ...options });
  } finally {
    await database.drop();
  }
}

/** `npm run prove:notifications` does the same with 10 000. */
it("of two hundred notifications, through dispatchers that are killed at any instant, none is missing and none double at what honours the key", async () => {
  const proof = await prove({ notifications: 200 });
  expect(proof).toMatchObject({ missing: 0, double: 0, astray: 0 });
  expect(proof.kills).toBeGreaterThan(0);
});

it("many are double where each dispatcher sends what it finds, under keys of its own: the control", async () => {
  expect((await prove({ notifications: 40, naive: "SEND" })).double).toBeGreaterThan(0);
});
