import "reflect-metadata";
import { parseId } from "@stages/kernel/ids.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, Float, ID, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import type { Offer } from "../domain/offer.ts";
import { readOffer } from "../operations/read-offer.ts";
import { CampaignType } from "./campaign-type.ts";
import { SchoolEntity } from "./entities.ts";
import { HostType, SectorType } from "./host-type.ts";
import { actionsOn } from "./offer-actions.ts";
import { OfferEdgeType, OfferTutorType, OfferType } from "./offer-type.ts";

@Resolver(() => OfferType)
export class OffersResolver {
  @Query(() => OfferType, { nullable: true, description: "An offer by its id; null when unknown or not visible to the viewer. Error: STUDENTS_NOT_OPEN before the opening." })
  async offer(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { actor, today, loaders }: OffersContext) {
    const parsed = parseId("offer", id);
    const [offer, campaigns] = await Promise.all([parsed && loaders.offer.load(parsed), loaders.campaigns()]);
    return readOffer(offer, { actor, today, campaigns, host: offer && (await loaders.host.load(offer.hostId)) });
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

  @FieldResolver(() => Boolean, { nullable: true, description: "Whether the viewer put it aside (`addFavourite`); null for whoever is no student." })
  isFavourite(@Root() { id }: Offer, @Ctx() { actor, loaders }: OffersContext) {
    return actor.role === "STUDENT" ? loaders.isFavourite.load(id) : null;
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
