import { currentCampaign } from "@stages/kernel/campaign.ts";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import { type HostId, type OfferId, parseId, type StudentId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { decodeCursor, encodeCursor, type Page, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import type { OffersContext } from "../context.ts";
import type { Status } from "../domain/lifecycle.ts";
import { roundedKm, type Search } from "../domain/search.ts";
import { findOffersToModerate } from "../persistence/offers-to-moderate.ts";
import { searchOffers } from "../operations/search-offers.ts";
import { findFavourites } from "../persistence/favourites.ts";
import type { Found, Position } from "../persistence/search.ts";

export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

const idOf = (part: unknown): OfferId => {
  const id = parseId("offer", String(part));
  if (!id) throw refused("INVALID_CURSOR", "after");
  return id;
};

const LENGTH_OF_KEY = 2;

/** A page of the catalogue. The cursor is of that search alone: its name holds what was asked. */
export async function pageOfSearch({ db, actor, today, loaders }: OffersContext, search: Search, { first, after }: PageArguments) {
  const campaign = currentCampaign(await loaders.searchedCampaigns(), today);
  if (!campaign) throw refused("CAMPAIGN_UNKNOWN");
  const size = pageSize(first);
  const list = `search ${sha256(canonicalJson(search)).slice(0, 16)}`;
  const byDate = search.order === "NEWEST";
  const from = after === null ? null : rankedPositionOf(decodeCursor(list, after, LENGTH_OF_KEY + 1), byDate);
  const searched = await searchOffers({ db, actor, today, campaign }, search, { order: search.order, after: from, limit: size + 1 });
  const cursorOf = ({ chord, offer }: Found, index: number) => encodeCursor(list, [byDate ? offer.publishedAt!.toString() : chord, offer.id, (from?.rank ?? 0) + index + 1]);
  let read: Promise<Page<Found>> | null = null;
  const page = () =>
    (read ??= searched.found().then((found) => {
      // What the policy asks of each offer came with them.
      for (const { host } of found) loaders.host.prime(host.id, host);
      return pageOf(found, size, cursorOf);
    }));
  return {
    get pageInfo() {
      return page().then(({ pageInfo }) => pageInfo);
    },
    get edges() {
      return page().then(({ edges }) => edges.map(({ cursor, node }) => ({ cursor, node: node.offer, distanceKm: roundedKm(node.distanceKm) })));
    },
    didYouMean: searched.didYouMean,
    searched,
    isEmpty: async () => after === null && (await searched.found()).length === 0,
  };
}

function rankedPositionOf([key, id, rank]: readonly (string | number)[], byDate: boolean): Position {
  if (!Number.isSafeInteger(rank) || Number(rank) < 1) throw refused("INVALID_CURSOR", "after");
  return { ...positionOf([key!, id!], byDate), rank: Number(rank) };
}

type Unranked = { readonly id: OfferId } & ({ readonly chord: number } | { readonly publishedAt: string });

function positionOf([key, id]: readonly (string | number)[], byDate: boolean): Unranked {
  if (!byDate) {
    if (typeof key !== "number") throw refused("INVALID_CURSOR", "after");
    return { chord: key, id: idOf(id) };
  }
  try {
    return { publishedAt: Temporal.Instant.from(String(key)).toString(), id: idOf(id) };
  } catch {
    throw refused("INVALID_CURSOR", "after");
  }
}

const OF_FAVOURITES = "favourites";

/** A page of a student's favourites, the last added first. */
export async function pageOfFavourites({ db }: OffersContext, studentId: StudentId, { first, after }: PageArguments) {
  const size = pageSize(first);
  const [addedAt, id] = after === null ? [] : decodeCursor(OF_FAVOURITES, after, LENGTH_OF_KEY);
  const from = after === null ? null : positionOf([addedAt!, id!], true);
  const rows = await findFavourites(db, studentId, from && "publishedAt" in from ? { addedAt: from.publishedAt, id: from.id } : null, size + 1);
  const { edges, pageInfo } = pageOf(rows, size, ({ addedAt, offer }) => encodeCursor(OF_FAVOURITES, [addedAt.toString(), offer.id]));
  return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.offer })) };
}

const OF_HOST = "offers of a host";

/** A page of a host's offers that the viewer may find, oldest first. */
export async function pageOfHost({ loaders }: OffersContext, hostId: HostId, { first, after, status }: PageArguments & { readonly status: Status | null }) {
  const size = pageSize(first);
  const from = after === null ? null : idOf(decodeCursor(OF_HOST, after, 1)[0]);
  const rows = await loaders.offersOfHost.load({ hostId, status, after: from, limit: size + 1 });
  return pageOf(rows, size, ({ id }) => encodeCursor(OF_HOST, [id]));
}

const TO_MODERATE = "offers to moderate";

/** A page of what waits in the viewer's territory. */
export async function pageToModerate({ db, actor }: OffersContext, { first, after }: PageArguments) {
  const size = pageSize(first);
  const from = after === null ? null : idOf(decodeCursor(TO_MODERATE, after, 1)[0]);
  return pageOf(await findOffersToModerate(db, actor, { after: from, limit: size + 1 }), size, ({ id }) => encodeCursor(TO_MODERATE, [id]));
}
