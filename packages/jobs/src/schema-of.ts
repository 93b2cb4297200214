import { roleOf } from "@stages/database/standing.ts";

/** The Postgres schema in which graphile-worker keeps the jobs of a subgraph. */
export const jobsSchemaOf = (subgraph: string): string => `${subgraph}_jobs`;

/** Owns that schema and all in it: nobody else reads or writes there. */
export const jobsRoleOf = (subgraph: string): string => roleOf(subgraph, "PLATFORM");

/** graphile-worker connects by `pg`, which is told the role, as postgres.js is, when it connects. */
export function connectionStringOf(url: string, subgraph: string): string {
  const target = new URL(url);
  target.searchParams.set("application_name", `${subgraph} jobs`);
  target.searchParams.set("options", `-c role=${jobsRoleOf(subgraph)}`);
  // Its statements are short: a server that says nothing for so long is gone. It gives its pool up after some, and has another.
  target.searchParams.set("query_timeout", "20000");
  target.searchParams.set("keepAlive", "true");
  // `sslmode` then means to `pg` what it means to PostgreSQL's own library, and to postgres.js.
  if (target.searchParams.has("sslmode")) target.searchParams.set("uselibpqcompat", "true");
  return target.href;
}
