import type { Sql } from "@stages/database/connection.ts";

/** What was asked for, by which the same is known again. */
export interface Asked {
  readonly campaignId: string;
  readonly until: string;
  readonly seed: number;
  readonly schools: number;
  readonly students: number;
}

/** Raised when the same demand makes other rows. */
const VERSION = 2;

/**
 * What stands beside the data of a national load that is whole. While one is under way the demonstration counts as half
 * loaded, so that whoever comes after an interruption, `npm start` included, begins both anew.
 */
export async function findLoad(sql: Sql): Promise<(Asked & { readonly version: number }) | null> {
  const [table] = await sql<{ there: boolean }[]>`select to_regclass('people.national_load') is not null as there`;
  if (!table!.there) return null;
  const [found] = await sql<(Asked & { version: number })[]>`select campaign_id as "campaignId", until, seed, schools, students, version from people.national_load`;
  return found ?? null;
}

export const isSame = (found: Asked & { readonly version: number }, asked: Asked): boolean =>
  found.version === VERSION && (["campaignId", "until", "seed", "schools", "students"] as const).every((key) => found[key] === asked[key]);

/** In the schema of `people`: it goes with the rows when these are dropped. */
export async function beginLoad(sql: Sql): Promise<void> {
  await setDemonstration(sql, false);
  await sql`create table if not exists people.national_load (campaign_id text, until text, seed integer, schools integer, students integer, version integer)`;
}

export async function endLoad(sql: Sql, { campaignId, until, seed, schools, students }: Asked): Promise<void> {
  await sql`insert into people.national_load values (${campaignId}, ${until}, ${seed}, ${schools}, ${students}, ${VERSION})`;
  await setDemonstration(sql, true);
}

/** Whoever prepares the database next begins anew. */
export const abandonLoad = (sql: Sql): Promise<void> => setDemonstration(sql, false);

async function setDemonstration(sql: Sql, isWhole: boolean): Promise<void> {
  const [table] = await sql<{ there: boolean }[]>`select to_regclass('standalone.demonstration') is not null as there`;
  if (table!.there) await sql`update standalone.demonstration set loaded_at = ${isWhole ? sql`now()` : null}`;
}
