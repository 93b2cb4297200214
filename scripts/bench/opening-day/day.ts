import { connectSql, type Sql } from "@stages/database/connection.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { loadNational, openingOf } from "../../national/load.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import { type BenchWorld, openBenchWorld } from "../lib/bench-world.ts";

/** Where the day is played. */
export interface Day {
  readonly world: BenchWorld;
  readonly sql: Sql;
  readonly campaignId: string;
  /** At which instant the platform's clock begins. */
  readonly opening: Temporal.Instant;
  readonly source: string;
}

const CAMPAIGN = CAMPAIGN_2024;
/** At eight in the morning, when people wake up. */
const HOUR = 8;
/** Of the students of a school, one in so many plays: a part of the country that has all of them is large enough. */
const STUDENTS_A_PLAYER = 14;

/** The country on the morning of the opening: hosts, their published offers, every student, not one candidature. A part of it for a small crowd. */
export async function openDay(run: BenchmarkRun): Promise<Day> {
  const world = await openBenchWorld(run, `opening-day-${run.students ?? "country"}`);
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  run.started.defer(() => sql.end());
  const part = run.students === null ? {} : { students: run.students * STUDENTS_A_PLAYER };
  const loaded = await loadNational(world.databaseUrl, { campaign: CAMPAIGN, until: openingOf(CAMPAIGN), ...part, onProgress: (step) => run.onProgress(`Campagne nationale : ${step}`) });
  const opening = openingOf(CAMPAIGN).add({ hours: HOUR });
  if (loaded.seconds > 0) await countFirst(world, opening, run);
  return { world, sql, campaignId: CAMPAIGN.id, opening, source: `${loaded.source}; ${loaded.rows["people.students"]} students, ${loaded.rows["offers.offers"]} offers, loaded in ${loaded.seconds.toFixed(0)} s` };
}

/** What was loaded past the triggers that count. */
async function countFirst({ databaseUrl }: BenchWorld, now: Temporal.Instant, { onProgress }: BenchmarkRun): Promise<void> {
  for (const [name, subgraph] of Object.entries(createSubgraphs({ databaseUrl, clock: () => now }))) {
    onProgress(`Comptage : ${name}`);
    await subgraph.rebuildStatistics();
    await subgraph.stop();
  }
}
