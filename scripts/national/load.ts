import { connectSql, type Sql } from "@stages/database/connection.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { postalAddressOf, searchTextOf } from "@stages/people/domain/school.ts";
import { conventionOf } from "./agreement.ts";
import { Calendar } from "./calendar.ts";
import { Copies } from "./copies.ts";
import { Ids } from "./ids.ts";
import { dropIndexes, rebuildIndexes } from "./indexes.ts";
import { type Booking, liveThrough, type Setting, type Student } from "./life.ts";
import { around, Market } from "./market.ts";
import { copyMarket } from "./market-rows.ts";
import { type NationalSchool, type NationalSchools, openSchools } from "./schools.ts";
import { Rows } from "./student-rows.ts";
import { COLUMNS, dummies, MARKET_COLUMNS } from "./tables.ts";

export interface National {
  readonly campaign: Campaign;
  /** Nothing is dated after it. */
  readonly until: Temporal.Instant;
  /** Left out: the country's. */
  readonly schools?: NationalSchools;
  readonly seed?: number;
  readonly onProgress?: (step: string) => void;
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

const HOME_KM = 4;
/** Of the schools, how many book a group offer for some of their students. */
const BOOKS = 0.3;
const LARGEST_CLASS = 35;

/**
 * A campaign of the size of the country's, until an instant, in the tables of the four subgraphs beside what they hold:
 * every student of the real schools, seats near them, and the lives of `life.ts` and `agreement.ts`. The same seed makes the
 * same rows. Not loaded, since no figure is made of it: representatives, documents and their signatures, what `people`
 * keeps of the others' facts, words for suggestions, mail. Sealed columns hold one value each (`dummies`), which opens nowhere.
 */
export async function loadNational(databaseUrl: string, { campaign, until, schools: given, seed = 560, onProgress = () => {} }: National): Promise<Loaded> {
  const started = performance.now();
  const { source, schools } = given ?? (await openSchools());
  const sql = connectSql({ url: databaseUrl, name: "national", max: 1 });
  try {
    const tables = [...Object.keys(COLUMNS), ...Object.keys(MARKET_COLUMNS)];
    await sql`create schema if not exists bench`;
    await sql`create table if not exists bench.national (campaign_id text, until timestamptz, seed integer, loaded_at timestamptz)`;
    // The demonstration is made anew when it is of a former version, with every table there is but this one.
    const [known] = await sql`select from people.schools where uai = ${schools[0]!.uai}`;
    if (!known) await sql`delete from bench.national`;
    const [mark] = await sql<{ isSame: boolean }[]>`select loaded_at is not null and campaign_id = ${campaign.id} and until = ${until.toString()} and seed = ${seed} as "isSame" from bench.national`;
    if (mark?.isSame) return { source, seconds: 0, rows: await countRows(sql, tables) };
    if (mark) throw new Error("The folder that was kept holds another national load, or half of one: remove it");
    await sql`insert into bench.national values (${campaign.id}, ${until.toString()}, ${seed})`;

    await insertCampaignAndSchools(sql, campaign, schools);
    const indexes = await dropIndexes(sql, tables);
    const calendar = new Calendar(campaign, until.epochMilliseconds / 1_000);
    const ids = new Ids();
    onProgress("Structures et offres autour des lycées");
    const market = new Market(schools, { calendar, ids, seed });
    await copyStudents(databaseUrl, schools, { calendar, ids, market, random: randomStream(seed, "lives") }, onProgress);
    onProgress(`${market.offers.length.toLocaleString("fr")} offres`);
    await copyMarket(databaseUrl, market, calendar, ids);
    await rebuildIndexes(databaseUrl, indexes, (done) => onProgress(`Index ${done} sur ${indexes.length}`));
    onProgress("Statistiques du planificateur");
    for (const table of tables) await sql.unsafe(`vacuum analyze ${table}`);
    await sql`update bench.national set loaded_at = now()`;
    return { source, seconds: (performance.now() - started) / 1_000, rows: await countRows(sql, tables) };
  } finally {
    await sql.end();
  }
}

async function copyStudents(databaseUrl: string, schools: readonly NationalSchool[], setting: Setting, onProgress: (step: string) => void): Promise<void> {
  const { calendar, ids, random } = setting;
  const copies = await Copies.open(databaseUrl, COLUMNS);
  const rows = new Rows(copies, calendar, ids, dummies());
  const before = calendar.startOf(0);
  const total = schools.reduce((sum, { students }) => sum + students, 0);
  let done = 0;
  for (const school of schools) {
    const headId = ids.next("person", before);
    const booking = bookingFor(school, setting);
    if (booking) rows.booking(booking, school, headId);
    for (let rank = 0; rank < school.students; rank += 1) {
      const student: Student = { id: ids.next("student", before), personId: ids.next("person", before), school, headId, home: around(school.coordinates, HOME_KM, random), className: `2de ${1 + Math.floor(rank / LARGEST_CLASS)}` };
      rows.student(student);
      const isBooked = booking !== null && rank < booking.offer.seats;
      const { candidatures, agreed } = liveThrough(student, isBooked ? booking : null, setting);
      for (const candidature of candidatures) rows.candidature(candidature, student);
      for (const one of agreed) rows.convention(conventionOf(one, student, setting), student);
    }
    await copies.flush();
    done += school.students;
    if (Math.floor(done / 50_000) > Math.floor((done - school.students) / 50_000)) onProgress(`${done.toLocaleString("fr")} élèves sur ${total.toLocaleString("fr")}`);
  }
  onProgress("Derniers rangs écrits");
  await copies.end();
}

/** All its seats, as soon as students may come. */
function bookingFor(school: NationalSchool, { calendar, ids, market, random }: Setting & { readonly random: Random }): Booking | null {
  if (school.students < LARGEST_CLASS || !random.chance(BOOKS)) return null;
  const at = calendar.during(calendar.studentsOpen + random.int(56, 70), random);
  const offer = market.near(school, at, ({ mode, left, seats }) => mode !== "INDIVIDUAL" && left === seats, random);
  return offer && { id: ids.next("booking", at), offer, at };
}

async function insertCampaignAndSchools(sql: Sql, campaign: Campaign, schools: readonly NationalSchool[]): Promise<void> {
  const fact = JSON.stringify(campaignFact(campaign));
  for (const subgraph of ["offers", "candidatures", "conventions", "people"]) await sql`insert into ${sql(subgraph)}.campaigns (id, campaign) values (${campaign.id}, ${fact}::text::jsonb) on conflict do nothing`;
  for (let from = 0; from < schools.length; from += 500) {
    const some = schools.slice(from, from + 500);
    await sql`insert into people.schools ${sql(some.map((school) => ({
      uai: school.uai, name: school.name, sector: school.sector, address_line: school.addressLine, postcode: school.postcode, commune_code: school.communeCode, commune_name: school.communeName,
      latitude: school.coordinates.latitude, longitude: school.coordinates.longitude, academy: school.academy, department_code: school.departmentCode, ministry: school.ministry, search_text: searchTextOf(school),
    })))} on conflict do nothing`;
    await sql`insert into conventions.schools ${sql(some.map((school) => ({ uai: school.uai, name: school.name, address: postalAddressOf(school), academy: school.academy })))} on conflict do nothing`;
  }
}

async function countRows(sql: Sql, tables: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counts: [string, number][] = [];
  for (const table of tables) {
    const [row] = await sql.unsafe<{ count: number }[]>(`select count(*)::int as count from ${table}`);
    counts.push([table, row!.count]);
  }
  return Object.fromEntries(counts);
}
