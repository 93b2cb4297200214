import type { Reader } from "@stages/database/connection.ts";
import { ask, joined, raw, type Statement, sql } from "@stages/database/statement.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { type OfferId, uuidOf } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { type Area, bandsOf, CELLS_PER_DEGREE, EARTH_KM, squaresIn, ZONES_PER_DEGREE } from "../domain/area.ts";
import type { Counted, Facet } from "../domain/facets.ts";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import type { Filters, Order } from "../domain/search.ts";
import { FOUND_COLUMNS, foundIn, type FoundRow } from "./found.ts";
import { isOfOneOf, type ReservedFor } from "./listed-for.ts";

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
  /** Of offers reserved to schools, those that the viewer may find; null for none. */
  readonly reserved: ReservedFor | null;
  /** The viewer's own. */
  readonly schoolUais: readonly Uai[];
}

/** Where a page begins; `rank`: how many offers are before it. */
export type Position = { readonly id: OfferId; readonly rank: number } & ({ readonly chord: number } | { readonly publishedAt: string });

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

const centreOf = (area: Area) => sql`${`(${metresOf(area.centre).join(",")})`}::cube`;
const chordTo = (area: Area) => sql`(offers.point <-> ${centreOf(area)})`;

/** Exactly within the area. */
function isWithin(area: Area): Statement {
  if (!area.bounds) return sql`offers.point <-> ${centreOf(area)} <= ${chordOf(area.radiusKm)}::float8`;
  const { south, west, north, east } = area.bounds;
  return sql`offers.latitude between ${south}::float8 and ${north}::float8 and offers.longitude between ${west}::float8 and ${east}::float8`;
}

