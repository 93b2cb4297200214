import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { Sql } from "@stages/database/connection.ts";
import type { TransactionSql } from "postgres";
import { sealFor } from "@stages/database/sealed.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { COMPANY_TRADES } from "@stages/demonstration/trades-of-companies.ts";
import { PUBLIC_TRADES } from "@stages/demonstration/trades-of-public-service.ts";
import { CLOSINGS, fillIn, type Trade } from "@stages/demonstration/trades.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { offers } from "@stages/offers/persistence/tables.ts";
import { type Country, pointIn, type Town } from "./country.ts";

const SEED = 565;
/** How many offers the words are learned from: the texts come back, and learning from each takes as long as publishing it. */
const LEARNED = 20_000;
const TRADES = [...COMPANY_TRADES, ...COMPANY_TRADES, ...Object.values(PUBLIC_TRADES).flat()];
const TUTOR = { name: "Camille Roche", function: "responsable", email: "camille.roche@example.org", phone: null };

interface Filling {
  readonly sql: Sql;
  readonly count: number;
  readonly campaignId: string;
  readonly openedOn: Temporal.PlainDate;
  readonly schoolUais: readonly string[];
  readonly country: Country;
  readonly onProgress: (step: string) => void;
}

/** As many offers as the country has places to find, beside those of the demonstration: all of them, or none. */
export async function fillCatalogue({ sql, ...filling }: Filling): Promise<void> {
  await sql.begin(async (tx) => {
    if (!(await isFilled(tx, filling.count))) await fill(tx, filling);
  });
  filling.onProgress("Statistiques");
  for (const table of ["offers", "hosts", "host_managers", "vocabulary"]) await sql`vacuum analyze offers.${sql(table)}`;
}

async function fill(sql: TransactionSql, { count, onProgress, ...rest }: Omit<Filling, "sql">): Promise<void> {
  const indexes = await sql<{ indexname: string; indexdef: string }[]>`
    select indexname, indexdef from pg_indexes where schemaname = 'offers' and tablename = 'offers' and indexname <> 'offers_pkey'`;
  for (const { indexname } of indexes) await sql`drop index offers.${sql(indexname)}`;

  const random = randomStream(SEED, "hosts");
  const hosts = Array.from({ length: Math.ceil(count / 2) }, () => newHost(random, rest.country));
  onProgress(`${hosts.length.toLocaleString("fr")} structures`);
  await copy(sql, "offers.hosts (id, legal_name, kind, sector, address_line, postcode, commune_code, commune_name, latitude, longitude, country)", hosts.map(hostLine));
  const person = randomStream(SEED, "managers");
  await copy(sql, "offers.host_managers (host_id, person_id)", hosts.map(({ id }) => line([uuidOf(id as never), uuidOf(person.id("person", AT))])));
  await copy(sql, OFFERS, offerLines(count, hosts, rest, onProgress));

  await sql`set local maintenance_work_mem = '1GB'`;
  for (const { indexname, indexdef } of indexes) {
    onProgress(`Index ${indexname}`);
    await sql.unsafe(indexdef);
  }
  onProgress("Vocabulaire");
  await learn(sql);
  await sql`insert into bench.filled values (${count}, ${SEED})`;
}

async function isFilled(sql: TransactionSql, count: number): Promise<boolean> {
  await sql`create schema if not exists bench`;
  await sql`create table if not exists bench.filled (offers integer, seed integer)`;
  const [mark] = await sql<{ offers: number; seed: number }[]>`select offers, seed from bench.filled`;
  if (!mark) return false;
  if (mark.offers === count && mark.seed === SEED) return true;
  throw new Error(`The folder that was kept holds ${mark.offers} offers of seed ${mark.seed}: remove it`);
}

