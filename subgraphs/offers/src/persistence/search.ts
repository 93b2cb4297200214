import type { Reader } from "@stages/database/connection.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { type Area, bandsOf, CELLS_PER_DEGREE, EARTH_KM, squaresIn, ZONES_PER_DEGREE } from "../domain/area.ts";
import type { Group } from "../domain/facets.ts";
import type { Host, HostKind } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import type { Filters, Order } from "../domain/search.ts";
import { hostOf, managersOf } from "./hosts.ts";
import { offerColumns, offerOpenedLater } from "./offers.ts";
import { hosts, offers } from "./tables.ts";

/** An offer and how far it is: the straight line through the Earth by which PostgreSQL's index sorts, and kilometres. */
export interface Found {
  readonly offer: Offer;
  readonly host: Host;
  readonly chord: number;
  readonly distanceKm: number;
}

/** What is looked through, before any page of it. */
export interface SearchArguments extends Filters {
  readonly area: Area;
  readonly campaignId: string;
  readonly periods: readonly Period[];
  /** Of offers reserved to schools, those that the viewer may find. */
  readonly listed: SQL | undefined;
  /** The viewer's own. */
  readonly schoolUais: readonly Uai[];
}

export type Position = { readonly chord: number; readonly id: OfferId } | { readonly publishedAt: string; readonly id: OfferId };

export interface PageOfSearch {
  readonly order: Order;
  readonly after: Position | null;
  readonly limit: number;
}

/** `earth()` of PostgreSQL's earthdistance, in metres: the same angle as kilometres on kernel's sphere. */
const INDEXED_EARTH = 6_378_168;
const chordOf = (km: number) => 2 * INDEXED_EARTH * Math.sin(Math.min(Math.PI / 2, km / (2 * EARTH_KM)));
const kmOf = (chord: number) => 2 * EARTH_KM * Math.asin(Math.min(1, chord / (2 * INDEXED_EARTH)));

/** As `ll_to_earth` makes it; written out, since a prepared statement would compute it anew for each row. */
function metresOf({ latitude, longitude }: Coordinates): readonly [number, number, number] {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [INDEXED_EARTH * Math.cos(phi) * Math.cos(lambda), INDEXED_EARTH * Math.cos(phi) * Math.sin(lambda), INDEXED_EARTH * Math.sin(phi)];
}

const list = (values: readonly (string | number)[]) => `{${values.join(",")}}`;
/** Constants and not parameters: the indexes are partial. */
const PUBLISHED = sql`offers.status = 'PUBLISHED'`;
const OPEN = sql`offers.reserved_school_uais = '{}'`;
const RESERVED = sql`offers.reserved_school_uais <> '{}'`;
const FROM_OFFERS = sql`${offers}`;

const centreOf = (area: Area) => sql`${`(${metresOf(area.centre).join(",")})`}::cube`;
const chordTo = (area: Area) => sql`(offers.point <-> ${centreOf(area)})`;

/** Exactly within the area. */
function isWithin(area: Area): SQL {
  if (!area.bounds) return sql`offers.point <-> ${centreOf(area)} <= ${chordOf(area.radiusKm)}::float8`;
  const { south, west, north, east } = area.bounds;
  return sql`offers.latitude between ${south}::float8 and ${north}::float8 and offers.longitude between ${west}::float8 and ${east}::float8`;
}

/** Within the box that holds the area: what the index by place understands. */
function isAround(area: Area): SQL {
  const reach = area.bounds ? reachOf(area) : chordOf(area.radiusKm);
  const centre = metresOf(area.centre);
  const corner = (sign: number) => `(${centre.map((metres) => metres + sign * (reach + 1)).join(",")})`;
  return sql`offers.point <@ ${`${corner(-1)},${corner(1)}`}::cube`;
}

/** From the centre, which need not be within the bounds, to the farthest of them: a corner, or the middle of an edge that bulges. */
function reachOf({ centre, bounds }: Area): number {
  const { south, west, north, east } = bounds!;
  const longitudes = [west, (west + east) / 2, east];
  const edge = [south, (south + north) / 2, north].flatMap((latitude) => longitudes.map((longitude) => metresOf({ latitude, longitude })));
  const [x, y, z] = metresOf(centre);
  return 1.05 * Math.max(...edge.map((point) => Math.hypot(point[0] - x, point[1] - y, point[2] - z)));
}

function narrowing({ campaignId, periods, sectors, period, hostKinds, mode, department, accessible, seatsLeft }: SearchArguments): SQL {
  const conditions = [
    sql`offers.campaign_id = ${campaignId}`,
    sql`offers.period = any(${list(period === null ? periods : periods.filter((one) => one === period))}::text[])`,
    ...(sectors?.length ? [sql`offers.sector = any(${list(sectors)}::text[])`] : []),
    ...(hostKinds?.length ? [sql`offers.host_kind = any(${list(hostKinds)}::text[])`] : []),
    ...(mode === null ? [] : [sql`offers.mode = ${mode}`]),
    ...(department === null ? [] : [sql`offers.department = ${department}`]),
    ...(accessible === true ? [sql`offers.accessible`] : []),
    ...(seatsLeft === true ? [sql`offers.seats_left > 0`] : []),
  ];
  return sql.join(conditions, sql` and `);
}

const isOfMySchool = (schoolUais: readonly Uai[]) => sql`offers.reserved_school_uais && ${list(schoolUais)}::varchar[]`;
const listedOf = ({ listed, reservedToMySchool, schoolUais }: SearchArguments): SQL =>
  sql.join([listed ?? sql`true`, ...(reservedToMySchool === true ? [isOfMySchool(schoolUais)] : [])], sql` and `);

