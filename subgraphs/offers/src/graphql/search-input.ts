import "reflect-metadata";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { Field, Float, InputType } from "type-graphql";
import type { HostKind } from "../domain/host.ts";
import type { Around, Filters, Search } from "../domain/search.ts";
import { HostKindEnum } from "./enums.ts";

const OPTIONAL = { nullable: true, defaultValue: null } as const;

@InputType("OfferFiltersInput", { description: "Which offers among those around; what is null asks for nothing." })
export class OfferFiltersInput implements Filters {
  @Field(() => String, { ...OPTIONAL, description: "French words of the title, description or activities; accents and plurals do not matter. At most 200 characters." })
  readonly text!: string | null;

  @Field(() => String, { ...OPTIONAL, description: "NAF section, a letter from A to U. Error: UNKNOWN_SECTOR." })
  readonly sector!: string | null;

  @Field(() => PeriodEnum, { ...OPTIONAL, description: "Exactly this period: WEEK_1 finds the offers of the first week alone." })
  readonly period!: Period | null;

  @Field(() => HostKindEnum, { ...OPTIONAL, description: "Kind of the host." })
  readonly hostKind!: HostKind | null;

  @Field(() => Boolean, { ...OPTIONAL, description: "True: only places accessible to a person with reduced mobility." })
  readonly accessible!: boolean | null;
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

export const RADIUS = { defaultValue: 30, description: "Kilometres, 1 to 100. Error: NUMBER_OUT_OF_RANGE." } as const;

@InputType("OfferSearchInput", { description: "A search in the catalogue. Everything that is wrong in it is told at once, each with its field." })
export class OfferSearchInput extends OfferFiltersInput implements Search {
  @Field(() => SearchAreaInput, { description: "Around what to look." })
  readonly around!: SearchAreaInput;

  @Field(() => Float, RADIUS)
  readonly radiusKm!: number;
}
