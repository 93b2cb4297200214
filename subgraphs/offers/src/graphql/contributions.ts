import "reflect-metadata";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { Arg, Ctx, Directive, FieldResolver, Float, Int, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import type { Filters } from "../domain/search.ts";
import { StudentEntity } from "./entities.ts";
import { OfferConnectionType } from "./offer-type.ts";
import { pageOfSearch } from "./pages.ts";
import { OfferFiltersInput, RADIUS } from "./search-input.ts";

const ANY: Filters = { text: null, sector: null, period: null, hostKind: null, accessible: null };

/** The field that this subgraph adds to what `people` owns. */
@Resolver(() => StudentEntity)
export class StudentContribution {
  @Directive('@requires(fields: "home { latitude longitude }")')
  @FieldResolver(() => OfferConnectionType, {
    nullable: true,
    description:
      "The catalogue around the student's home, nearest first, as the viewer may find it: for the student, the family and the school's staff. Null when the home is unknown or not the viewer's to know. Errors: FORBIDDEN, and those of `Query.offers`.",
  })
  offersNearby(
    @Root() { home }: { readonly home?: Coordinates | null },
    @Arg("radiusKm", () => Float, RADIUS) radiusKm: number,
    @Arg("filters", () => OfferFiltersInput, { nullable: true, description: "Which offers; all when null." }) filters: OfferFiltersInput | null = null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before, of the same search. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() context: OffersContext,
  ) {
    if (!home) return null;
    const around = { communeCode: null, latitude: home.latitude, longitude: home.longitude };
    return pageOfSearch(context, { ...(filters ?? ANY), around, radiusKm }, { first, after });
  }
}
