import "reflect-metadata";
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import type { Searched } from "../operations/search-offers.ts";
import { suggest } from "../operations/suggest.ts";
import { pageOfSearch } from "./pages.ts";
import { OfferSearchInput, SearchAreaInput } from "./search-input.ts";
import { facetsAsTyped, OfferFacetsType, OfferSearchType, SearchLooseningType, SearchSuggestionType } from "./search-type.ts";

interface Asked {
  readonly searched: Searched;
  readonly isEmpty: () => Promise<boolean>;
}

@Resolver(() => OfferSearchType)
export class SearchResolver {
  @Query(() => OfferSearchType, {
    nullable: true,
    description:
      "The catalogue: published offers of the current campaign around a commune or a point, or on a map, nearest or newest first, but those whose period has begun. Around a home: `Student.offersNearby`. Offers reserved to schools are found by their students and staff alone. Errors: STUDENTS_NOT_OPEN before the opening, CAMPAIGN_UNKNOWN, SEARCH_AREA_REQUIRED, INVALID_BOUNDS, UNKNOWN_COMMUNE, UNKNOWN_SECTOR, UNKNOWN_DEPARTMENT, NUMBER_OUT_OF_RANGE, TEXT_TOO_LONG.",
  })
  offers(
    @Arg("search", () => OfferSearchInput, { description: "What to look for." }) search: OfferSearchInput,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before, of the same search. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() context: OffersContext,
  ) {
    return pageOfSearch(context, search, { first, after });
  }

  @Query(() => [SearchSuggestionType], {
    nullable: true,
    description: "While one types: words of the catalogue, sectors and communes that begin so, at most 12. Empty under two letters. Error: TEXT_TOO_LONG.",
  })
  searchSuggestions(
    @Arg("text", () => String, { description: "What was typed so far, at most 200 characters." }) text: string,
    @Arg("near", () => SearchAreaInput, { nullable: true, description: "Where one looks: communes nearer to it come first." }) near: SearchAreaInput | null = null,
    @Ctx() { db }: OffersContext,
  ) {
    return suggest(db, text, near);
  }

  @FieldResolver(() => Int, { description: "How many offers the whole search finds. Counted only when asked." })
  totalCount(@Root() { searched }: Asked) {
    return searched.count();
  }

  @FieldResolver(() => OfferFacetsType, { description: "How many offers each further choice would give. Counted only when asked." })
  async facets(@Root() { searched }: Asked) {
    return facetsAsTyped(await searched.facets());
  }

  @FieldResolver(() => [SearchLooseningType], { description: "When nothing was found, what to ask less for, most fruitful first; empty otherwise, or when nothing helps." })
  async loosen(@Root() { searched, isEmpty }: Asked) {
    return (await isEmpty()) ? searched.loosen() : [];
  }
}