/** Within the box that holds the area: what the index by place understands. */
function isAround(area: Area): Statement {
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

/** By each filter that asks for something, on the columns of what is looked through. */
function filtersOf({ sectors, period, hostKinds, mode, department, accessible, seatsLeft }: Filters): readonly (readonly [Facet, Statement])[] {
  return [
    ...(sectors?.length ? [["sectors", sql`sector = any(${list(sectors)}::text[])`] as const] : []),
    ...(period === null ? [] : [["period", sql`period = ${period}`] as const]),
    ...(hostKinds?.length ? [["hostKinds", sql`host_kind = any(${list(hostKinds)}::text[])`] as const] : []),
    ...(mode === null ? [] : [["mode", sql`mode = ${mode}`] as const]),
    ...(department === null ? [] : [["department", sql`department = ${department}`] as const]),
    ...(accessible === true ? [["accessible", sql`accessible`] as const] : []),
    ...(seatsLeft === true ? [["seatsLeft", sql`seats_left > 0`] as const] : []),
  ];
}

function narrowing({ campaignId, periods, ...filters }: SearchArguments): Statement {
  const conditions = [sql`campaign_id = ${campaignId}`, sql`period = any(${list(periods)}::text[])`, ...filtersOf(filters).map(([, condition]) => condition)];
  return joined(conditions, " and ");
}

/** The words looked for, and the squares to look in: both are words of the index. */
function wordsWithin(text: string, area: Area): Statement {
  const zones = squaresIn(bandsOf(area, ZONES_PER_DEGREE)).map((zone) => `z${zone}`).join("|");
  return sql`offers.words @@ (websearch_to_tsquery('offers.french', ${text}) && ${zones}::tsquery)`;
}

type Branch = "open" | "reserved" | "text";
type Part = (branch: Branch, where: Statement, from: Statement) => Statement;

const CATALOGUE = sql`offers.offers`;
/** `offset 0` keeps the planner from looking for them by where they are, through those of all the other schools. */
const amongFew = (which: Statement) => sql`(select * from offers.offers where ${PUBLISHED} and ${RESERVED} and ${which} offset 0) as offers`;

/** The offers of a search, in up to two parts, each with an index of its own: those for everyone, and those reserved to schools. */
function hits(search: SearchArguments, part: Part): Statement {
  const { text, area, reservedToMySchool, schoolUais } = search;
  const narrowed = sql`${isWithin(area)} and ${narrowing(search)}`;
  const mine = reservedToMySchool === true;
  const which = search.reserved?.which;
  const reserved = which && (mine ? sql`${which} and ${isOfOneOf(schoolUais)}` : which);
  if (text !== null) {
    const seen = [...(mine ? [] : [OPEN]), ...(reserved ? [sql`(${RESERVED} and ${reserved})`] : [])];
    return part("text", sql`${PUBLISHED} and ${wordsWithin(text, area)} and ${narrowed} and (${seen.length > 0 ? joined(seen, " or ") : sql`false`})`, CATALOGUE);
  }
  const parts = [
    ...(mine ? [] : [part("open", sql`${PUBLISHED} and ${OPEN} and ${narrowed}`, CATALOGUE)]),
    ...(reserved && search.reserved!.areFew ? [part("reserved", narrowed, amongFew(reserved))] : []),
    ...((reserved && !search.reserved!.areFew) || (!reserved && mine) ? [part("reserved", sql`${PUBLISHED} and ${RESERVED} and ${isAround(area)} and ${narrowed} and ${reserved ?? sql`false`}`, CATALOGUE)] : []),
  ];
  return joined(parts, " union all ");
}

/**
 * The same rows, read from the index by cells, the runs of squares one after the other. The limit keeps the planner from
 * turning it over, and going through the country for each of the runs: it does not know how short they are. JSON, of
 * which it expects a hundred runs, since it expects ten of an array: planned once for every search, facets of a town would
 * then be sorted on disk before they are counted.
 */
function byCells(area: Area, columns: Statement, where: Statement, ordered = sql``, limit = sql`all offset 0`): Statement {
  return sql`
    select looked.* from jsonb_to_recordset(${JSON.stringify(bandsOf(area, CELLS_PER_DEGREE))}::text::jsonb) as band("from" integer, "to" integer)
    cross join lateral (select ${columns} from offers.offers where offers.cell between band."from" and band."to" and ${where} ${ordered} limit ${limit}) as looked`;
}

/** A page of the offers of a search, with their hosts, in one statement: positions first, and the rows of that page alone. */
export async function findPage(db: Reader, search: SearchArguments, page: PageOfSearch): Promise<readonly Found[]> {
  const disc = search.text === null ? discOf(search.area, page) : null;
  if (disc) {
    const found = await findPageWithin(db, search, page, disc);
    if (found.length === page.limit || disc.radiusKm === farthestKm(search.area)) return found;
  }
  return findPageWithin(db, search, page, null);
}

/** From this page on; before it, the index by place is at least as quick. */
const FIRST_PAGE_BY_CELLS = 3;

/**
 * Where a later page of the nearest surely is, if offers are no rarer than they were before it. The index by place would
 * come to it through all that is nearer, for ten times what the index by cells takes to read as many.
 */
function discOf(area: Area, { after, limit }: PageOfSearch): Area | null {
  if (!after || !("chord" in after) || after.rank < (FIRST_PAGE_BY_CELLS - 1) * (limit - 1)) return null;
  const reachKm = kmOf(after.chord) * Math.sqrt(1 + (FEW_MORE * limit) / after.rank);
  return { centre: area.centre, radiusKm: Math.min(farthestKm(area), reachKm), bounds: null };
}

const farthestKm = (area: Area) => (area.bounds ? kmOf(reachOf(area)) : area.radiusKm);

/** How many times the page that is asked for, since offers do not lie evenly. */
const FEW_MORE = 4;

async function findPageWithin(db: Reader, search: SearchArguments, { order, after, limit }: PageOfSearch, disc: Area | null): Promise<readonly Found[]> {
  const chord = chordTo(search.area);
  const byDate = order === "NEWEST";
  const ordered = byDate ? sql`order by published_at desc, id desc` : sql`order by chord, id`;
  const columns = sql`offers.id, ${chord} as chord, offers.published_at`;
  const nearest = sql`offers.id, ${chord} as chord`;
  const following = !after ? sql`true` : "chord" in after ? sql`(${chord}, offers.id) > (${after.chord}::float8, ${uuidOf(after.id)}::uuid)` : sql`(offers.published_at, offers.id) < (${after.publishedAt}::timestamptz, ${uuidOf(after.id)}::uuid)`;
  const found = hits(search, (branch, where, from) => {
    const page = disc ? sql`${where} and ${isWithin(disc)} and ${following}` : sql`${where} and ${following}`;
    if (disc) return branch === "open" ? sql`(${byCells(disc, nearest, page)} ${ordered} limit ${limit})` : sql`(select ${nearest} from ${from} where ${isAround(disc)} and ${page} ${ordered} limit ${limit})`;
    // The index by place gives the nearest without looking at the others; by date all of them are looked at, in the index by cells.
    if (byDate && branch === "open") return sql`(${byCells(search.area, columns, page, ordered, sql`${limit}`)} ${ordered} limit ${limit})`;
    return sql`(select ${byDate ? columns : nearest} from ${from} where ${branch === "open" ? sql`${isAround(search.area)} and ${page}` : page} ${ordered} limit ${limit})`;
  });
  const rows = await ask<FoundRow & { readonly chord: number }>(db, sql`
    select ${FOUND_COLUMNS}, page.chord from (select * from (${found}) as found ${ordered} limit ${limit}) as page
    join offers.offers on offers.id = page.id join offers.hosts on hosts.id = offers.host_id
    order by ${byDate ? sql`page.published_at desc, page.id desc` : sql`page.chord, page.id`}`);
  return rows.map((row) => ({ ...foundIn(row), chord: row.chord, distanceKm: kmOf(row.chord) }));
}

/** How many offers a search finds. */
export async function countHits(db: Reader, search: SearchArguments): Promise<number> {
  const found = hits(search, (branch, where, from) => (branch === "open" ? sql`(${byCells(search.area, sql`1`, where)})` : sql`(select 1 from ${from} where ${where})`));
  const [row] = await ask<{ readonly count: number }>(db, sql`select count(*)::integer as count from (${found}) as found`);
  return row!.count;
}

const TRAITS = raw("sector, period, host_kind, mode, department, accessible, seats_left, is_reserved");

/** How many offers of a search there are of each value of each facet, and which one filter stops them, if one does and no other. */
export async function countByFacet(db: Reader, search: SearchArguments, chosen: Filters): Promise<readonly Counted[]> {
  const found = hits(search, (branch, where, from) => {
    const columns = sql`sector, period, host_kind, mode, department, accessible, least(seats_left, 1) as seats_left, ${branch === "open" ? sql`false` : isOfOneOf(search.schoolUais)} as is_reserved`;
    return branch === "open" ? sql`(${byCells(search.area, columns, where)})` : sql`(select ${columns} from ${from} where ${where})`;
  });
  const filters = [...filtersOf(chosen), ...(chosen.reservedToMySchool === true ? [["reservedToMySchool", sql`is_reserved`] as const] : [])];
  const stoppedBy = filters.length === 0 ? sql`null` : sql`case ${joined(filters.map(([facet, passes]) => sql`when not coalesce(${passes}, false) then ${facet}`), " ")} end`;
  const stops = filters.length === 0 ? sql`0` : joined(filters.map(([, passes]) => sql`(not coalesce(${passes}, false))::integer`), " + ");
  // Alike first: thousands of offers are a few hundred sorts, and each facet counts sorts.
  const rows = await ask<{ readonly facet: Facet; readonly value: string | null; readonly stopped_by: Facet | null; readonly count: number }>(db, sql`
    with alike as (select ${TRAITS}, count(*) as alike from (${found}) as found group by ${TRAITS}),
      judged as (select *, ${stoppedBy}::text as stopped_by from alike where ${stops} < 2)
    select facet, value, stopped_by, sum(alike)::integer as count
    from judged, lateral (values ('sectors', sector), ('period', period), ('hostKinds', host_kind), ('mode', mode), ('department', department),
      ('accessible', accessible::text), ('seatsLeft', (seats_left > 0)::text), ('reservedToMySchool', is_reserved::text)) as by(facet, value)
    group by facet, value, stopped_by`);
  return rows.map(({ stopped_by, ...same }) => ({ ...same, stoppedBy: stopped_by }));
}
