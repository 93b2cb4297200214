import "reflect-metadata";
import type { HostId } from "@stages/kernel/ids.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import type { Convention } from "../domain/convention.ts";
import { type Feedback, refusalsToModerate } from "../domain/feedback.ts";
import { hostFeedbackOf } from "../domain/feedback-batches.ts";
import { giveFeedback } from "../operations/give-feedback.ts";
import { moderateFeedback } from "../operations/moderate-feedback.ts";
import { ConventionType } from "./convention-type.ts";
import { HostEntity } from "./entities.ts";
import { FeedbackType, HostFeedbackType } from "./feedback-type.ts";

@InputType()
export class GiveFeedbackInput {
  @Field(() => ID, { description: "The convention of a stage that took place. Errors: WRONG_STATE, FEEDBACK_NOT_OPEN, FEEDBACK_EXISTS." })
  readonly conventionId!: string;

  @Field(() => Int, { description: "1 to 5. Error: NUMBER_OUT_OF_RANGE." })
  readonly rating!: number;

  @Field(() => Boolean, { description: "Whether they would recommend the host to another student." })
  readonly recommends!: boolean;

  @Field(() => String, { nullable: true, defaultValue: null, description: "At most 1 000 characters, read by the school before anyone else; null when nothing is said." })
  readonly comment!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType()
export class ModerateFeedbackInput {
  @Field(() => ID, { description: "The feedback." })
  readonly feedbackId!: string;

  @Field(() => Boolean, { description: "True tells it, among five; false keeps it from being told or counted." })
  readonly publish!: boolean;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Why it is rejected, told to the student, at most 500 characters; asked for when it is." })
  readonly reason!: string | null;
}

@Resolver(() => FeedbackType)
export class FeedbackResolver {
  @Mutation(() => FeedbackType, { nullable: true, description: "The student tells how the stage was, once, from the start of the year of première. Errors: WRONG_STATE, FEEDBACK_*, NUMBER_OUT_OF_RANGE, TEXT_*." })
  giveFeedback(@Arg("input", () => GiveFeedbackInput) input: GiveFeedbackInput, @Ctx() { act, takeOver }: ConventionsContext) {
    return giveFeedback({ ...act, takeOver }, input);
  }

  @Mutation(() => FeedbackType, { nullable: true, description: "The student's school head or CPE lets the words be told, or not. Errors: WRONG_STATE, TEXT_REQUIRED." })
  moderateFeedback(@Arg("input", () => ModerateFeedbackInput) input: ModerateFeedbackInput, @Ctx() { act, takeOver }: ConventionsContext) {
    return moderateFeedback({ ...act, takeOver }, input);
  }

  @FieldResolver(() => Int, { nullable: true, description: "1 to 5. FORBIDDEN to the school, which moderates words alone." })
  rating(@Root() { answer }: Feedback) {
    return answer.rating;
  }

  @FieldResolver(() => Boolean, { nullable: true, description: "Whether they would recommend the host. FORBIDDEN to the school." })
  recommends(@Root() { answer }: Feedback) {
    return answer.recommends;
  }

  @FieldResolver(() => String, { nullable: true, description: "Their words; null when there are none." })
  comment(@Root() { answer }: Feedback) {
    return answer.comment;
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() feedback: Feedback, @Ctx() { actor, loaders }: ConventionsContext) {
    const convention = await loaders.convention.load(feedback.conventionId);
    return convention ? [viewerAction("moderateFeedback", refusalsToModerate(feedback, convention, actor))] : [];
  }
}

@Resolver(() => ConventionType)
export class FeedbackOfConvention {
  @FieldResolver(() => FeedbackType, { nullable: true, description: "What the student said of the stage; null when nothing. FORBIDDEN but to the family and to those of the school who moderate." })
  feedback(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.feedback.load(id);
  }
}

@Resolver(() => HostEntity)
export class FeedbackOfHost {
  @FieldResolver(() => HostFeedbackType, { nullable: true, description: "What students said of it; null below 5 answers." })
  async feedback(@Root() { id }: { id: HostId }, @Ctx() { loaders }: ConventionsContext) {
    return hostFeedbackOf(await loaders.hostSums.load(id));
  }

  @FieldResolver(() => [String], { nullable: true, description: "Words that students had for it, published five answers at a time, in no order that says whose or when. FORBIDDEN but to its managers." })
  async feedbackComments(@Root() { id }: { id: HostId }, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.hostWords.load(id)).flatMap(({ comments }) => comments);
  }
}
