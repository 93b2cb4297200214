import "reflect-metadata";
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { cancelConvention } from "../operations/cancel-convention.ts";
import { completeConvention } from "../operations/complete-convention.ts";
import { returnConvention } from "../operations/return-convention.ts";
import { validateConvention } from "../operations/validate-convention.ts";
import type { CancellationCause } from "../domain/cancel.ts";
import { ConventionType } from "./convention-type.ts";
import { CancellationCauseEnum } from "./enums.ts";
import { HostPartType, LiabilityInsuranceType, NamedRepresentativeType } from "./parts.ts";

@InputType()
export class CompleteConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => HostPartType, { nullable: true, defaultValue: null, description: "The whole of the host's part; what it leaves null is as drafted. Null: what `saveConventionDraft` kept, over what the school gave back." })
  readonly hostPart!: HostPartType | null;
}

@InputType()
export class ValidateConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "A teacher of the school, reachable during the whole stage; null: as drafted. Errors: REFERENT_TEACHER_UNKNOWN, REFERENT_TEACHER_MOBILISED." })
  readonly referentTeacherId!: string | null;

  @Field(() => LiabilityInsuranceType, { nullable: true, defaultValue: null, description: "The student's liability insurance; null: as drafted." })
  readonly liabilityInsurance!: LiabilityInsuranceType | null;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Adjustments of a PAI or PPS, at most 1 000 characters; null: as drafted." })
  readonly adjustments!: string | null;

  @Field(() => [NamedRepresentativeType], { nullable: true, defaultValue: null, description: "The legal representatives that the convention names; null: as drafted." })
  readonly legalRepresentatives!: NamedRepresentativeType[] | null;
}

@InputType()
export class CancelConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => CancellationCauseEnum, { defaultValue: "OTHER", description: "Why, to be counted." })
  readonly cause!: CancellationCause;

  @Field(() => String, { description: "Told to the other party, at most 500 characters." })
  readonly reason!: string;
}

@InputType({ description: "An act that is refused without a reason." })
export class ConventionReasonInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => String, { description: "Told to the other party, at most 500 characters." })
  readonly reason!: string;
}

const RESULT = { nullable: true } as const;

@Resolver(() => ConventionType)
export class MutationsResolver {
  @Mutation(() => ConventionType, { ...RESULT, description: "The host hands its part, as drafted and as said here, to the school; every rule that it breaks is told at once. So does the school head for a host that the platform does not know. Errors: WRONG_STATE, CONVENTION_FROZEN, TEXT_*, PRESENCE_*." })
  completeConvention(@Arg("input", () => CompleteConventionInput) input: CompleteConventionInput, @Ctx() { act }: ConventionsContext) {
    return completeConvention(act, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The school head gives it back to the host, with what to mend. Errors: WRONG_STATE, TEXT_REQUIRED." })
  returnConvention(@Arg("input", () => ConventionReasonInput) input: ConventionReasonInput, @Ctx() { act }: ConventionsContext) {
    return returnConvention(act, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The school head fills the school's part and validates: immutable from then on. Errors: WRONG_STATE, CANDIDATURE_NOT_CONFIRMED, REFERENT_TEACHER_UNKNOWN, REFERENT_TEACHER_MOBILISED; PRESENCE_* where the campaign has other rules since the host completed its part, which then goes back to it." })
  validateConvention(@Arg("input", () => ValidateConventionInput) input: ValidateConventionInput, @Ctx() { signing }: ConventionsContext) {
    return validateConvention(signing, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The host or the school head ends it: before the stage begins or, after that, before all have signed. The candidature ends with it and its seat is free again. Errors: WRONG_STATE, TEXT_REQUIRED." })
  cancelConvention(@Arg("input", () => CancelConventionInput) input: CancelConventionInput, @Ctx() { act }: ConventionsContext) {
    return cancelConvention(act, input);
  }
}
