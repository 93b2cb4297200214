import "reflect-metadata";
import { departmentByCode } from "@stages/reference/communes.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { Field, Float, Int, ObjectType } from "type-graphql";
import type { Facets } from "../domain/facets.ts";
import type { HostKind } from "../domain/host.ts";
import type { Criterion, Loosening } from "../domain/loosen.ts";
import type { Mode } from "../domain/offer.ts";
import { HostKindEnum, OfferModeEnum, SearchCriterionEnum, SuggestionKindEnum } from "./enums.ts";
import { SectorType } from "./host-type.ts";
import { OfferConnectionType } from "./offer-type.ts";

const COUNT = { description: "How many offers." } as const;

@ObjectType("SectorFacet", { description: "A sector, and how many offers choosing it would give." })
export class SectorFacetType {
  @Field(() => SectorType, { description: "The sector." })
  readonly sector!: SectorType;

  @Field(() => Int, COUNT)
  readonly count!: number;
}

@ObjectType("PeriodFacet", { description: "A period, and how many offers choosing it would give." })
export class PeriodFacetType {
  @Field(() => PeriodEnum, { description: "The period." })
  readonly period!: Period;

  @Field(() => Int, COUNT)
  readonly count!: number;
}

@ObjectType("HostKindFacet", { description: "A kind of host, and how many offers choosing it would give." })
export class HostKindFacetType {
  @Field(() => HostKindEnum, { description: "The kind." })
  readonly hostKind!: HostKind;

  @Field(() => Int, COUNT)
  readonly count!: number;
}

@ObjectType("OfferModeFacet", { description: "A mode, and how many offers choosing it would give." })
export class OfferModeFacetType {
  @Field(() => OfferModeEnum, { description: "The mode." })
  readonly mode!: Mode;

  @Field(() => Int, COUNT)
  readonly count!: number;
}

@ObjectType("DepartmentFacet", { description: "A département, and how many offers choosing it would give." })
export class DepartmentFacetType {
  @Field(() => String, { description: 'Its code, such as "19".' })
  readonly code!: string;

  @Field(() => String, { description: "Its name, in French." })
  readonly name!: string;

  @Field(() => Int, COUNT)
  readonly count!: number;
}

@ObjectType("OfferFacets", {
  description: "How many offers of the whole search each choice would give: counted with all the other filters, and without the facet's own. Most first; what would give none is left out.",
})
export class OfferFacetsType {
  @Field(() => [SectorFacetType], { description: "By sector." })
  readonly sectors!: readonly SectorFacetType[];

  @Field(() => [PeriodFacetType], { description: "By period." })
  readonly periods!: readonly PeriodFacetType[];

  @Field(() => [HostKindFacetType], { description: "By kind of host." })
  readonly hostKinds!: readonly HostKindFacetType[];

  @Field(() => [OfferModeFacetType], { description: "By mode." })
  readonly modes!: readonly OfferModeFacetType[];

  @Field(() => [DepartmentFacetType], { description: "By département; offers abroad are in none." })
  readonly departments!: readonly DepartmentFacetType[];

  @Field(() => Int, { description: "Accessible to a person with reduced mobility." })
  readonly accessible!: number;

  @Field(() => Int, { description: "With a seat left." })
  readonly seatsLeft!: number;

  @Field(() => Int, { description: "Reserved to schools among which is the viewer's." })
  readonly reservedToMySchool!: number;
}

export function facetsAsTyped({ sectors, periods, hostKinds, modes, departments, ...counts }: Facets): OfferFacetsType {
  return {
    ...counts,
    sectors: sectors.map(({ value, count }) => ({ sector: sectorByCode(value)!, count })),
    periods: periods.map(({ value: period, count }) => ({ period, count })),
    hostKinds: hostKinds.map(({ value: hostKind, count }) => ({ hostKind, count })),
    modes: modes.map(({ value: mode, count }) => ({ mode, count })),
    departments: departments.map(({ value: code, count }) => ({ code, name: departmentByCode(code)?.name ?? code, count })),
  };
}

@ObjectType("SearchLoosening", { description: "One thing to ask less for when nothing is found." })
export class SearchLooseningType implements Loosening {
  @Field(() => SearchCriterionEnum, { description: "What to ask less for: a filter to drop, or a radius to widen." })
  readonly criterion!: Criterion;

  @Field(() => Float, { nullable: true, description: "For RADIUS, the nearest wider one that brings something, in kilometres; null for a filter." })
  readonly radiusKm!: number | null;

  @Field(() => Int, { description: "How many offers that alone would bring: counted, not guessed." })
  readonly count!: number;
}

@ObjectType("OfferSearch", { description: "A page of a search in the catalogue (Relay), and what is told of the whole search when it is asked." })
export class OfferSearchType extends OfferConnectionType {
  @Field(() => String, { nullable: true, description: "The text that was looked for instead, when a word of the one given is in no offer and resembles another; null otherwise." })
  readonly didYouMean!: string | null;
}

@ObjectType("SearchSuggestion", { description: "Something to complete what is being typed with." })
export class SearchSuggestionType {
  @Field(() => SuggestionKindEnum, { description: "What it is." })
  readonly kind!: "WORD" | "SECTOR" | "COMMUNE";

  @Field(() => String, { description: "To be shown, in French: the whole text with its last word completed, a sector's or a commune's name." })
  readonly label!: string;

  @Field(() => String, { description: "To search with: the text, the sector's letter, or the commune's INSEE code." })
  readonly value!: string;
}
