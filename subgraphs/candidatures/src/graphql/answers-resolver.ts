import "reflect-metadata";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Refusal } from "@stages/kernel/refusal.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import { RefusalType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import type { Candidature } from "../domain/candidature.ts";
import { type Answer, answerCandidatures } from "../operations/answer-candidatures.ts";
import { transferCandidature } from "../operations/transfer-candidature.ts";
import { CandidatureType } from "./candidature-type.ts";
import { CandidatureInput } from "./mutations-resolver.ts";

const AnswerEnum = enumType<Answer["answer"]>("HostAnswer", "What a host answers to a candidature.", {
  ACCEPT: "Yes: a seat is taken at once and the convention opens.",
  REFUSE: "No, with a reason.",
});

@InputType()
export class AnswerInput implements Answer {
  @Field(() => ID, { description: "The candidature." })
  readonly candidatureId!: string;

  @Field(() => AnswerEnum, { description: "Yes or no." })
  readonly answer!: Answer["answer"];

  @Field(() => String, { nullable: true, defaultValue: null, description: "Told to the student, at most 500 characters; required to refuse, ignored to accept." })
  readonly reason!: string | null;
}

@InputType()
export class AnswerCandidaturesInput {
  @Field(() => [AnswerInput], { description: "1 to 100 answers, decided in this order. Error beyond: TOO_MANY_ITEMS." })
  readonly answers!: readonly AnswerInput[];
}

@ObjectType("CandidatureAnswer", { description: "What came of one answer among many." })
export class CandidatureAnswerType {
  @Field(() => ID, { description: "As it was given." })
  readonly candidatureId!: string;

  @Field(() => CandidatureType, { nullable: true, description: "As it is now, answered or not; null where the viewer may see none of this id." })
  readonly candidature!: Candidature | null;

  @Field(() => [RefusalType], {
    description: "Why this answer was not taken; empty when it was. `field` is the path in the input, such as `answers.3.reason`. Codes: those of `acceptCandidature` and `refuseCandidature`.",
  })
  readonly refusals!: readonly Refusal[];
}

@InputType()
export class TransferCandidatureInput extends CandidatureInput {
  @Field(() => ID, { description: "A manager of the same host, oneself included. Error: NOT_A_COLLEAGUE." })
  readonly toPersonId!: string;
}

@ObjectType("CandidatureTransfer", { description: "That a candidature was given to one of the host's managers." })
export class CandidatureTransferType {
  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => ID, { nullable: true, description: "The manager who gave it; null when the one who had it stopped managing the host." })
  readonly byPersonId!: PersonId | null;

  @Field(() => ID, { nullable: true, description: "Who had it before; null for any of the managers." })
  readonly fromPersonId!: PersonId | null;

  @Field(() => ID, { nullable: true, description: "Who has it from then on; null for any of the managers." })
  readonly toPersonId!: PersonId | null;
}

@Resolver()
export class AnswersResolver {
  @Mutation(() => [CandidatureAnswerType], {
    nullable: true,
    description:
      "The host answers up to 100 candidatures, each decided as if alone and in the order given: a refusal undoes none of the others, and seats are given to the first ones. One result for each, in the same order.",
  })
  answerCandidatures(@Arg("input", () => AnswerCandidaturesInput) input: AnswerCandidaturesInput, @Ctx() { act }: CandidaturesContext) {
    return answerCandidatures(act, input);
  }

  @Mutation(() => CandidatureType, {
    nullable: true,
    description: "The host gives it to one of its managers, who is reminded of it from then on. The days to answer do not restart. Errors: NO_COLLEAGUE, NOT_A_COLLEAGUE, CANDIDATURE_EXPIRED, WRONG_STATE.",
  })
  transferCandidature(@Arg("input", () => TransferCandidatureInput) input: TransferCandidatureInput, @Ctx() { act }: CandidaturesContext) {
    return transferCandidature(act, input);
  }
}
