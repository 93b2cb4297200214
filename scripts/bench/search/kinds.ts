import type { Random } from "@stages/demonstration/random.ts";
import { type Area, bandsOf, CELLS_PER_DEGREE, squaresIn, ZONES_PER_DEGREE } from "@stages/offers/domain/area.ts";
import { type Country, pointIn } from "./country.ts";

export const PAGE = 20;
export const RADIUS_KM = 30;

/** What is asked of the public graph, and the same page by SQL: one statement, or those that nobody could do without. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly statements: readonly Statement[];
  /** What both must have found, in order: of the rows of the last statement that has ids, or of the total. */
  readonly compared: "offers" | "total" | "offers and total" | "words" | "nothing";
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Asking {
  readonly random: Random;
  readonly country: Country;
  readonly campaignId: string;
  readonly schoolUai: string;
}

const FIELDS = "edges { cursor distanceKm node { id title period seats accessible publishedAt place { communeName latitude longitude } sector { code } host { id legalName kind } } } pageInfo { hasNextPage endCursor }";
const searching = (fields: string) => `query($search: OfferSearchInput!, $after: String) { offers(search: $search, first: ${PAGE}, after: $after) { ${fields} } }`;
const OFFERS = searching(FIELDS);
const FACETS = `totalCount facets { sectors { sector { code } count } periods { period count } hostKinds { hostKind count } modes { mode count } departments { code count } accessible seatsLeft reservedToMySchool }`;

const COLUMNS = `o.id, o.title, o.period, o.seats, o.accessible, o.published_at, o.commune_name, o.latitude, o.longitude, o.sector, h.id as host_id, h.legal_name, h.kind`;
const OPEN = "o.status = 'PUBLISHED' and o.reserved_school_uais = '{}'";
const RESERVED = "o.status = 'PUBLISHED' and o.reserved_school_uais <> '{}' and o.reserved_school_uais && $4::varchar[]";
const COMMON = "o.campaign_id = $3 and o.period = any('{BOTH_WEEKS,WEEK_1,WEEK_2}')";
const INSIDE = "(o.point <-> $1::cube) <= $2::float8";
const CELLS = "unnest($5::int[], $6::int[]) as band(low, high) join offers.offers o on o.cell between band.low and band.high";

const INDEXED_EARTH = 6_378_168;
const EARTH_KM = 6371.0088;
const list = (values: readonly (string | number)[]) => `{${values.join(",")}}`;
const cube = ({ centre: { latitude, longitude } }: Area) => {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [INDEXED_EARTH * Math.cos(phi) * Math.cos(lambda), INDEXED_EARTH * Math.cos(phi) * Math.sin(lambda), INDEXED_EARTH * Math.sin(phi)];
};
const chord = (km: number) => 2 * INDEXED_EARTH * Math.sin(km / (2 * EARTH_KM));
const cells = (area: Area) => {
  const bands = bandsOf(area, CELLS_PER_DEGREE);
  return [list(bands.map(({ from }) => from)), list(bands.map(({ to }) => to))];
};

function basics(area: Area, { campaignId, schoolUai }: Asking): readonly unknown[] {
  return [`(${cube(area).join(",")})`, chord(area.radiusKm), campaignId, list([schoolUai])];
}

const withHosts = (page: string, order: string) =>
  `select ${COLUMNS}, page.chord from (${page}) page join offers.offers o on o.id = page.id join offers.hosts h on h.id = o.host_id order by ${order}`;

/** Both parts by the index that gives the nearest first. */
function nearest(also = "true", following = "true"): string {
  const part = (rows: string) => `(select o.id, o.point <-> $1::cube as chord from offers.offers o where ${rows} and o.point <@ cube_enlarge($1::cube, $2::float8, 3) and ${INSIDE} and ${COMMON} and ${also} and ${following} order by chord, id limit ${PAGE + 1})`;
  return withHosts(`select * from (${part(OPEN)} union all ${part(RESERVED)}) found order by chord, id limit ${PAGE + 1}`, "page.chord, page.id");
}

const FILTERED = "o.sector = any('{C,G,M,Q}') and o.host_kind = any('{COMPANY,ASSOCIATION}') and o.period = 'BOTH_WEEKS' and o.accessible and o.seats_left > 0";

function newest(): string {
  const part = (from: string, rows: string) => `(select o.id, o.point <-> $1::cube as chord, o.published_at from ${from} where ${rows} and ${INSIDE} and ${COMMON} order by published_at desc, id desc limit ${PAGE + 1})`;
  const reserved = part("offers.offers o", `${RESERVED} and o.point <@ cube_enlarge($1::cube, $2::float8, 3)`);
  return withHosts(`select * from (${part(CELLS, OPEN)} union all ${reserved}) found order by published_at desc, id desc limit ${PAGE + 1}`, "page.published_at desc, page.id desc");
}

const worded = () => withHosts(
  `select o.id, o.point <-> $1::cube as chord from offers.offers o where o.status = 'PUBLISHED' and o.words @@ (websearch_to_tsquery('offers.french', $5) && $6::tsquery)
   and ${INSIDE} and ${COMMON} and (o.reserved_school_uais = '{}' or o.reserved_school_uais && $4::varchar[]) order by chord, id limit ${PAGE + 1}`,
  "page.chord, page.id",
);

