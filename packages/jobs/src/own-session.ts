import { beforeAnotherTry } from "@stages/database/patience.ts";
import postgres from "postgres";
import { jobsRoleOf, jobsSchemaOf } from "./schema-of.ts";

/** Until when a machine that has gone without a word is taken for alive: two tries, of two seconds, after five. */
const NOTICED = { tcp_keepalives_idle: "5", tcp_keepalives_interval: "2", tcp_keepalives_count: "2" };

/** A server that was asked and says nothing for so long is gone without a word. */
const SILENCE_SECONDS = 20;

export interface OwnSession {
  readonly sql: postgres.Sql;
  /** Says to the other replicas that whatever that pool has begun is in good hands, for as long as this process lives. */
  hold(pool: string): Promise<void>;
  /** Holds anew where the session was lost, and frees what the pools of processes that are gone had begun; how much. */
  freeWhatTheDeadHold(): Promise<number>;
  /** What that clock says is due, where it is not the database's; how much. */
  bringForward(now: Temporal.Instant): Promise<number>;
  /** A job's time has not come by the platform's clock. */
  putOff(job: { readonly task: string; readonly payload: object; readonly key: string; readonly tries: number }, forMs: number): Promise<void>;
  schedule(job: { readonly task: string; readonly at: Temporal.Instant; readonly key: string; readonly tries: number }): Promise<void>;
  end(): Promise<void>;
}

/**
 * graphile-worker keeps a job that a killed process had begun for four hours. Here each runner holds an advisory lock under
 * the name of its pool, on a session of its own: PostgreSQL lets go of it in the instant in which the process is gone, and
 * whichever runner finds it free gives the jobs back.
 */
export function openOwnSession(url: string, subgraph: string): OwnSession {
  const schema = jobsSchemaOf(subgraph);
  // Types are not asked for: cut off in that question, postgres.js rejects a promise of its own, which would end the process.
  const silence = { silence_timeout: SILENCE_SECONDS };
  const sql = postgres(url, { ...silence, max: 1, connect_timeout: 3, backoff: beforeAnotherTry, fetch_types: false, idle_timeout: 0, max_lifetime: null, onnotice: () => {}, connection: { application_name: `${subgraph} jobs, held`, role: jobsRoleOf(subgraph), ...NOTICED } });
  const jobs = sql(`${schema}`);
  let held: { readonly pool: string; readonly pid: number } | null = null;

  const hold = async (pool: string) => {
    // A pool that failed is this process's no more: what it had begun is free.
    await sql`select pg_advisory_unlock_all()`;
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid from pg_advisory_lock(hashtextextended(${`jobs ${pool}`}, 0))`;
    held = { pool, pid: row!.pid };
  };
  const nudge = async (count: number) => {
    if (count > 0) await sql`select pg_notify('jobs:insert', ${JSON.stringify({ count })})`;
    return count;
  };

  return {
    sql,
    hold,

    async freeWhatTheDeadHold() {
      const mine = held;
      // One that took another's place leaves no key to the one that was under way: nobody asks for that one again.
      const rows = await sql<{ pid: number; freed: number }[]>`
        with held as materialized (select distinct locked_by as pool from ${jobs}._private_jobs where locked_by is not null and locked_by <> ${mine?.pool ?? ""}),
        dead as materialized (select pool from held where pg_try_advisory_xact_lock(hashtextextended('jobs ' || pool, 0))),
        replaced as (delete from ${jobs}._private_jobs where key is null and (locked_by is null or locked_by in (select pool from dead))),
        freed as (
          update ${jobs}._private_jobs
          set locked_at = null, locked_by = null, last_error = coalesce(last_error, 'The process ended while it ran'),
            run_at = case when attempts > 1 then now() + exp(least(attempts - 1, 10)) * interval '1 second' else now() end
          where key is not null and locked_by in (select pool from dead)
          returning id
        )
        select pg_backend_pid() as pid, (select count(*)::int from freed) as freed`;
      const { pid, freed } = rows[0]!;
      if (mine && mine.pid !== pid) await hold(mine.pool);
      return nudge(freed);
    },

    async bringForward(now) {
      const due = await sql`
        update ${jobs}._private_jobs set run_at = now()
        where is_available and attempts = 0 and run_at > now() and (payload ->> 'at')::timestamptz <= ${now.toString()}::timestamptz`;
      return nudge(due.count);
    },

    async putOff({ task, payload, key, tries }, forMs) {
      await sql`select ${jobs}.add_job(${task}, payload => ${JSON.stringify(payload)}::text::json, run_at => now() + ${forMs} * interval '1 millisecond', job_key => ${key}, max_attempts => ${tries})`;
    },

    async schedule({ task, at, key, tries }) {
      const due = at.toString();
      await sql`select ${jobs}.add_job(${task}, payload => json_build_object('at', ${due}::timestamptz), run_at => ${due}::timestamptz, job_key => ${key}, max_attempts => ${tries})`;
    },

    end: () => sql.end({ timeout: 5 }),
  };
}
