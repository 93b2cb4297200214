import type { Write } from "@stages/database/connection.ts";
import { type PublicSeatsOfCountry, publicSeats, type Seats } from "@stages/statistics/public-seats.ts";
import { publicationDay } from "@stages/statistics/publication-day.ts";
import type { Publications } from "@stages/statistics/publications.ts";
import { ACADEMIES_BY_SIZE, SECTORS_BY_SIZE } from "../domain/order-of-publication.ts";
import { findSeatsOn, type SeatsOn } from "../persistence/seats-on.ts";

/** Of seats whose stage takes place in no académie. */
export const ABROAD = "";

export interface OpenSeats {
  readonly byAcademy: PublicSeatsOfCountry;
  readonly bySector: PublicSeatsOfCountry;
}

export interface Publishing {
  /** Visitors see no row of the rollups: what leaves here is what may be published of all of them. */
  readonly platform: Write;
  readonly published: Publications<OpenSeats>;
  readonly now: Temporal.Instant;
}

/** Of a campaign that is known. */
export function openSeats({ platform, published, now }: Publishing, campaignId: string): Promise<OpenSeats> {
  const day = publicationDay(now);
  return published(campaignId, day, async () => {
    const { country, academies, sectors } = await platform((tx) => findSeatsOn(tx, campaignId, day, { academies: ACADEMIES_BY_SIZE, sectors: SECTORS_BY_SIZE }));
    const named = (codes: readonly string[], seats: readonly SeatsOn[]): readonly Seats[] => codes.map((code, rank) => ({ code, ...seats[rank]! }));
    return {
      byAcademy: publicSeats([{ code: ABROAD, ...remainderOf(country, academies) }, ...named(ACADEMIES_BY_SIZE, academies)]),
      bySector: publicSeats(named(SECTORS_BY_SIZE, sectors)),
    };
  });
}

function remainderOf(country: SeatsOn, parts: readonly SeatsOn[]): SeatsOn {
  return parts.reduce(({ taken, left }, part) => ({ taken: taken - part.taken, left: left - part.left }), country);
}
