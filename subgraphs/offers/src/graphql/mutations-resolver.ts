import "reflect-metadata";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { editHost } from "../operations/edit-host.ts";
import { publishOffer } from "../operations/publish-offer.ts";
import { registerHost } from "../operations/register-host.ts";
import { unpublishOffer } from "../operations/unpublish-offer.ts";
import { HostType } from "./host-type.ts";
import { EditHostInput, PublishOfferInput, RegisterHostInput, UnpublishOfferInput } from "./mutation-inputs.ts";
import { OfferType } from "./offer-type.ts";

const RESULT = { nullable: true } as const;

@Resolver()
export class MutationsResolver {
  @Mutation(() => HostType, {
    ...RESULT,
    description: "The viewer registers a host, in France or abroad, and becomes its manager. Errors: INVALID_SIRET, SIRET_ABROAD, HOST_ALREADY_REGISTERED, UNKNOWN_COUNTRY, UNKNOWN_COMMUNE, UNKNOWN_SECTOR, PLACE_NOT_LOCATED, ECOLE_CLASSES_REQUIRED, TEXT_*.",
  })
  registerHost(@Arg("input", () => RegisterHostInput) input: RegisterHostInput, @Ctx() { act }: OffersContext) {
    return registerHost(act, input);
  }

  @Mutation(() => HostType, {
    ...RESULT,
    description: "A manager of the host says anew what it is. Offers keep the place and the texts that they were published with. Errors: those of `registerHost`, HOST_COUNTRY_FIXED, ECOLE_OFFERS_OUT, NOT_FOUND, FORBIDDEN.",
  })
  editHost(@Arg("input", () => EditHostInput) input: EditHostInput, @Ctx() { act }: OffersContext) {
    return editHost(act, input);
  }

  @Mutation(() => OfferType, {
    ...RESULT,
    description: "A manager of the host writes an offer and publishes it at once; hosts publish ahead of the students' opening. Errors: FORBIDDEN, OFFERS_NOT_OPEN, CAMPAIGN_ENDED, PERIOD_STARTED, TEXT_*, NUMBER_OUT_OF_RANGE, PLACE_NOT_LOCATED, ECOLE_*.",
  })
  publishOffer(@Arg("input", () => PublishOfferInput) { hostId, campaignId, idempotencyKey, ...offer }: PublishOfferInput, @Ctx() { act }: OffersContext) {
    return publishOffer(act, { hostId, campaignId, offer, idempotencyKey });
  }

  @Mutation(() => OfferType, { ...RESULT, description: "A manager of the host withdraws an offer from the catalogue; candidatures and conventions stay. Errors: FORBIDDEN, WRONG_STATE." })
  unpublishOffer(@Arg("input", () => UnpublishOfferInput) input: UnpublishOfferInput, @Ctx() { act }: OffersContext) {
    return unpublishOffer(act, input);
  }
}
