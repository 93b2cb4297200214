import "reflect-metadata";
import { Arg, Ctx, Int, Mutation, Query, Resolver } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { dismissFlags } from "../operations/dismiss-flags.ts";
import { flagOffer } from "../operations/flag-offer.ts";
import { hideOffer } from "../operations/hide-offer.ts";
import { restoreOffer } from "../operations/restore-offer.ts";
import { FlagOfferInput, HideOfferInput, OfferInput } from "./offer-life-inputs.ts";
import { OfferConnectionType, OfferType } from "./offer-type.ts";
import { pageToModerate } from "./pages.ts";

const RESULT = { nullable: true } as const;

@Resolver()
export class ModerationResolver {
  @Query(() => OfferConnectionType, {
    nullable: true,
    description: "Offers that wait for the viewer to decide, oldest first: flagged and not dismissed, or hidden, whose place is in the viewer's territory; everywhere for the ministry. Error: FORBIDDEN.",
  })
  offersToModerate(
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() context: OffersContext,
  ) {
    return pageToModerate(context, { first, after });
  }

  @Mutation(() => OfferType, {
    ...RESULT,
    description: "A student, a legal representative or a school's staff tells the staff of the territory what is wrong with an offer; never told to its host. Once per person and offer: again changes nothing. Errors: FORBIDDEN, WRONG_STATE, TEXT_*.",
  })
  flagOffer(@Arg("input", () => FlagOfferInput) input: FlagOfferInput, @Ctx() { act }: OffersContext) {
    return flagOffer(act, input);
  }

  @Mutation(() => OfferType, { ...RESULT, description: "The staff of the place's territory has looked at an offer's flags: all those that wait are dismissed. Error: FORBIDDEN." })
  dismissFlags(@Arg("input", () => OfferInput) input: OfferInput, @Ctx() { act }: OffersContext) {
    return dismissFlags(act, input);
  }

  @Mutation(() => OfferType, {
    ...RESULT,
    description: "The staff of the place's territory (its académie or its département; abroad, the ministry) takes an offer out of the catalogue; no candidature to it is accepted any more, those accepted stay. Errors: FORBIDDEN, WRONG_STATE, REASON_REQUIRED, TEXT_TOO_LONG.",
  })
  hideOffer(@Arg("input", () => HideOfferInput) input: HideOfferInput, @Ctx() { act }: OffersContext) {
    return hideOffer(act, input);
  }

  @Mutation(() => OfferType, { ...RESULT, description: "The staff of the place's territory gives a hidden offer back: to the catalogue, unless its host had withdrawn it, or it is full or past. Errors: FORBIDDEN, WRONG_STATE." })
  restoreOffer(@Arg("input", () => OfferInput) input: OfferInput, @Ctx() { act }: OffersContext) {
    return restoreOffer(act, input);
  }
}
