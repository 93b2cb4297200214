import { connectSql, type Sql } from "@stages/database/connection.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { startOf } from "@stages/kernel/civil-time.ts";
import { postalAddressOf, searchTextOf } from "@stages/people/domain/school.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { dropIndexes, rebuildIndexes, vacuum } from "./indexes.ts";
import { beginLoad, endLoad, findLoad, isSame } from "./mark.ts";
import { type NationalSchool, type NationalSchools, openSchools, partOf } from "./schools.ts";
import { copyShares } from "./shares.ts";
import { COLUMNS, MARKET_COLUMNS } from "./tables.ts";

export interface National {
  readonly campaign: Campaign;
  /** Nothing is dated after it. */
  readonly until: Temporal.Instant;
  /** By when students have begun to search, and schools have told of stages found elsewhere; left out: the last days before the stages. */
  readonly searchedBy?: Temporal.PlainDate;
  /** Left out: the country's. */
  readonly schools?: NationalSchools;
  /** A part of them that has so many students, or a few more; the whole when left out. */
  readonly students?: number;
  readonly seed?: number;
  /** The keyring in use, in JSON, for the other threads; that of development when left out. */
  readonly keys?: string;
  readonly onProgress?: (step: string) => void;
}

/** What was loaded beside the demonstration was asked for otherwise: it is not mixed with this. */
export class AnotherLoadError extends Error {
  override readonly name = "AnotherLoadError";
  override readonly message = "This database holds another national load: begin with an empty one";
}

export interface Loaded {
  readonly source: string;
  readonly seconds: number;
  readonly rows: Readonly<Record<string, number>>;
}

/** For who reads the figures; the numbers are those of `market.ts`, `life.ts` and `agreement.ts`. */
export const DISTRIBUTIONS: readonly string[] = [
  "places: 565 000 of hosts around each school, as many as its share of the students, half of them within 3.5 km; 66 % of the hosts companies, 13 % administrations, 12 % associations, 6 % écoles; one to three offers each, 78 % of both weeks; 15 % of what is looked for is near another school of the département",
  "of 100 students: 47 found a stage elsewhere, 16 % of them one week in each of two hosts; of the others 95 apply, 3 to 15 times until they have found, most of them early; hosts accept 26 %, refuse 27 %, leave 41 % to expire; 88 % of the accepted are confirmed",
  "of 100 conventions: 3 stop at the host, 2 at the school, 3 at the signatures; 9 are signed on paper, 5 returned once, 1 is interrupted; 6 have an absence",
];

/** The first instant at which students see offers. */
export const openingOf = ({ studentsOpenOn }: Campaign): Temporal.Instant => startOf(studentsOpenOn);

/** A second thread takes a second to start, and a machine has two cores at least. */
const ALONE = 20_000;
const SHARES = 2;

/**
 * A campaign of the size of the country's, until an instant, in the tables of the four subgraphs beside what they hold:
 * every student of the real schools with a family, seats near them, and the lives of `life.ts` and `agreement.ts`; what is
 * personal is sealed under the keyring in use, as the subgraphs would have. The same demand makes the same rows, but for the
 * nonces of the seals. Until the day on which students may come, there is a market of hosts and published offers and not one
 * candidature: `openingOf(campaign)` is its first instant. Whoever has an account: `accounts.ts`.
 */
export async function loadNational(databaseUrl: string, { campaign, until, searchedBy, schools: given, students, seed = 560, keys = DEVELOPMENT_KEYS, onProgress = () => {} }: National): Promise<Loaded> {
  const started = performance.now();
  const whole = given ?? (await openSchools());
  const { source, schools, communes } = students === undefined ? whole : partOf(whole, students, seed);
  const sql = connectSql({ url: databaseUrl, name: "national", max: 1 });
  try {
    const tables = [...new Set([...Object.keys(COLUMNS), ...Object.keys(MARKET_COLUMNS)])];
    const asked = { campaignId: campaign.id, until: until.toString(), seed, schools: schools.length, students: schools.reduce((sum, school) => sum + school.students, 0) };
    const found = await findLoad(sql);
    if (found && isSame(found, asked)) return { source, seconds: 0, rows: await countRows(sql, tables) };
    if (found) throw new AnotherLoadError();
    await beginLoad(sql);

    await insertCampaignAndSchools(sql, campaign, schools);
    await insertCommunes(sql, communes);
    const indexes = await dropIndexes(sql, tables);
    const country = { databaseUrl, campaign, until: until.epochMilliseconds / 1_000, searchedBy: searchedBy?.toString() ?? null, schools, seed };
    const words = await copyShares(country, { of: asked.students < ALONE ? 1 : SHARES, keys }, onProgress);
    await words.write(sql);
    await rebuildIndexes(databaseUrl, indexes, (done) => done % 12 === 0 && onProgress(`Index : ${done} sur ${indexes.length}`));
    onProgress("Statistiques du planificateur");
    await vacuum(databaseUrl, tables);
    await endLoad(sql, asked);
    return { source, seconds: (performance.now() - started) / 1_000, rows: await countRows(sql, tables) };
  } finally {
    await sql.end();
  }
}

async function insertCampaignAndSchools(sql: Sql, campaign: Campaign, schools: readonly NationalSchool[]): Promise<void> {
  const fact = JSON.stringify(campaignFact(campaign));
  for (const subgraph of ["offers", "candidatures", "conventions", "people"]) await sql`insert into ${sql(subgraph)}.campaigns (id, campaign) values (${campaign.id}, ${fact}::text::jsonb) on conflict (id) do update set campaign = excluded.campaign`;
  for (let from = 0; from < schools.length; from += 500) {
    const some = schools.slice(from, from + 500);
    await sql`insert into people.schools ${sql(some.map((school) => ({
      uai: school.uai, name: school.name, sector: school.sector, address_line: school.addressLine, postcode: school.postcode, commune_code: school.communeCode, commune_name: school.communeName,
      latitude: school.coordinates.latitude, longitude: school.coordinates.longitude, academy: school.academy, department_code: school.departmentCode, ministry: school.ministry, search_text: searchTextOf(school),
    })))} on conflict do nothing`;
    await sql`insert into conventions.schools ${sql(some.map((school) => ({ uai: school.uai, name: school.name, address: postalAddressOf(school), academy: school.academy })))} on conflict do nothing`;
  }
}

/** A search around a commune begins there. */
async function insertCommunes(sql: Sql, communes: NationalSchools["communes"]): Promise<void> {
  const placed = [...communes].filter(([code, { latitude, longitude }]) => /^[0-9AB]{5}$/.test(code) && Number.isFinite(latitude + longitude));
  const column = (of: (place: (typeof placed)[number]) => string | number) => placed.map(of);
  await sql`
    insert into offers.commune_coordinates (commune_code, latitude, longitude, points)
    select *, 1 from unnest(${column(([code]) => code)}::text[], ${column(([, { latitude }]) => latitude)}::float8[], ${column(([, { longitude }]) => longitude)}::float8[]) on conflict do nothing`;
}

async function countRows(sql: Sql, tables: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counts: [string, number][] = [];
  for (const table of tables) {
    const [row] = await sql.unsafe<{ count: number }[]>(`select count(*)::int as count from ${table}`);
    counts.push([table, row!.count]);
  }
  return Object.fromEntries(counts);
}
