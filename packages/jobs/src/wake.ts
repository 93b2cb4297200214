import { jobsSchemaOf } from "./schema-of.ts";
import { TRIES } from "./tries.ts";

/**
 * A column that says when its row is to be looked at again, and the task that looks. PostgreSQL gets a function of that name,
 * `(ids uuid[])`, by which whoever writes such rows has their jobs follow, in the same transaction. The caller says which
 * rows and nothing more: when, and whether at all, is read from the rows by the platform's role, so that calling it is
 * harmless, and calling it twice too.
 */
export interface Wake {
  readonly name: string;
  readonly task: string;
  readonly table: string;
  readonly at: string;
  /** Roles of PostgreSQL that write such rows. */
  readonly roles: readonly string[];
}

export const wakeKey = (task: string, id: string): string => `${task}/${id}`;

/** The body's names are resolved when it is made, so that no search path changes what they mean. */
export function functionOf(subgraph: string, { name, task, table, at }: Wake): string {
  const jobs = `"${jobsSchemaOf(subgraph)}"`;
  const rows = `"${subgraph}"."${table}"`;
  return `
    CREATE OR REPLACE FUNCTION "${subgraph}"."${name}"("ids" uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
      SELECT ${jobs}.remove_job('${wakeKey(task, "")}' || row_of.id) FROM ${rows} AS row_of WHERE row_of.id = ANY (ids) AND row_of."${at}" IS NULL;
      SELECT ${jobs}.add_jobs(specs.jobs) FROM (
        SELECT array_agg(ROW('${task}', json_build_object('id', row_of.id, 'at', row_of."${at}"), NULL, row_of."${at}", ${TRIES}, '${wakeKey(task, "")}' || row_of.id, NULL, NULL)::${jobs}.job_spec) AS jobs
        FROM ${rows} AS row_of WHERE row_of.id = ANY (ids) AND row_of."${at}" IS NOT NULL
      ) AS specs WHERE specs.jobs IS NOT NULL;
    END`;
}