/** The words looked for, and the squares to look in: both are words of the index. */
function wordsWithin(text: string, area: Area): SQL {
  const zones = squaresIn(bandsOf(area, ZONES_PER_DEGREE)).map((zone) => `z${zone}`).join("|");
  return sql`offers.words @@ (websearch_to_tsquery('offers.french', ${text}) && ${zones}::tsquery)`;
}

type Branch = "open" | "reserved" | "text";

/** The offers of a search, in up to two parts, each with an index of its own: those for everyone, and those reserved to schools. */
function hits(search: SearchArguments, part: (branch: Branch, from: SQL, where: SQL) => SQL): SQL {
  const { text, area, reservedToMySchool } = search;
  const narrowed = narrowing(search);
  const listed = listedOf(search);
  if (text !== null) {
    const seen = reservedToMySchool === true ? sql`${RESERVED} and ${listed}` : sql`(${OPEN} or ${listed})`;
    return part("text", FROM_OFFERS, sql`${PUBLISHED} and ${wordsWithin(text, area)} and ${isWithin(area)} and ${narrowed} and ${seen}`);
  }
  const reserved = part("reserved", FROM_OFFERS, sql`${PUBLISHED} and ${RESERVED} and ${isAround(area)} and ${isWithin(area)} and ${narrowed} and ${listed}`);
  if (reservedToMySchool === true) return reserved;
  const open = sql`${PUBLISHED} and ${OPEN} and ${isWithin(area)} and ${narrowed}`;
  return sql`${part("open", FROM_OFFERS, open)} union all ${reserved}`;
}

/** Read from the index by cells: the runs of squares one after the other. */
function byCells(area: Area): SQL {
  const bands = bandsOf(area, CELLS_PER_DEGREE);
  return sql`unnest(${list(bands.map(({ from }) => from))}::integer[], ${list(bands.map(({ to }) => to))}::integer[]) as band(low, high) join ${FROM_OFFERS} on offers.cell between band.low and band.high`;
}

const managersOfHost = managersOf(hosts.id);
const HOST_COLUMNS = getTableColumns(hosts);

/** A page of the offers of a search, with their hosts, in one statement: positions first, and the rows of that page alone. */
export async function findPage(db: Reader, search: SearchArguments, { order, after, limit }: PageOfSearch): Promise<readonly Found[]> {
  const chord = chordTo(search.area);
  const byDate = order === "NEWEST";
  const ordered = byDate ? sql`order by published_at desc, id desc` : sql`order by chord, id`;
  const columns = sql`offers.id, ${chord} as chord, offers.published_at`;
  const nearest = sql`offers.id, ${chord} as chord`;
  const following = !after ? sql`true` : "chord" in after ? sql`(${chord}, offers.id) > (${after.chord}::float8, ${sql.param(after.id, offers.id)}::uuid)` : sql`(offers.published_at, offers.id) < (${after.publishedAt}::timestamptz, ${sql.param(after.id, offers.id)}::uuid)`;
  const found = hits(search, (branch, from, where) => {
    // The index by place gives the nearest without looking at the others; by date all of them are looked at, in the index by cells.
    const looked = branch === "open" && byDate ? byCells(search.area) : from;
    const bounded = branch === "open" && !byDate ? sql`${isAround(search.area)} and ${where}` : where;
    const rows = sql`select ${byDate ? columns : nearest} from ${looked} where ${bounded} and ${following}`;
    return sql`(${rows} ${ordered} limit ${limit})`;
  });
  const rows = await db
    .select({ offer: offerColumns, host: HOST_COLUMNS, managerIds: managersOfHost, chord: sql<number>`page.chord`.as("chord") })
    .from(offers)
    .innerJoin(sql`(select * from (${found}) as found ${ordered} limit ${limit}) as page`, sql`page.id = ${offers.id}`)
    .innerJoin(hosts, eq(hosts.id, offers.hostId))
    .orderBy(byDate ? sql`page.published_at desc, page.id desc` : sql`page.chord, page.id`);
  return rows.map(({ offer, host, managerIds, chord }) => ({ offer: offerOpenedLater(offer), host: hostOf({ host, managerIds }), chord, distanceKm: kmOf(chord) }));
}

/** How many offers a search finds. */
export async function countHits(db: Reader, search: SearchArguments): Promise<number> {
  const found = hits(search, (branch, from, where) => sql`select 1 from ${branch === "open" ? byCells(search.area) : from} where ${where}`);
  const [row] = await db.execute<{ count: number }>(sql`select count(*)::integer as count from (${found}) as found`);
  return row!.count;
}

const TRAITS = sql.raw("sector, period, host_kind, mode, department, accessible, has_seat, is_reserved");

/** The offers of a search in groups of what the facets count by. */
export async function groupHits(db: Reader, search: SearchArguments): Promise<readonly Group[]> {
  const found = hits(search, (branch, from, where) => {
    const isReserved = branch === "open" ? sql`false` : isOfMySchool(search.schoolUais);
    return sql`select offers.sector, offers.period, offers.host_kind, offers.mode, offers.department, offers.accessible, offers.seats_left > 0 as has_seat, ${isReserved} as is_reserved from ${branch === "open" ? byCells(search.area) : from} where ${where}`;
  });
  const rows = await db.execute<Omit<Group, "hostKind" | "hasSeat" | "isReserved"> & { host_kind: HostKind; has_seat: boolean; is_reserved: boolean }>(
    sql`select ${TRAITS}, count(*)::integer as count from (${found}) as found group by ${TRAITS}`,
  );
  return rows.map(({ host_kind: hostKind, has_seat: hasSeat, is_reserved: isReserved, ...same }) => ({ ...same, hostKind, hasSeat, isReserved }));
}
