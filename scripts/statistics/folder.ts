import { setTimeout as delay } from "node:timers/promises";
import { MEASURES as CANDIDATURES } from "@stages/candidatures/persistence/measures.ts";
import { tellCoverage } from "@stages/conventions/operations/tell-coverage.ts";
import { MEASURES as CONVENTIONS } from "@stages/conventions/persistence/measures.ts";
import { connect, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { MEASURES as OFFERS } from "@stages/offers/persistence/measures.ts";
import { MEASURES as PEOPLE } from "@stages/people/persistence/measures.ts";
import { type Counting, foldingSweep } from "@stages/subgraph/counting.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";

/** The sweeps of the four subgraphs that fold, as a process that can be killed. */
useDevelopmentKeys();
const countings: readonly Counting[] = [{ measures: PEOPLE }, { measures: OFFERS }, { measures: CANDIDATURES }, { measures: CONVENTIONS, tellChanged: tellCoverage }];

await Promise.all(countings.map(async (counting) => {
  const { db } = connect({ url: process.env["PROOF_DATABASE_URL"]!, name: "folder", max: 2, role: roleOf(counting.measures.schema, "PLATFORM") });
  const resources = { write: writer(db, () => {}) } as unknown as Resources;
  for (;;) {
    await foldingSweep(counting).run(resources, Temporal.Now.instant());
    await delay(100);
  }
}));
