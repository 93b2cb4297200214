import type { Act } from "@stages/database/act.ts";
import type { Database } from "@stages/database/connection.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { HostId, OfferId } from "@stages/kernel/ids.ts";
import { type RequestContext, requestContext } from "@stages/subgraph/context.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { type FigureDesk, figureDesk } from "@stages/subgraph/figure-fields.ts";
import { figuresOfCaller } from "@stages/subgraph/figures.ts";
import { byKey, manyByKey } from "@stages/subgraph/loaders.ts";
import type { Caller } from "@stages/transport/transport.ts";
import DataLoader from "dataloader";
import { isOpenToStudents } from "./domain/campaigns.ts";
import type { Offer } from "./domain/offer.ts";
import { type SeatCounts, seatCountsOf } from "./domain/seat-counts.ts";
import type { Publishing } from "./operations/open-seats.ts";
import { findCampaignChanges } from "./persistence/campaigns.ts";
import { findFavouritesAmong } from "./persistence/favourites.ts";
import { findFlags } from "./persistence/flags.ts";
import { findOffersWithHosts } from "./persistence/found.ts";
import { findHistory } from "./persistence/history.ts";
import { findHostsByIds } from "./persistence/hosts.ts";
import { findIntentionsOfHosts } from "./persistence/intentions.ts";
import { listedFor } from "./persistence/listed-for.ts";
import { MEASURES } from "./persistence/measures.ts";
import { findOffersOfHosts, findOffersOut, type HostOffersPage } from "./persistence/offers-of-hosts.ts";
import { findSeatsOfHosts } from "./persistence/recensement.ts";
import type { RememberedCampaigns } from "@stages/subgraph/remembered-campaigns.ts";

interface HostOffers extends HostOffersPage {
  readonly hostId: HostId;
}

const figuresOf = figuresOfCaller(MEASURES);

/** One query for all the keys of a request, whatever the number of objects that ask. */
function loaders(db: Database, { actor, now }: RequestContext, remembered: RememberedCampaigns) {
  let known: Promise<readonly Campaign[]> | undefined;
  const campaigns = () => (known ??= remembered.readAnew(db));
  const today = civilDateOf(now);

  const pageOfHosts = async ({ status, after, limit }: HostOffersPage, hostIds: readonly HostId[]) => {
    const open = (await campaigns()).filter((campaign) => isOpenToStudents(campaign, today)).map(({ id }) => id);
    return findOffersOfHosts(db, hostIds, { status, after, limit }, listedFor(actor, open));
  };

  const host = byKey((ids: Parameters<typeof findHostsByIds>[1]) => findHostsByIds(db, ids), ({ id }) => id);

  return {
    /** All of them: there is one a year. */
    campaigns,
    /** The same as searches remember them, for what the policy asks of each offer, and for figures. */
    searchedCampaigns: () => (known ??= remembered.read(db)),
    campaign: async (id: string) => (await campaigns()).find((campaign) => campaign.id === id) ?? null,
    searchedCampaign: async (id: string) => (await (known ??= remembered.read(db))).find((campaign) => campaign.id === id) ?? null,
    campaignChanges: manyByKey((ids: readonly string[]) => findCampaignChanges(db, ids), ({ campaignId }) => campaignId),
    intentionsOfHost: manyByKey((ids: readonly HostId[]) => findIntentionsOfHosts(db, ids), ({ hostId }) => hostId),
    /** Published and taken, a line a campaign. */
    seatsOfHost: manyByKey((ids: readonly HostId[]) => findSeatsOfHosts(db, ids), ({ hostId }) => hostId),
    host,
    offer: byKey(async (ids: readonly OfferId[]) => {
      const found = await findOffersWithHosts(db, ids);
      for (const one of found) host.prime(one.host.id, one.host);
      return found.map(({ offer }) => offer);
    }, ({ id }) => id),
    history: manyByKey((ids: Parameters<typeof findHistory>[1]) => findHistory(db, ids), ({ offerId }) => offerId),
    flags: manyByKey((ids: Parameters<typeof findFlags>[1]) => findFlags(db, ids), ({ offerId }) => offerId),
    /** Those of each host whose students come. */
    offersOut: manyByKey((ids: readonly HostId[]) => findOffersOut(db, ids), ({ hostId }) => hostId),
    /** Whether the student who asks has put it aside. */
    isFavourite: new DataLoader<OfferId, boolean>(async (ids) => {
      const theirs = actor.role === "STUDENT" ? await findFavouritesAmong(db, actor.studentId, ids) : new Set();
      return ids.map((id) => theirs.has(id));
    }),
    /** A page of each host's offers: hosts that are asked for the same page share a query. */
    offersOfHost: new DataLoader<HostOffers, readonly Offer[], string>(
      async (keys) => {
        const samePage = Map.groupBy(keys, ({ hostId: _, ...page }) => JSON.stringify(page));
        const found = await Promise.all([...samePage.values()].map((asked) => pageOfHosts(asked[0]!, asked.map(({ hostId }) => hostId))));
        const pages = new Map([...samePage.keys()].map((page, index) => [page, Map.groupBy(found[index]!, ({ hostId }) => hostId)]));
        return keys.map(({ hostId, ...page }) => pages.get(JSON.stringify(page))!.get(hostId) ?? []);
      },
      { cacheKeyFn: JSON.stringify },
    ),
  };
}

export interface OffersContext extends RequestContext {
  readonly db: Database;
  readonly act: Act;
  readonly today: Temporal.PlainDate;
  readonly loaders: ReturnType<typeof loaders>;
  readonly figures: FigureDesk<typeof MEASURES, SeatCounts>;
  /** A campaign was changed here. */
  readonly forgetCampaigns: () => void;
  /** What is published of all, by the platform. */
  readonly publishing: Publishing;
}

export function offersContext({ db, write, platform }: Resources, caller: Caller, campaigns: RememberedCampaigns, published: Publishing["published"]): OffersContext {
  const request = requestContext(caller);
  const { actor, now } = request;
  const today = civilDateOf(now);
  const own = loaders(db, request, campaigns);
  const figures = figureDesk({ source: figuresOf(caller, db), countsOf: seatCountsOf, campaigns: own.searchedCampaigns, today });
  return { ...request, db, act: { actor, now, write }, today, loaders: own, figures, forgetCampaigns: campaigns.forget, publishing: { platform: platform.write, published, now } };
}
