import "reflect-metadata";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { duplicateOffer } from "../operations/duplicate-offer.ts";
import { editOffer } from "../operations/edit-offer.ts";
import { publishExistingOffer } from "../operations/publish-existing-offer.ts";
import { removeOffer } from "../operations/remove-offer.ts";
import { saveOfferDraft } from "../operations/save-offer-draft.ts";
import { DuplicateOfferInput, EditOfferInput, OfferInput, SaveOfferDraftInput } from "./offer-life-inputs.ts";
import { OfferType } from "./offer-type.ts";

const RESULT = { nullable: true } as const;

/** What a host's managers do with their offers, beside publishing at once and withdrawing. */
@Resolver()
export class OfferLifeResolver {
  @Mutation(() => OfferType, {
    ...RESULT,
    description: "A manager of the host prepares an offer, finished or not, before the campaign opens if need be. Errors: FORBIDDEN, WRONG_STATE, CAMPAIGN_UNKNOWN, CAMPAIGN_ENDED, TEXT_TOO_LONG, NUMBER_OUT_OF_RANGE, UNKNOWN_*, INVALID_*.",
  })
  saveOfferDraft(@Arg("input", () => SaveOfferDraftInput) { offerId, hostId, campaignId, idempotencyKey, ...offer }: SaveOfferDraftInput, @Ctx() { act }: OffersContext) {
    return saveOfferDraft(act, { offerId, hostId, campaignId, offer, idempotencyKey });
  }

  @Mutation(() => OfferType, { ...RESULT, description: "A manager of the host publishes a draft. Everything that is missing is told at once, with its field. Errors: those of `publishOffer`, WRONG_STATE." })
  publishDraft(@Arg("input", () => OfferInput) input: OfferInput, @Ctx() { act }: OffersContext) {
    return publishExistingOffer(act, "publishDraft", input);
  }

  @Mutation(() => OfferType, {
    ...RESULT,
    description: "A manager of the host gives back to the catalogue an offer that was withdrawn, or that went out by itself, as it would be published today. Errors: those of `publishOffer`, OFFER_FULL, WRONG_STATE.",
  })
  republishOffer(@Arg("input", () => OfferInput) input: OfferInput, @Ctx() { act }: OffersContext) {
    return publishExistingOffer(act, "republishOffer", input);
  }

  @Mutation(() => OfferType, {
    ...RESULT,
    description: "A manager of the host writes an offer anew; its status stays. Candidatures and conventions already there keep what they were made with. Errors: those of `publishOffer`, OFFER_FIXED_ONCE_PUBLISHED, SEATS_CHANGED_APART, WRONG_STATE.",
  })
  editOffer(@Arg("input", () => EditOfferInput) { offerId, ...changes }: EditOfferInput, @Ctx() { act }: OffersContext) {
    return editOffer(act, { offerId, changes });
  }

  @Mutation(() => OfferType, { ...RESULT, description: "A manager of the host begins a draft with the text of an offer, whatever its status, for another period or campaign. Errors: FORBIDDEN, CAMPAIGN_UNKNOWN, CAMPAIGN_ENDED." })
  duplicateOffer(@Arg("input", () => DuplicateOfferInput) input: DuplicateOfferInput, @Ctx() { act }: OffersContext) {
    return duplicateOffer(act, input);
  }

  @Mutation(() => OfferType, { ...RESULT, description: "A manager of the host ends an offer for good, if nobody has a seat in it. Errors: FORBIDDEN, WRONG_STATE, OFFER_HAS_SEATS_TAKEN." })
  removeOffer(@Arg("input", () => OfferInput) input: OfferInput, @Ctx() { act }: OffersContext) {
    return removeOffer(act, input);
  }
}