/** As `learnWords` does for one offer. */
async function learn(sql: TransactionSql): Promise<void> {
  await sql`
    insert into offers.vocabulary (key, word, uses)
    select unaccent(word), mode() within group (order by word), count(distinct o.id)
    from (select * from offers.offers order by id desc limit ${LEARNED}) o, regexp_split_to_table(lower(o.title || ' ' || o.description || ' ' || o.activities), '[^[:alpha:]]+') as word
    where length(word) > 2 and ts_lexize('offers.french_stop', word) is null group by 1
    on conflict (key) do update set uses = vocabulary.uses + excluded.uses`;
}

async function copy(sql: TransactionSql, into: string, lines: Iterable<string>): Promise<void> {
  const writable = await sql.unsafe(`copy ${into} from stdin`).writable();
  await pipeline(Readable.from(inChunks(lines)), writable);
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length === 500) {
      yield chunk.join("");
      chunk = [];
    }
  }
  yield chunk.join("");
}

interface NewHost {
  readonly id: `host_${string}`;
  readonly trade: Trade;
  readonly name: string;
  readonly town: Town;
  readonly latitude: number;
  readonly longitude: number;
}

const AT = Temporal.Instant.from("2026-09-01T08:00:00Z");
const line = (values: readonly (string | number | boolean | null)[]) => `${values.map((value) => (value === null ? "\\N" : String(value).replaceAll("\\", "\\\\").replaceAll("\t", " ").replaceAll("\n", " "))).join("\t")}\n`;

function newHost(random: Random, country: Country): NewHost {
  const town = country.town(random);
  return { id: random.id("host", AT) as never, trade: random.pick(TRADES), name: `N° ${random.int(1, 9999)}`, town, ...pointIn(town, random) };
}

const hostLine = ({ id, trade, name, town, latitude, longitude }: NewHost) =>
  line([uuidOf(id as never), fillIn(trade.legalName, name, town.name), trade.kind, trade.sector, "1 rue des Tilleuls", null, town.code, town.name, latitude, longitude, "FR"]);

const OFFERS =
  "offers.offers (id, host_id, campaign_id, status, title, description, activities, sector, period, mode, seats, seats_taken, address_line, commune_code, commune_name, latitude, longitude, accessible, tutor, reserved_school_uais, published_at)";

function* offerLines(count: number, hosts: readonly NewHost[], { campaignId, openedOn, schoolUais }: Pick<Filling, "campaignId" | "openedOn" | "schoolUais">, onProgress: (step: string) => void): Generator<string> {
  const random = randomStream(SEED, "offers");
  const opened = openedOn.toZonedDateTime("Europe/Paris").epochMilliseconds;
  for (let rank = 0; rank < count; rank += 1) {
    if (rank % 100_000 === 0) onProgress(`${rank.toLocaleString("fr")} offres sur ${count.toLocaleString("fr")}`);
    const { id: hostId, trade, name, town, latitude, longitude } = hosts[rank % hosts.length]!;
    const text = random.pick(trade.offers);
    const id = random.id("offer", AT);
    const seats = random.int(1, 4);
    const fill = (template: string) => fillIn(template, name, town.name);
    yield line([
      uuidOf(id), uuidOf(hostId as never), campaignId, random.chance(0.93) ? "PUBLISHED" : "UNPUBLISHED",
      fill(text.title), fill(text.description), `${fill(text.activities)} ${random.pick(CLOSINGS)}`, trade.sector,
      random.weighted([["BOTH_WEEKS", 50], ["WEEK_1", 27], ["WEEK_2", 23]]), random.weighted([["INDIVIDUAL", 84], ["SMALL_GROUP", 14], ["WHOLE_CLASS", 2]]),
      seats, random.chance(0.3) ? seats : random.int(0, seats - 1), "1 rue des Tilleuls", town.code, town.name, latitude, longitude, random.chance(0.6),
      `\\x${Buffer.from(sealFor(offers.tutor, { id }, TUTOR)).toString("hex")}`, random.chance(0.02) ? `{${random.pick(schoolUais)}}` : "{}",
      new Date(opened + random.int(0, 40 * 86_400_000)).toISOString(),
    ]);
  }
}
