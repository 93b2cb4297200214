import "reflect-metadata";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Field, Float, ID, InputType, Int } from "type-graphql";
import type { Described, HostKind, Registration } from "../domain/host.ts";
import type { Mode, Tutor } from "../domain/offer.ts";
import type { WrittenAddress, WrittenCoordinates } from "../domain/place.ts";
import type { WrittenOffer } from "../domain/publish.ts";
import type { EditHost } from "../operations/edit-host.ts";
import { HostKindEnum, OfferModeEnum } from "./enums.ts";

const OPTIONAL = { nullable: true, defaultValue: null } as const;
const LONGITUDE = { ...OPTIONAL, description: "Degrees east, WGS 84, with `latitude`." } as const;

@InputType("HostAddressInput", { description: "A postal address, in France or abroad." })
export class HostAddressInput implements WrittenAddress {
  @Field(() => String, { description: "Number and street, at most 200 characters." })
  readonly addressLine!: string;

  @Field(() => String, { ...OPTIONAL, description: "In France, five digits, the commune's first one when null; abroad as the country writes it, at most 12 characters. Error: INVALID_POSTCODE." })
  readonly postcode!: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'INSEE code, such as "19272", required in France and not kept abroad. Errors: UNKNOWN_COMMUNE, TEXT_REQUIRED.' })
  readonly communeCode!: string | null;

  @Field(() => String, { ...OPTIONAL, description: "The town abroad, required there, at most 100 characters; not kept in France. Errors: TEXT_*." })
  readonly town!: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'ISO 3166-1 in two letters, such as "BE"; the French overseas territories are "FR". When null: France for a host that registers, otherwise the host\'s. Error: UNKNOWN_COUNTRY.' })
  readonly country!: string | null;
}

@InputType()
class DescribedHostInput implements Described {
  @Field(() => String, { description: "Legal name, at most 150 characters." })
  readonly legalName!: string;

  @Field(() => HostKindEnum, { description: "Its kind." })
  readonly kind!: HostKind;

  @Field(() => String, { description: "NAF section, a letter from A to U. Error: UNKNOWN_SECTOR." })
  readonly sector!: string;

  @Field(() => HostAddressInput, { description: "Its seat." })
  readonly address!: HostAddressInput;

  @Field(() => Float, { ...OPTIONAL, description: "Degrees north, WGS 84, with `longitude`; null when not known, in France alone. Errors: NUMBER_OUT_OF_RANGE, PLACE_NOT_LOCATED." })
  readonly latitude!: number | null;

  @Field(() => Float, LONGITUDE)
  readonly longitude!: number | null;

  @Field(() => Int, { ...OPTIONAL, description: "Classes of an école, 1 to 60; not kept for other kinds. Error: ECOLE_CLASSES_REQUIRED." })
  readonly classes!: number | null;
}

@InputType("RegisterHostInput", { description: "A host to register. Every rule that it breaks is told at once, each with its field." })
export class RegisterHostInput extends DescribedHostInput implements Registration {
  @Field(() => String, { ...OPTIONAL, description: "14 digits, spaces allowed; required in France, none abroad. Errors: INVALID_SIRET, TEXT_REQUIRED, SIRET_ABROAD, HOST_ALREADY_REGISTERED." })
  readonly siret!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("EditHostInput", { description: "What a host says of itself, all of it anew; its SIRET and its country stay. Every rule that it breaks is told at once, each with its field." })
export class EditHostInput extends DescribedHostInput implements EditHost {
  @Field(() => ID, { description: "A host that the viewer manages." })
  readonly hostId!: string;
}

@InputType("OfferPlaceInput", { description: "Where a stage takes place." })
export class OfferPlaceInput extends HostAddressInput implements WrittenCoordinates {
  @Field(() => Float, { ...OPTIONAL, description: "Degrees north, WGS 84, with `longitude`; null to take the commune's point, in France alone. Errors: NUMBER_OUT_OF_RANGE, PLACE_NOT_LOCATED." })
  readonly latitude!: number | null;

  @Field(() => Float, LONGITUDE)
  readonly longitude!: number | null;
}

@InputType("OfferTutorInput", { description: "Who will follow the student." })
export class OfferTutorInput implements Tutor {
  @Field(() => String, { description: "Full name, at most 150 characters." })
  readonly name!: string;

  @Field(() => String, { description: "Function in the host, at most 150 characters; in an école, professeur des écoles. Error: ECOLE_TUTOR_NOT_TEACHER." })
  readonly function!: string;

  @Field(() => String, { description: "Seen by the host's managers alone. Error: INVALID_EMAIL." })
  readonly email!: string;

  @Field(() => String, { ...OPTIONAL, description: "At most 30 characters; seen by the host's managers alone." })
  readonly phone!: string | null;
}

@InputType("PublishOfferInput", { description: "An offer to publish. Every rule that it breaks is told at once, each with its field." })
export class PublishOfferInput implements WrittenOffer {
  @Field(() => ID, { description: "A host that the viewer manages." })
  readonly hostId!: string;

  @Field(() => ID, { ...OPTIONAL, description: "The campaign; the current one when null. Error: CAMPAIGN_UNKNOWN." })
  readonly campaignId!: string | null;

  @Field(() => String, { description: "At most 150 characters." })
  readonly title!: string;

  @Field(() => String, { description: "The host and its trade, at most 250 characters." })
  readonly description!: string;

  @Field(() => String, { description: "What the student will see and do, at most 500 characters. Observation only." })
  readonly activities!: string;

  @Field(() => String, { ...OPTIONAL, description: "NAF section, a letter from A to U; the host's when null. Error: UNKNOWN_SECTOR." })
  readonly sector!: string | null;

  @Field(() => PeriodEnum, { description: "The weeks it covers. Error: PERIOD_STARTED." })
  readonly period!: Period;

  @Field(() => OfferModeEnum, { defaultValue: "INDIVIDUAL", description: "How students are welcomed." })
  readonly mode!: Mode;

  @Field(() => Int, { description: "1 to 100; in an école 1, or 3 at most from five classes on, over all its offers of one week. Errors: NUMBER_OUT_OF_RANGE, ECOLE_SEATS_EXCEEDED." })
  readonly seats!: number;

  @Field(() => OfferPlaceInput, { ...OPTIONAL, description: "Where the stage takes place; the host's seat when null." })
  readonly place!: OfferPlaceInput | null;

  @Field(() => Boolean, { defaultValue: false, description: "True when a person with reduced mobility can be welcomed." })
  readonly accessible!: boolean;

  @Field(() => String, { ...OPTIONAL, description: "Meals, transport, clothing…, at most 500 characters." })
  readonly practicalConditions!: string | null;

  @Field(() => OfferTutorInput, { description: "Who will follow the student." })
  readonly tutor!: OfferTutorInput;

  @Field(() => [String], { defaultValue: [], description: "UAI of the only schools whose students find it, at most 100; empty for all. Error: INVALID_UAI." })
  readonly reservedSchoolUais!: string[];

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("UnpublishOfferInput", { description: "An offer to withdraw." })
export class UnpublishOfferInput {
  @Field(() => ID, { description: "The offer." })
  readonly offerId!: string;
}
