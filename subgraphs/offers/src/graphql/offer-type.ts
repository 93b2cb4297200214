import "reflect-metadata";
import type { HostId, OfferId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { Status } from "../domain/lifecycle.ts";
import type { Mode, Tutor } from "../domain/offer.ts";
import type { Address, WrittenCoordinates } from "../domain/place.ts";
import { OfferModeEnum, OfferStatusEnum } from "./enums.ts";

@ObjectType("OfferPlace", { description: "Where the stage takes place; may differ from the host's seat." })
export class OfferPlaceType implements Address, WrittenCoordinates {
  @Field(() => String, { description: "Number and street." })
  readonly addressLine!: string;

  @Field(() => String, { nullable: true, description: "Five digits; abroad the country's own, null when none was given." })
  readonly postcode!: string | null;

  @Field(() => String, { nullable: true, description: "INSEE code of the commune; null abroad." })
  readonly communeCode!: string | null;

  @Field(() => String, { description: "The commune; abroad, the town." })
  readonly communeName!: string;

  @Field(() => String, { description: 'Country, ISO 3166-1 in two letters, such as "FR".' })
  readonly country!: string;

  @Field(() => Float, { nullable: true, description: "Degrees north, WGS 84; null in a draft whose place nobody knows yet." })
  readonly latitude!: number | null;

  @Field(() => Float, { nullable: true, description: "Degrees east, WGS 84; null in a draft whose place nobody knows yet." })
  readonly longitude!: number | null;
}

@ObjectType("OfferTutor", { description: "Who will follow the student in the host." })
export class OfferTutorType implements Tutor {
  /** Whose managers see the contact. */
  readonly hostId!: HostId;

  @Field(() => String, { description: "Full name." })
  readonly name!: string;

  @Field(() => String, { description: "Function in the host. In an école, a professeur des écoles." })
  readonly function!: string;

  @Field(() => String, { nullable: true, description: "For the host's managers alone. Error: FORBIDDEN." })
  readonly email!: string;

  @Field(() => String, { nullable: true, description: "For the host's managers alone; null when not given. Error: FORBIDDEN." })
  readonly phone!: string | null;
}

@ObjectType("Offer", {
  description:
    "An offre de stage. While published, seen by everyone signed in, students from the campaign's opening date on; afterwards by its host's managers, and by the other parties of candidatures and conventions that point at it.",
})
@Directive('@key(fields: "id")')
export class OfferType {
  @Field(() => ID, { description: 'Identifier, such as "offer_01kz…".' })
  readonly id!: OfferId;

  @Field(() => OfferStatusEnum, { description: "Where it stands." })
  readonly status!: Status;

  @Field(() => String, { description: "At most 150 characters." })
  readonly title!: string;

  @Field(() => String, { description: "The host and its trade, at most 250 characters (letter to the écoles)." })
  readonly description!: string;

  @Field(() => String, { description: "What the student will see and do, at most 500 characters (letter to the écoles). Observation only." })
  readonly activities!: string;

  @Field(() => PeriodEnum, { description: "The weeks it covers." })
  readonly period!: Period;

  @Field(() => OfferModeEnum, { description: "How students are welcomed." })
  readonly mode!: Mode;

  @Field(() => Int, { description: "Students it can welcome in its period, 1 to 100; those still free are `seatsLeft`. Changed by `changeOfferSeats` from the first publication on, and follows it in a moment." })
  readonly seats!: number;

  @Field(() => OfferPlaceType, { description: "Where the stage takes place." })
  readonly place!: OfferPlaceType;

  @Field(() => Boolean, { description: "True when a person with reduced mobility can be welcomed." })
  readonly accessible!: boolean;

  @Field(() => String, { nullable: true, description: "Meals, transport, clothing…; null when nothing is said." })
  readonly practicalConditions!: string | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "First publication; null while it was never published." })
  readonly publishedAt!: Temporal.Instant | null;
}

export const { ConnectionType: OfferConnectionType, EdgeType: OfferEdgeType } = connectionOf("Offer", () => OfferType);
