import { currentCampaign } from "@stages/kernel/campaign.ts";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import { type HostId, type OfferId, parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { decodeCursor, encodeCursor, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import type { OffersContext } from "../context.ts";
import type { Status } from "../domain/lifecycle.ts";
import { roundedKm, type Search } from "../domain/search.ts";
import { findOffersToModerate } from "../persistence/offers-to-moderate.ts";
import { searchOffers } from "../operations/search-offers.ts";

export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

const idOf = (part: unknown): OfferId => {
  const id = parseId("offer", String(part));
  if (!id) throw refused("INVALID_CURSOR", "after");
  return id;
};

/** A page of the catalogue, nearest first. The cursor is of that search alone: its name holds what was asked. */
export async function pageOfSearch({ db, actor, today, loaders }: OffersContext, search: Search, { first, after }: PageArguments) {
  const campaign = currentCampaign(await loaders.campaigns(), today);
  if (!campaign) throw refused("CAMPAIGN_UNKNOWN");
  const size = pageSize(first);
  const list = `search ${sha256(canonicalJson(search)).slice(0, 16)}`;

  const [chord, id] = after === null ? [] : decodeCursor(list, after, 2);
  const from = after === null ? null : { chord: Number(chord), id: idOf(id) };
  const found = await searchOffers({ db, actor, today, campaign }, search, { after: from, limit: size + 1 });
  const { edges, pageInfo } = pageOf(found, size, ({ chord, offer }) => encodeCursor(list, [chord, offer.id]));
  return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.offer, distanceKm: roundedKm(node.distanceKm) })) };
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
