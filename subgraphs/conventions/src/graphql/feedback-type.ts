import "reflect-metadata";
import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { FeedbackStatus } from "../domain/feedback.ts";
import type { HostFeedback } from "../domain/feedback-batches.ts";
import { FeedbackStatusEnum } from "./enums.ts";

@ObjectType("Feedback", { description: "How a student says that the stage was: given once, in première. Seen by the student's family; its words alone by those who moderate them." })
export class FeedbackType {
  @Field(() => ID, { description: 'Identifier, such as "feedback_01kz…".' })
  readonly id!: string;

  @Field(() => FeedbackStatusEnum, { description: "Whether it is told; without words there is nothing to moderate, and it is published as it comes." })
  readonly status!: FeedbackStatus;

  @Field(() => Temporal.Instant, { description: "When it was given." })
  readonly givenAt!: Temporal.Instant;

  @Field(() => String, { nullable: true, description: "Why its words are not told; null unless it was rejected." })
  readonly reason!: string | null;
}

@ObjectType("HostFeedback", { description: "What students say of a host, five answers at a time: whoever looks again and subtracts learns of five students at least." })
export class HostFeedbackType implements HostFeedback {
  @Field(() => Int, { description: "Answers counted, a multiple of 5; those that wait for a fifth are not." })
  readonly count!: number;

  @Field(() => Float, { description: "Mean of their ratings, from 1 to 5." })
  readonly averageRating!: number;

  @Field(() => Float, { description: "Share of them that recommends the host, from 0 to 1." })
  readonly recommendRate!: number;
}
