import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { communeByCode } from "@stages/reference/communes.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { periodsLeft, refusalsToSearch } from "../domain/campaigns.ts";
import { coordinatesOf } from "../domain/place.ts";
import { type Around, refusalsOfSearch, type Search, wordsOf } from "../domain/search.ts";
import { findCommuneCoordinates } from "../persistence/commune-coordinates.ts";
import { listedFor } from "../persistence/listed-for.ts";
import { type Found, searchAround, type SearchArguments } from "../persistence/search.ts";

export interface Looking {
  readonly db: Reader;
  readonly actor: Actor;
  readonly today: Temporal.PlainDate;
  readonly campaign: Campaign;
}

/** The published offers of the campaign around a point, nearest first, as this actor may find them. */
export async function searchOffers(
  { db, actor, today, campaign }: Looking,
  search: Search,
  { after, limit }: Pick<SearchArguments, "after" | "limit">,
): Promise<readonly Found[]> {
  insist(refusalsToSearch(campaign, actor, today));
  const { around, radiusKm, ...filters } = search;
  const centre = await centreOf(db, around);
  const sectorExists = filters.sector !== null && sectorByCode(filters.sector) !== null;
  insist(refusalsOfSearch(search, { sectorExists, communeExists: centre.communeExists, centre: centre.point }));

  return searchAround(db, {
    ...filters,
    text: wordsOf(filters.text),
    centre: centre.point!,
    radiusKm,
    campaignId: campaign.id,
    periods: periodsLeft(campaign, today),
    listed: listedFor(actor, [campaign.id]),
    after,
    limit,
  });
}

async function centreOf(db: Reader, around: Around): Promise<{ communeExists: boolean; point: Coordinates | null }> {
  if (around.communeCode === null) return { communeExists: false, point: coordinatesOf(around) };
  const commune = communeByCode(around.communeCode);
  return { communeExists: commune !== null, point: commune && (await findCommuneCoordinates(db, commune.code)) };
}