/** With no filter chosen, no facet has anything to leave out. */
const FACETED = `with hits as materialized (
    select o.sector, o.period, o.host_kind, o.mode, o.department, o.accessible, o.seats_left > 0 as has_seat from ${CELLS} where ${OPEN} and ${INSIDE} and ${COMMON}
    union all select o.sector, o.period, o.host_kind, o.mode, o.department, o.accessible, o.seats_left > 0 from offers.offers o where ${RESERVED} and o.point <@ cube_enlarge($1::cube, $2::float8, 3) and ${INSIDE} and ${COMMON})
  select sector, period, host_kind, mode, department, accessible, has_seat, count(*)::int from hits
  group by grouping sets ((), (sector), (period), (host_kind), (mode), (department), (accessible), (has_seat))`;

const RESEMBLING = `select asked.word, near.key, near.word as near, near.uses from unnest($1::text[]) as asked(word)
  left join lateral (select v.key, v.word, v.uses from offers.vocabulary v order by v.key <-> asked.word limit 12) near on true
  where not exists (select from offers.vocabulary v where v.stem = (ts_lexize('pg_catalog.french_stem', asked.word))[1])`;

const WORDS = ["atelier", "livres", "hôpital", "mairie", "chantier", "ferme", "école", "énergie", "qualité", "enfants", "patients", "sécurité", "logiciel", "cuisine"];
const MISSPELT = ["ateleir", "libraiire", "hopitall", "chantiier", "enregie", "sécurrité", "qualitté", "patietns"];
const BEGINNINGS = ["at", "lib", "hop", "mai", "chan", "éco", "ener", "info", "com", "déc"];

type Kind = (asking: Asking) => Question;

const around = ({ random, country }: Asking): Area => ({ centre: pointIn(country.town(random), random), radiusKm: RADIUS_KM, bounds: null });
const asked = (area: Area, more: object = {}) => ({ search: { around: area.centre, radiusKm: area.radiusKm, ...more } });
const zones = (area: Area) => squaresIn(bandsOf(area, ZONES_PER_DEGREE)).map((zone) => `z${zone}`).join("|");

export const KINDS: Readonly<Record<string, Kind>> = {
  nearest: (asking) => {
    const area = around(asking);
    return { compared: "offers", query: OFFERS, variables: asked(area), statements: [{ text: nearest(), values: basics(area, asking) }] };
  },
  "text and radius": (asking) => {
    const [area, text] = [around(asking), asking.random.pick(WORDS)];
    return { compared: "offers", query: OFFERS, variables: asked(area, { text }), statements: [{ text: worded(), values: [...basics(area, asking), text, zones(area)] }] };
  },
  "five filters": (asking) => {
    const area = around(asking);
    const filters = { sectors: ["C", "G", "M", "Q"], hostKinds: ["COMPANY", "ASSOCIATION"], period: "BOTH_WEEKS", accessible: true, seatsLeft: true };
    return { compared: "offers", query: OFFERS, variables: asked(area, filters), statements: [{ text: nearest(FILTERED), values: basics(area, asking) }] };
  },
  "facets and total": (asking) => {
    const area = around(asking);
    return { compared: "total", query: searching(FACETS), variables: asked(area), statements: [{ text: FACETED, values: [...basics(area, asking), ...cells(area)] }] };
  },
  "page, facets and total": (asking) => {
    const area = around(asking);
    const statements = [{ text: nearest(), values: basics(area, asking) }, { text: FACETED, values: [...basics(area, asking), ...cells(area)] }];
    return { compared: "offers and total", query: searching(`${FIELDS} ${FACETS}`), variables: asked(area), statements };
  },
  newest: (asking) => {
    const area = around(asking);
    return { compared: "offers", query: OFFERS, variables: asked(area, { order: "NEWEST" }), statements: [{ text: newest(), values: [...basics(area, asking), ...cells(area)] }] };
  },
  "map bounds": (asking) => {
    const { centre } = around(asking);
    const within = { south: centre.latitude - 0.15, north: centre.latitude + 0.15, west: centre.longitude - 0.25, east: centre.longitude + 0.25 };
    const area: Area = { centre: { latitude: (within.south + within.north) / 2, longitude: (within.west + within.east) / 2 }, radiusKm: 40, bounds: null };
    const bounded = "o.latitude between $5 and $6 and o.longitude between $7 and $8";
    return { compared: "offers", query: OFFERS, variables: { search: { within } }, statements: [{ text: nearest(bounded), values: [...basics(area, asking), within.south, within.north, within.west, within.east] }] };
  },
  "did you mean": (asking) => {
    const [area, text] = [around(asking), asking.random.pick(MISSPELT)];
    const page = { text: worded(), values: [...basics(area, asking), text, zones(area)] };
    return { compared: "nothing", query: searching(`didYouMean ${FIELDS}`), variables: asked(area, { text }), statements: [page, { text: RESEMBLING, values: [list([text])] }, { ...page, values: [...basics(area, asking), "atelier", zones(area)] }] };
  },
  suggestions: (asking) => {
    const text = asking.random.pick(BEGINNINGS);
    const statement = { text: "select word from offers.vocabulary where key like $1 order by uses desc, key limit 6", values: [`${text.normalize("NFD").replace(/\p{M}/gu, "")}%`] };
    return { compared: "words", query: "query($text: String!) { searchSuggestions(text: $text) { kind label value } }", variables: { text }, statements: [statement] };
  },
};

/** The catalogue leafed through, page after page, without SQL beside it. */
export const leafing = (asking: Asking) => ({ query: OFFERS, variables: { search: { around: around(asking).centre, radiusKm: 100 } } });
