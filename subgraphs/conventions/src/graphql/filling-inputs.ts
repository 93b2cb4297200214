import "reflect-metadata";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Field, ID, InputType } from "type-graphql";
import { HostPartDraftType, SchoolPartDraftType } from "./draft-types.ts";
import { LiabilityInsuranceType } from "./parts.ts";

@InputType()
export class SaveConventionDraftInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => HostPartDraftType, { nullable: true, description: "Fields of the host's part." })
  readonly host?: HostPartDraftType | null;

  @Field(() => SchoolPartDraftType, { nullable: true, description: "Fields of the school's part." })
  readonly school?: SchoolPartDraftType | null;
}

@InputType({ description: "Who signs and fills for a host that the platform does not know." })
export class FoundRepresentativeInput {
  @Field(() => String, { description: "Full name, at most 150 characters." })
  readonly name!: string;

  @Field(() => String, { description: "Where the personal link is sent. Error: INVALID_EMAIL." })
  readonly email!: string;
}

@InputType({ description: "The host of a stage found elsewhere: in France by its SIRET, abroad by its country." })
export class FoundHostInput {
  @Field(() => String, { description: "Its name, at most 200 characters; of a host of the platform, its own is taken." })
  readonly legalName!: string;

  @Field(() => String, { nullable: true, defaultValue: null, description: "14 digits; null abroad. Of a host of the platform, its managers fill and sign. Errors: INVALID_SIRET, SIRET_ABROAD." })
  readonly siret!: string | null;

  @Field(() => String, { nullable: true, defaultValue: null, description: 'ISO 3166-1 in two letters, such as "BE"; null or "FR" in France. Error: UNKNOWN_COUNTRY.' })
  readonly country!: string | null;

  @Field(() => String, { description: "Its seat, at most 300 characters." })
  readonly address!: string;

  @Field(() => FoundRepresentativeInput, { nullable: true, defaultValue: null, description: "Gets a personal link, unless the host is of the platform; null: the school fills the host's part, and it is signed on paper." })
  readonly representative!: FoundRepresentativeInput | null;
}

@InputType()
export class CreateConventionInput {
  @Field(() => ID, { description: "A student of the school." })
  readonly studentId!: string;

  @Field(() => PeriodEnum, { description: "The weeks of the stage. Errors: CONVENTION_SAME_WEEKS, STAGE_OVER." })
  readonly period!: Period;

  @Field(() => FoundHostInput, { description: "With whom." })
  readonly host!: FoundHostInput;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType()
export class RemindSchoolHeadInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;
}

@InputType()
export class ValidateConventionsInput {
  @Field(() => ID, { description: "A UUID that the client makes, by which `validationProgress` is followed. Error: INVALID_RUN_ID." })
  readonly runId!: string;

  @Field(() => [ID], { description: "1 to 500 conventions, validated in this order. Error beyond: TOO_MANY_ITEMS." })
  readonly conventionIds!: string[];

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The referent teacher of those whose draft names none." })
  readonly referentTeacherId!: string | null;

  @Field(() => LiabilityInsuranceType, { nullable: true, defaultValue: null, description: "The insurance of those whose draft has none." })
  readonly liabilityInsurance!: LiabilityInsuranceType | null;
}
