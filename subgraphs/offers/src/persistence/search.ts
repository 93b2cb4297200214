import type { Reader } from "@stages/database/connection.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Filters } from "../domain/search.ts";
import type { Offer } from "../domain/offer.ts";
import { type OfferRow, offerColumns, offerOf } from "./offers.ts";
import { hosts, offers } from "./tables.ts";

/** An offer and how far it is: the straight line through the Earth by which PostgreSQL's index sorts, and kilometres. */
export interface Found {
  readonly offer: Offer;
  readonly chord: number;
  readonly distanceKm: number;
}

export interface SearchArguments extends Filters {
  readonly centre: Coordinates;
  readonly radiusKm: number;
  readonly campaignId: string;
  readonly periods: readonly Period[];
  readonly listed: SQL | undefined;
  readonly after: { readonly chord: number; readonly id: OfferId } | null;
  readonly limit: number;
}

/** `earth()` of PostgreSQL's earthdistance, in metres, and the mean radius of kernel's `distanceKm`: one angle, two units. */
const INDEXED_EARTH = 6_378_168;
const EARTH_KM = 6371.0088;

const chordOf = (km: number) => 2 * INDEXED_EARTH * Math.sin(km / (2 * EARTH_KM));
const kmOf = (chord: number) => 2 * EARTH_KM * Math.asin(Math.min(1, chord / (2 * INDEXED_EARTH)));

/** Offers around a point, nearest first; the GiST index gives them in that order within a box of the radius. */
export async function searchAround(db: Reader, search: SearchArguments): Promise<readonly Found[]> {
  const { centre, radiusKm, after } = search;
  const point = sql`ll_to_earth(${offers.latitude}, ${offers.longitude})`;
  const middle = sql`ll_to_earth(${centre.latitude}::float8, ${centre.longitude}::float8)`;
  const chord = sql<number>`(${point} <-> ${middle})`;
  const limit = chordOf(radiusKm);
  const rows = await db
    .select({ ...offerColumns, chord: chord.as("chord") })
    .from(offers)
    .where(
      and(
        // A constant, not a parameter: the indexes are partial.
        sql`${offers.status} = 'PUBLISHED'`,
        sql`cube_enlarge(${middle}, ${limit}::float8, 3) @> ${point}`,
        sql`${chord} <= ${limit}::float8`,
        after ? sql`(${chord}, ${offers.id}) > (${after.chord}::float8, ${sql.param(after.id, offers.id)}::uuid)` : undefined,
        eq(offers.campaignId, search.campaignId),
        inArray(offers.period, [...search.periods]),
        search.listed,
        ...narrowing(search),
      ),
    )
    .orderBy(chord, asc(offers.id))
    .limit(search.limit);
  return rows.map(({ chord, ...row }) => ({ offer: offerOf(row as OfferRow), chord, distanceKm: kmOf(chord) }));
}

function narrowing({ text, sector, period, hostKind, accessible }: Filters): readonly (SQL | undefined)[] {
  const asked = sql`websearch_to_tsquery('offers.french', ${text})`;
  return [
    // A text of stop words alone asks for nothing.
    text === null ? undefined : sql`(${offers.words} @@ ${asked} or numnode(${asked}) = 0)`,
    sector === null ? undefined : eq(offers.sector, sector),
    period === null ? undefined : eq(offers.period, period),
    accessible === null ? undefined : eq(offers.accessible, accessible),
    hostKind === null ? undefined : sql`exists (select from ${hosts} where ${hosts.id} = ${offers.hostId} and ${hosts.kind} = ${hostKind})`,
  ];
}
