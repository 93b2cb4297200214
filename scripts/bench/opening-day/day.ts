import { connectSql, type Sql } from "@stages/database/connection.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import { type BenchWorld, openBenchWorld } from "../lib/bench-world.ts";

/** Where the day is played. */
export interface Day {
  readonly world: BenchWorld;
  readonly sql: Sql;
  readonly campaignId: string;
  /** At which instant the platform's clock begins; null for the present one. */
  readonly opening: Temporal.Instant | null;
  readonly source: string;
}

export async function openDay(run: BenchmarkRun): Promise<Day> {
  const world = await openBenchWorld(run, "opening-day");
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  run.started.defer(() => sql.end());
  const [campaign] = await sql<{ id: string }[]>`select id from candidatures.campaigns where campaign->>'studentsOpenOn' <= current_date::text order by id desc limit 1`;
  return { world, sql, campaignId: campaign!.id, opening: null, source: "the demonstration" };
}
