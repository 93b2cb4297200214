import "reflect-metadata";
import { parseId } from "@stages/kernel/ids.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import type { Offer } from "../domain/offer.ts";
import { readOffer } from "../operations/read-offer.ts";
import { CampaignType } from "./campaign-type.ts";
import { SchoolEntity } from "./entities.ts";
import { HostType, SectorType } from "./host-type.ts";
import { actionsOn } from "./offer-actions.ts";
import { OfferConnectionType, OfferEdgeType, OfferTutorType, OfferType } from "./offer-type.ts";
import { pageOfSearch } from "./pages.ts";
import { OfferSearchInput } from "./search-input.ts";

@Resolver(() => OfferType)
export class OffersResolver {
  @Query(() => OfferType, { nullable: true, description: "An offer by its id; null when unknown or not visible to the viewer. Error: STUDENTS_NOT_OPEN before the opening." })
  async offer(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { actor, today, loaders }: OffersContext) {
    const parsed = parseId("offer", id);
    const [offer, campaigns] = await Promise.all([parsed && loaders.offer.load(parsed), loaders.campaigns()]);
    return readOffer(offer, { actor, today, campaigns, host: offer && (await loaders.host.load(offer.hostId)) });
  }

  @Query(() => OfferConnectionType, {
    nullable: true,
    description:
      "The catalogue: published offers of the current campaign around a commune or a point, nearest first, but those whose period has begun. Offers reserved to schools are found by their students and staff alone. Errors: STUDENTS_NOT_OPEN before the opening, CAMPAIGN_UNKNOWN, SEARCH_AREA_REQUIRED, UNKNOWN_COMMUNE, UNKNOWN_SECTOR, NUMBER_OUT_OF_RANGE.",
  })
  offers(
    @Arg("search", () => OfferSearchInput, { description: "What to look for." }) search: OfferSearchInput,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before, of the same search. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() context: OffersContext,
  ) {
    return pageOfSearch(context, search, { first, after });
  }

  @FieldResolver(() => HostType, { description: "Who offers it." })
  host(@Root() { hostId }: Offer, @Ctx() { loaders }: OffersContext) {
    return loaders.host.load(hostId);
  }

  @FieldResolver(() => CampaignType, { description: "The campaign it belongs to." })
  campaign(@Root() { campaignId }: Offer, @Ctx() { loaders }: OffersContext) {
    return loaders.campaign(campaignId);
  }

  @FieldResolver(() => SectorType, { description: "Sector of what is shown, the host's unless it says otherwise." })
  sector(@Root() { sector }: Offer) {
    return sectorByCode(sector);
  }

  @FieldResolver(() => OfferTutorType, { description: "Who will follow the student." })
  tutor(@Root() { tutor, hostId }: Offer) {
    return { ...tutor, hostId };
  }

  @FieldResolver(() => [SchoolEntity], { nullable: "items", description: "The only schools whose students find it and can apply; empty when it is open to all." })
  reservedSchools(@Root() { reservedSchoolUais }: Offer) {
    return reservedSchoolUais.map((uai) => ({ uai }));
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  viewerActions(@Root() offer: Offer, @Ctx() context: OffersContext) {
    return actionsOn(offer, context);
  }
}

@Resolver(() => OfferEdgeType)
export class OfferEdgeResolver {
  @FieldResolver(() => Float, { nullable: true, description: "As the crow flies from what was searched around, in kilometres to a tenth; null in a list that is not a search." })
  distanceKm(@Root() { distanceKm }: { readonly distanceKm?: number }) {
    return distanceKm ?? null;
  }
}
