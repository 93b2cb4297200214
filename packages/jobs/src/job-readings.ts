import type { Reading } from "@stages/telemetry/measure.ts";
import type { Database } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";
import { jobsSchemaOf } from "./schema-of.ts";

/** Empty where the subgraph has no jobs. By the platform's connection, whose role owns them. */
export async function jobReadings(db: Database, subgraph: string): Promise<readonly Reading[]> {
  const jobs = `${jobsSchemaOf(subgraph)}._private_jobs`;
  const [found] = await db.execute<{ there: boolean }>(sql`select to_regclass(${jobs}) is not null as there`);
  if (!found?.there) return [];
  // Those without a key are graphile-worker's own.
  const [row] = await db.execute<{ late: string; failing: string; dead: string }>(sql`
    select
      count(*) filter (where locked_at is null and attempts < max_attempts and run_at < now() - interval '1 minute') as late,
      count(*) filter (where last_error is not null and attempts < max_attempts) as failing,
      count(*) filter (where last_error is not null and attempts >= max_attempts and locked_at is null) as dead
    from ${sql.raw(jobs)} where key is not null`);
  return [
    { metric: "stages_jobs_late", labels: { subgraph }, value: Number(row!.late) },
    { metric: "stages_jobs_failing", labels: { subgraph }, value: Number(row!.failing) },
    { metric: "stages_jobs_dead", labels: { subgraph }, value: Number(row!.dead) },
  ];
}
