import "reflect-metadata";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { Field, Float, InputType } from "type-graphql";
import type { Bounds } from "../domain/area.ts";
import type { HostKind } from "../domain/host.ts";
import type { Mode } from "../domain/offer.ts";
import type { Around, Filters, Order, Search } from "../domain/search.ts";
import { HostKindEnum, OfferModeEnum, OfferOrderEnum } from "./enums.ts";

const OPTIONAL = { nullable: true, defaultValue: null } as const;

@InputType("OfferFiltersInput", { description: "Which offers among those around; what is null or empty asks for nothing." })
export class OfferFiltersInput implements Filters {
  @Field(() => String, { ...OPTIONAL, description: "French words of the title, description or activities; accents and plurals do not matter, and a word that no offer has is read as the nearest one (`didYouMean`). `-word` leaves out, `or` is either. At most 200 characters." })
  readonly text!: string | null;

  @Field(() => [String], { ...OPTIONAL, description: "NAF sections, letters from A to U: one of these. Error: UNKNOWN_SECTOR." })
  readonly sectors!: readonly string[] | null;

  @Field(() => PeriodEnum, { ...OPTIONAL, description: "Exactly this period: WEEK_1 finds the offers of the first week alone." })
  readonly period!: Period | null;

  @Field(() => [HostKindEnum], { ...OPTIONAL, description: "Kinds of the host: one of these." })
  readonly hostKinds!: readonly HostKind[] | null;

  @Field(() => OfferModeEnum, { ...OPTIONAL, description: "How students are welcomed." })
  readonly mode!: Mode | null;

  @Field(() => String, { ...OPTIONAL, description: 'Code of the département of the stage, such as "19". Error: UNKNOWN_DEPARTMENT.' })
  readonly department!: string | null;

  @Field(() => Boolean, { ...OPTIONAL, description: "True: only places accessible to a person with reduced mobility." })
  readonly accessible!: boolean | null;

  @Field(() => Boolean, { ...OPTIONAL, description: "True: only offers with a seat left." })
  readonly seatsLeft!: boolean | null;

  @Field(() => Boolean, { ...OPTIONAL, description: "True: only offers reserved to schools among which is the viewer's; none for whoever is of no school." })
  readonly reservedToMySchool!: boolean | null;
}

@InputType("SearchAreaInput", { description: "A commune, or a point: one of the two. Error: SEARCH_AREA_REQUIRED." })
export class SearchAreaInput implements Around {
  @Field(() => String, { ...OPTIONAL, description: "INSEE code. Errors: UNKNOWN_COMMUNE; SEARCH_AREA_REQUIRED where the platform does not know the place of that commune." })
  readonly communeCode!: string | null;

  @Field(() => Float, { ...OPTIONAL, description: "Degrees north, WGS 84, with `longitude`; not read when a commune is given." })
  readonly latitude!: number | null;

  @Field(() => Float, { ...OPTIONAL, description: "Degrees east, WGS 84, with `latitude`." })
  readonly longitude!: number | null;
}

@InputType("MapBoundsInput", { description: "What a map shows, in degrees, WGS 84: at most 3 high and 4 wide, not across the antimeridian. Errors: INVALID_BOUNDS, NUMBER_OUT_OF_RANGE." })
export class MapBoundsInput implements Bounds {
  @Field(() => Float, { description: "Degrees north of its southern edge." })
  readonly south!: number;

  @Field(() => Float, { description: "Degrees east of its western edge." })
  readonly west!: number;

  @Field(() => Float, { description: "Degrees north of its northern edge." })
  readonly north!: number;

  @Field(() => Float, { description: "Degrees east of its eastern edge." })
  readonly east!: number;
}

export const RADIUS = { defaultValue: 30, description: "Kilometres, 1 to 100. Error: NUMBER_OUT_OF_RANGE." } as const;
export const ORDER = { defaultValue: "DISTANCE", description: "In which order." } as const;

@InputType("OfferSearchInput", { description: "A search in the catalogue. Everything that is wrong in it is told at once, each with its field." })
export class OfferSearchInput extends OfferFiltersInput implements Search {
  @Field(() => SearchAreaInput, { ...OPTIONAL, description: "Around what to look, and to count distances from. Needed without `within`. Error: SEARCH_AREA_REQUIRED." })
  readonly around!: SearchAreaInput | null;

  @Field(() => Float, { ...RADIUS, description: `${RADIUS.description} Not read when \`within\` is given.` })
  readonly radiusKm!: number;

  @Field(() => MapBoundsInput, { ...OPTIONAL, description: "In place of a radius; distances are counted from its middle unless `around` says from where." })
  readonly within!: MapBoundsInput | null;

  @Field(() => OfferOrderEnum, ORDER)
  readonly order!: Order;
}
