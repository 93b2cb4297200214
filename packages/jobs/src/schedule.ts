import type { Transaction } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";
import { jobsSchemaOf } from "./schema-of.ts";
import { TRIES } from "./tries.ts";

/** What is to be done, and from when on. Ids alone: nothing in a job is about anyone. */
export interface Scheduled {
  readonly task: string;
  /** Of the row that says whether there is anything to do; null for a pass over all of them. */
  readonly id: string | null;
  readonly at: Temporal.Instant;
  /** One job a key: another one under it takes its place. */
  readonly key: string;
}

/** In a transaction of the platform's: the job is there if, and only if, what it is for is. Request roles go by a `Wake`. */
export async function schedule(tx: Transaction, subgraph: string, { task, id, at, key }: Scheduled): Promise<void> {
  const due = at.toString();
  await tx.execute(sql`
    select ${sql.identifier(jobsSchemaOf(subgraph))}.add_job(
      ${task}, payload => json_build_object('id', ${id}::text, 'at', ${due}::timestamptz), run_at => ${due}::timestamptz, job_key => ${key}, max_attempts => ${TRIES})`);
}
