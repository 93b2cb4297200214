import { connectSql, type Sql } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { migrateBus } from "@stages/events/postgres-bus.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { migrateJobs } from "./migrate-jobs.ts";
import type { Wake } from "./wake.ts";

/** A subgraph of one table: each bell says when it is to ring next, and `rung` is what rang. */
export const BELLS = "conventions";
export const RINGER = roleOf(BELLS, "TUTOR");
export const WAKES: readonly Wake[] = [{ name: "wake_bells", task: "ring", table: "bells", at: "rings_at", roles: [RINGER] }];

export const bellsDatabase = (): Promise<TestDatabase> =>
  freshDatabase("jobs", async (url) => {
    await migrateBus(url);
    const sql = connectSql({ url, name: "test", max: 1 });
    await sql.unsafe(`
      create schema ${BELLS};
      select bus.make_roles('${BELLS}');
      create table ${BELLS}.bells (id uuid primary key, rings_at timestamptz);
      create table ${BELLS}.rung (id text not null, at timestamptz not null, by integer);
      grant select, insert, update on ${BELLS}.bells to ${RINGER}`);
    await sql.end();
    await migrateJobs({ url, subgraph: BELLS, wakes: WAKES });
  });

/** Once a bell: the row says whether it has still to ring, and is locked while it does. */
export async function ring(sql: Sql, id: string, now: Temporal.Instant, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  await sql.begin(async (tx) => {
    const [due] = await tx`select from ${tx(BELLS)}.bells where id = ${id}::uuid and rings_at <= ${now.toString()}::timestamptz for update`;
    if (!due) return;
    await meanwhile();
    await tx`insert into ${tx(BELLS)}.rung values (${id}, ${now.toString()}, ${process.pid})`;
    await tx`update ${tx(BELLS)}.bells set rings_at = null where id = ${id}::uuid`;
  });
}
