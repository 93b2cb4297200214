import "reflect-metadata";
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { cancelConvention } from "../operations/cancel-convention.ts";
import { completeConvention } from "../operations/complete-convention.ts";
import { returnConvention } from "../operations/return-convention.ts";
import { validateConvention } from "../operations/validate-convention.ts";
import { ConventionType } from "./convention-type.ts";
import { HostPartType, LiabilityInsuranceType } from "./parts.ts";

@InputType()
export class CompleteConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => HostPartType, { description: "The whole of the host's part." })
  readonly hostPart!: HostPartType;
}

@InputType()
export class ValidateConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => ID, { description: "A teacher of the school, reachable during the whole stage. Errors: REFERENT_TEACHER_UNKNOWN, REFERENT_TEACHER_MOBILISED." })
  readonly referentTeacherId!: string;

  @Field(() => LiabilityInsuranceType, { description: "The student's liability insurance." })
  readonly liabilityInsurance!: LiabilityInsuranceType;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Adjustments of a PAI or PPS, at most 1 000 characters." })
  readonly adjustments!: string | null;
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
  @Mutation(() => ConventionType, { ...RESULT, description: "The host fills its part and hands the convention to the school. Errors: WRONG_STATE, CONVENTION_FROZEN, TEXT_*, PRESENCE_*." })
  completeConvention(@Arg("input", () => CompleteConventionInput) input: CompleteConventionInput, @Ctx() { act }: ConventionsContext) {
    return completeConvention(act, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The school head gives it back to the host, with what to mend. Errors: WRONG_STATE, TEXT_REQUIRED." })
  returnConvention(@Arg("input", () => ConventionReasonInput) input: ConventionReasonInput, @Ctx() { act }: ConventionsContext) {
    return returnConvention(act, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The school head fills the school's part and validates: immutable from then on. Errors: WRONG_STATE, CANDIDATURE_NOT_CONFIRMED, REFERENT_TEACHER_UNKNOWN, REFERENT_TEACHER_MOBILISED." })
  validateConvention(@Arg("input", () => ValidateConventionInput) input: ValidateConventionInput, @Ctx() { signing }: ConventionsContext) {
    // One class with the output, where a policy can refuse the number: not given, it is a text that is missing.
    const { insurer, policyNumber } = input.liabilityInsurance;
    return validateConvention(signing, { ...input, liabilityInsurance: { insurer, policyNumber: policyNumber ?? "" } });
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The host or the school head ends it before the stage begins. Errors: WRONG_STATE, TEXT_REQUIRED." })
  cancelConvention(@Arg("input", () => ConventionReasonInput) input: ConventionReasonInput, @Ctx() { act }: ConventionsContext) {
    return cancelConvention(act, input);
  }
}
