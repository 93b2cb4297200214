import { connectSql } from "@stages/database/connection.ts";
import { takeTurn } from "@stages/database/take-turn.ts";
import { runMigrations } from "graphile-worker";
import { silent } from "./log.ts";
import { connectionStringOf, jobsRoleOf, jobsSchemaOf } from "./schema-of.ts";
import { functionOf, type Wake } from "./wake.ts";

/** The newest of graphile-worker's own migrations; a test says when another release brings more. */
export const NEWEST_MIGRATION = 20;

/**
 * Brings the jobs' schema of a subgraph up to date, after the subgraph's own. Two processes that start together take turns.
 * What it makes is the platform role's: graphile-worker's tables let nobody else in.
 */
export async function migrateJobs({ url, subgraph, wakes }: { readonly url: string; readonly subgraph: string; readonly wakes: readonly Wake[] }): Promise<void> {
  const [schema, role] = [jobsSchemaOf(subgraph), jobsRoleOf(subgraph)];
  const client = connectSql({ url, name: `migrate ${schema}`, max: 1 });
  try {
    await takeTurn(client, `migrate ${schema}`);
    await client.unsafe(`create schema if not exists "${schema}" authorization "${role}"`);
    // As graphile-worker makes it: it would otherwise make the schema too, which takes a right over the database.
    const newest = await client.begin(async (tx) => {
      await tx.unsafe(`set local role "${role}"`);
      await tx.unsafe(`create table if not exists "${schema}".migrations (id int primary key, ts timestamptz default now() not null, breaking boolean not null default false)`);
      const [row] = await tx.unsafe<{ newest: number }[]>(`select coalesce(max(id), 0)::int as newest from "${schema}".migrations`);
      return row!.newest;
    });
    if (newest < NEWEST_MIGRATION) {
      // It replaces functions that a wake's body holds on to.
      for (const { name } of wakes) await client.unsafe(`drop function if exists "${subgraph}"."${name}"(uuid[])`);
      await runMigrations({ connectionString: connectionStringOf(url, subgraph), schema, logger: silent, maxPoolSize: 1 });
    }
    for (const wake of wakes) {
      await client.begin(async (tx) => {
        await tx.unsafe(`grant create on schema "${subgraph}" to "${role}"; set local role "${role}"`);
        await tx.unsafe(functionOf(subgraph, wake));
        await tx.unsafe(`revoke all on function "${subgraph}"."${wake.name}"(uuid[]) from public`);
        for (const writer of wake.roles) await tx.unsafe(`grant execute on function "${subgraph}"."${wake.name}"(uuid[]) to "${writer}"`);
        await tx.unsafe(`reset role; revoke create on schema "${subgraph}" from "${role}"`);
      });
    }
    await client`select pg_advisory_unlock(hashtextextended(${`migrate ${schema}`}, 0))`;
  } finally {
    await client.end({ timeout: 5 });
  }
}
