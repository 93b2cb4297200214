import "reflect-metadata";
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { addFavourite, removeFavourite } from "../operations/favourites.ts";
import { OfferType } from "./offer-type.ts";

@InputType("AddFavouriteInput", { description: "An offer to put aside." })
export class AddFavouriteInput {
  @Field(() => ID, { description: "The offer." })
  readonly offerId!: string;
}

@InputType("RemoveFavouriteInput", { description: "An offer to keep aside no longer." })
export class RemoveFavouriteInput {
  @Field(() => ID, { description: "The offer." })
  readonly offerId!: string;
}

@Resolver()
export class FavouritesResolver {
  @Mutation(() => OfferType, { nullable: true, description: "A student puts an offer aside, for themselves and their family to find again; again changes nothing. Errors: FORBIDDEN, NOT_FOUND, TOO_MANY_FAVOURITES beyond 100." })
  addFavourite(@Arg("input", () => AddFavouriteInput) { offerId }: AddFavouriteInput, @Ctx() { act }: OffersContext) {
    return addFavourite(act, offerId);
  }

  @Mutation(() => OfferType, { nullable: true, description: "A student no longer keeps an offer aside; again changes nothing. Errors: FORBIDDEN, NOT_FOUND." })
  removeFavourite(@Arg("input", () => RemoveFavouriteInput) { offerId }: RemoveFavouriteInput, @Ctx() { act }: OffersContext) {
    return removeFavourite(act, offerId);
  }
}
