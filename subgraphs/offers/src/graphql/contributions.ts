import "reflect-metadata";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { Arg, Ctx, Directive, FieldResolver, Float, Int, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { NO_FILTERS, type Order } from "../domain/search.ts";
import { OfferOrderEnum } from "./enums.ts";
import { StudentEntity } from "./entities.ts";
import { OfferConnectionType } from "./offer-type.ts";
import { pageOfFavourites, pageOfSearch } from "./pages.ts";
import { OfferFiltersInput, ORDER, RADIUS } from "./search-input.ts";
import { OfferSearchType } from "./search-type.ts";

/** The fields that this subgraph adds to what `people` owns. */
@Resolver(() => StudentEntity)
export class StudentContribution {
  @Directive('@requires(fields: "home { latitude longitude }")')
  @FieldResolver(() => OfferSearchType, {
    nullable: true,
    description:
      "The catalogue around the student's home, as the viewer may find it: for the student, the family and the school's staff. Null when the home is unknown or not the viewer's to know. Errors: FORBIDDEN, and those of `Query.offers`.",
  })
  offersNearby(
    @Root() { home }: { readonly home?: Coordinates | null },
    @Arg("radiusKm", () => Float, RADIUS) radiusKm: number,
    @Arg("filters", () => OfferFiltersInput, { nullable: true, description: "Which offers; all when null." }) filters: OfferFiltersInput | null = null,
    @Arg("order", () => OfferOrderEnum, ORDER) order: Order,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before, of the same search. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() context: OffersContext,
  ) {
    if (!home) return null;
    const around = { communeCode: null, latitude: home.latitude, longitude: home.longitude };
    return pageOfSearch(context, { ...(filters ?? NO_FILTERS), around, radiusKm, within: null, order }, { first, after });
  }

  @FieldResolver(() => OfferConnectionType, {
    nullable: true,
    description: "The offers that the student put aside, the last added first, those no longer published included; for the student and the family. Errors: FORBIDDEN, INVALID_PAGE_SIZE, INVALID_CURSOR.",
  })
  favourites(
    @Root() { id }: { readonly id: StudentId },
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() context: OffersContext,
  ) {
    return pageOfFavourites(context, id, { first, after });
  }
}
