import { connectSql } from "@stages/database/connection.ts";
import { jobsRoleOf } from "./schema-of.ts";
import type { Wake } from "./wake.ts";

/** Makes the jobs of all rows that wait for one: after their rows came from elsewhere, without them. */
export async function wakeAll({ url, subgraph, wakes }: { readonly url: string; readonly subgraph: string; readonly wakes: readonly Wake[] }): Promise<void> {
  const client = connectSql({ url, name: `wake ${subgraph}`, max: 1, role: jobsRoleOf(subgraph) });
  try {
    for (const { name, table, at } of wakes) await client.unsafe(`select "${subgraph}"."${name}"(array(select id from "${subgraph}"."${table}" where "${at}" is not null))`);
  } finally {
    await client.end({ timeout: 5 });
  }
}
