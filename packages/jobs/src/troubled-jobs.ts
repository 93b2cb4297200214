import { connectSql } from "@stages/database/connection.ts";
import { jobsRoleOf, jobsSchemaOf } from "./schema-of.ts";
import { TRIES } from "./tries.ts";

/** A job that failed: it will be tried again, or not by itself any more. Of its row there is an id and nothing else. */
export interface TroubledJob {
  readonly subgraph: string;
  readonly jobId: string;
  readonly task: string;
  readonly rowId: string | null;
  readonly tries: number;
  readonly isDead: boolean;
  readonly failedAt: Temporal.Instant;
  /** When it is tried again. */
  readonly nextAt: Temporal.Instant | null;
  /** Without the parameters of what failed. */
  readonly reason: string;
}

interface Row {
  id: string;
  task: string;
  row_id: string | null;
  attempts: number;
  dead: boolean;
  failed_at: string;
  run_at: string;
  last_error: string;
}

/** Empty too where the subgraph has no jobs yet. */
export async function troubledJobs(url: string, subgraph: string): Promise<readonly TroubledJob[]> {
  return asPlatform(url, subgraph, async (sql, schema) => {
    const [found] = await sql<{ there: boolean }[]>`select to_regclass(${`${schema}._private_jobs`}) is not null as there`;
    if (!found!.there) return [];
    const rows = await sql<Row[]>`
      select j.id::text, t.identifier as task, j.payload ->> 'id' as row_id, j.attempts, j.attempts >= j.max_attempts and j.locked_at is null as dead,
        to_json(j.updated_at) #>> '{}' as failed_at, to_json(j.run_at) #>> '{}' as run_at, j.last_error
      from ${sql(schema)}._private_jobs j join ${sql(schema)}._private_tasks t on t.id = j.task_id
      where j.last_error is not null and j.key is not null order by j.id`;
    return rows.map((row) => ({
      subgraph, jobId: row.id, task: row.task, rowId: row.row_id, tries: row.attempts, isDead: row.dead, reason: row.last_error,
      failedAt: Temporal.Instant.from(row.failed_at), nextAt: row.dead ? null : Temporal.Instant.from(row.run_at),
    }));
  });
}

/** Tried again at once, as often as a new one; false where there is none, or one that is under way. */
export function runAgain(url: string, subgraph: string, jobId: string): Promise<boolean> {
  return asPlatform(url, subgraph, async (sql, schema) => {
    const rows = await sql`
      update ${sql(schema)}._private_jobs set attempts = 0, max_attempts = ${TRIES}, run_at = now(), updated_at = now()
      where id = ${jobId}::bigint and last_error is not null and locked_at is null returning id`;
    if (rows.length > 0) await sql`select pg_notify('jobs:insert', '{"count":1}')`;
    return rows.length > 0;
  });
}

/** What failed for good is kept for that long, for whoever looks why. */
export const DEAD_JOBS_DAYS = 30;

/** Dead jobs that nobody has asked for in that time. */
export function forgetDeadJobs(url: string, subgraph: string, now: Temporal.Instant): Promise<number> {
  return asPlatform(url, subgraph, async (sql, schema) => {
    const before = now.subtract({ hours: 24 * DEAD_JOBS_DAYS }).toString();
    const { count } = await sql`delete from ${sql(schema)}._private_jobs where attempts >= max_attempts and locked_at is null and updated_at < ${before}::timestamptz`;
    return count;
  });
}

async function asPlatform<T>(url: string, subgraph: string, work: (sql: ReturnType<typeof connectSql>, schema: string) => Promise<T>): Promise<T> {
  const sql = connectSql({ url, name: `${subgraph} jobs, looked at`, max: 1, role: jobsRoleOf(subgraph) });
  try {
    return await work(sql, jobsSchemaOf(subgraph));
  } finally {
    await sql.end({ timeout: 5 });
  }
}
