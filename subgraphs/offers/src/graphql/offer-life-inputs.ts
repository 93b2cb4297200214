import "reflect-metadata";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Field, ID, InputType, Int } from "type-graphql";
import type { Changes } from "../domain/edit.ts";
import type { FlagReason } from "../domain/moderate.ts";
import type { Mode, Tutor } from "../domain/offer.ts";
import type { WrittenOffer } from "../domain/publish.ts";
import { FlagReasonEnum, OfferModeEnum } from "./enums.ts";
import { OfferPlaceInput, OfferTutorInput } from "./mutation-inputs.ts";

const OPTIONAL = { nullable: true, defaultValue: null } as const;
const LATER = { defaultValue: "" } as const;

@InputType("DraftTutorInput", { description: "Who will follow the student, as far as it is known." })
export class DraftTutorInput implements Tutor {
  @Field(() => String, { ...LATER, description: "Full name, at most 150 characters." })
  readonly name!: string;

  @Field(() => String, { ...LATER, description: "Function in the host, at most 150 characters." })
  readonly function!: string;

  @Field(() => String, { ...LATER, description: "Electronic address, at most 254 characters; whether it is one is looked at when it is published." })
  readonly email!: string;

  @Field(() => String, { ...OPTIONAL, description: "At most 30 characters." })
  readonly phone!: string | null;
}

const NOBODY_YET: Tutor = { name: "", function: "", email: "", phone: null };

@InputType("SaveOfferDraftInput", { description: "An offer as far as it is written: anything may be missing, nothing may be longer than in an offer that is published." })
export class SaveOfferDraftInput implements WrittenOffer {
  @Field(() => ID, { ...OPTIONAL, description: "The draft to save again; null to begin one. What is left out is emptied." })
  readonly offerId!: string | null;

  @Field(() => ID, { ...OPTIONAL, description: "A host that the viewer manages; needed to begin a draft, not read afterwards." })
  readonly hostId!: string | null;

  @Field(() => ID, { ...OPTIONAL, description: "The campaign; when null, that of the draft, or the current one. Errors: CAMPAIGN_UNKNOWN, CAMPAIGN_ENDED." })
  readonly campaignId!: string | null;

  @Field(() => String, { ...LATER, description: "At most 150 characters." })
  readonly title!: string;

  @Field(() => String, { ...LATER, description: "The host and its trade, at most 250 characters." })
  readonly description!: string;

  @Field(() => String, { ...LATER, description: "What the student will see and do, at most 500 characters." })
  readonly activities!: string;

  @Field(() => String, { ...OPTIONAL, description: "NAF section, a letter from A to U; the host's when null. Error: UNKNOWN_SECTOR." })
  readonly sector!: string | null;

  @Field(() => PeriodEnum, { defaultValue: "BOTH_WEEKS", description: "The weeks it covers." })
  readonly period!: Period;

  @Field(() => OfferModeEnum, { defaultValue: "INDIVIDUAL", description: "How students are welcomed." })
  readonly mode!: Mode;

  @Field(() => Int, { defaultValue: 1, description: "1 to 100. Error: NUMBER_OUT_OF_RANGE." })
  readonly seats!: number;

  @Field(() => OfferPlaceInput, { ...OPTIONAL, description: "Where the stage takes place; the host's seat when null. Errors: UNKNOWN_COMMUNE, INVALID_POSTCODE." })
  readonly place!: OfferPlaceInput | null;

  @Field(() => Boolean, { defaultValue: false, description: "True when a person with reduced mobility can be welcomed." })
  readonly accessible!: boolean;

  @Field(() => String, { ...OPTIONAL, description: "Meals, transport, clothing…, at most 500 characters." })
  readonly practicalConditions!: string | null;

  @Field(() => DraftTutorInput, { defaultValue: NOBODY_YET, description: "Who will follow the student." })
  readonly tutor!: DraftTutorInput;

  @Field(() => [String], { defaultValue: [], description: "UAI of the only schools whose students find it, at most 100; empty for all. Error: INVALID_UAI." })
  readonly reservedSchoolUais!: string[];

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("EditOfferInput", { description: "The whole text of an offer, written anew: what is left out is emptied, or the host's, as in `publishOffer`. Every rule that it breaks is told at once, each with its field." })
export class EditOfferInput implements Changes {
  @Field(() => ID, { description: "The offer." })
  readonly offerId!: string;

  @Field(() => String, { description: "At most 150 characters." })
  readonly title!: string;

  @Field(() => String, { description: "The host and its trade, at most 250 characters." })
  readonly description!: string;

  @Field(() => String, { description: "What the student will see and do, at most 500 characters. Observation only." })
  readonly activities!: string;

  @Field(() => String, { ...OPTIONAL, description: "NAF section, a letter from A to U; the host's when null. Error: UNKNOWN_SECTOR." })
  readonly sector!: string | null;

  @Field(() => PeriodEnum, { ...OPTIONAL, description: "As it is when null. Error: OFFER_FIXED_ONCE_PUBLISHED." })
  readonly period!: Period | null;

  @Field(() => OfferModeEnum, { ...OPTIONAL, description: "As it is when null. Error: OFFER_FIXED_ONCE_PUBLISHED." })
  readonly mode!: Mode | null;

  @Field(() => Int, { ...OPTIONAL, description: "As they are when null; see `changeOfferSeats` once published. Errors: SEATS_CHANGED_APART, NUMBER_OUT_OF_RANGE, ECOLE_SEATS_EXCEEDED." })
  readonly seats!: number | null;

  @Field(() => OfferPlaceInput, { ...OPTIONAL, description: "Where the stage takes place; the host's seat when null." })
  readonly place!: OfferPlaceInput | null;

  @Field(() => Boolean, { defaultValue: false, description: "True when a person with reduced mobility can be welcomed." })
  readonly accessible!: boolean;

  @Field(() => String, { ...OPTIONAL, description: "Meals, transport, clothing…, at most 500 characters." })
  readonly practicalConditions!: string | null;

  @Field(() => OfferTutorInput, { description: "Who will follow the student." })
  readonly tutor!: OfferTutorInput;

  @Field(() => [String], { defaultValue: [], description: "UAI of the only schools whose students find it, at most 100; empty for all. Candidatures already sent stay. Error: INVALID_UAI." })
  readonly reservedSchoolUais!: string[];
}

@InputType("OfferInput", { description: "An offer to act on." })
export class OfferInput {
  @Field(() => ID, { description: "The offer." })
  readonly offerId!: string;
}

@InputType("DuplicateOfferInput", { description: "An offer to begin another one from." })
export class DuplicateOfferInput extends OfferInput {
  @Field(() => ID, { ...OPTIONAL, description: "The campaign of the new draft; the current one when null. Errors: CAMPAIGN_UNKNOWN, CAMPAIGN_ENDED." })
  readonly campaignId!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("HideOfferInput", { description: "An offer to take out of the catalogue, which is refused without a reason." })
export class HideOfferInput extends OfferInput {
  @Field(() => String, { description: "Told to the host, at most 500 characters. Errors: REASON_REQUIRED, TEXT_TOO_LONG." })
  readonly reason!: string;
}

@InputType("FlagOfferInput", { description: "What is wrong with an offer." })
export class FlagOfferInput extends OfferInput {
  @Field(() => FlagReasonEnum, { description: "Which kind of wrong." })
  readonly reason!: FlagReason;

  @Field(() => String, { ...OPTIONAL, description: "In one's own words, at most 500 characters; required for OTHER. Read by the staff of the territory alone. Errors: TEXT_REQUIRED, TEXT_TOO_LONG." })
  readonly text!: string | null;
}
