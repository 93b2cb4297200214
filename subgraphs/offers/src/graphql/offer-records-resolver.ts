import "reflect-metadata";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import type { Offer } from "../domain/offer.ts";
import { OfferChangeType, OfferFlagType } from "./offer-record-types.ts";
import { OfferType } from "./offer-type.ts";

/** What is written down beside an offer. */
@Resolver(() => OfferType)
export class OfferRecordsResolver {
  @FieldResolver(() => [OfferChangeType], { nullable: true, description: "Every change of its status, oldest first: for the host's managers and the staff of the place's territory. Error: FORBIDDEN." })
  history(@Root() { id }: Offer, @Ctx() { loaders }: OffersContext) {
    return loaders.history.load(id);
  }

  @FieldResolver(() => [OfferFlagType], { nullable: true, description: "What was flagged, oldest first, dismissed or not: for the staff of the place's territory alone. Error: FORBIDDEN." })
  flags(@Root() { id }: Offer, @Ctx() { loaders }: OffersContext) {
    return loaders.flags.load(id);
  }
}
