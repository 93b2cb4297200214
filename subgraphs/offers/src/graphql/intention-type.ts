import "reflect-metadata";
import type { IntentionId } from "@stages/kernel/ids.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { type SeatsByPeriod, totalOf } from "../domain/intention.ts";

@ObjectType("SeatsByPeriod", { description: "Seats: one is one student for one period." })
export class SeatsByPeriodType {
  @Field(() => Int, { description: "For both weeks." })
  readonly bothWeeks!: number;

  @Field(() => Int, { description: "For the first week alone." })
  readonly week1!: number;

  @Field(() => Int, { description: "For the second week alone." })
  readonly week2!: number;

  @Field(() => Int, { description: "All of them." })
  readonly total!: number;
}

export const seatsType = (seats: SeatsByPeriod): SeatsByPeriodType => ({ bothWeeks: seats.BOTH_WEEKS, week1: seats.WEEK_1, week2: seats.WEEK_2, total: totalOf(seats) });

@ObjectType("Intention", {
  description: "Seats that a host promises for a campaign, before it writes offers (déclaration d'intention, recensement). Seen by its managers, its territory's staff and the ministry.",
})
export class IntentionType {
  @Field(() => ID, { description: 'Identifier, such as "intention_01kz…".' })
  readonly id!: IntentionId;

  @Field(() => Temporal.Instant, { description: "When it was declared." })
  readonly declaredAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When its seats were last changed; null when never." })
  readonly changedAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was withdrawn: it counts no more. Null while it stands." })
  readonly withdrawnAt!: Temporal.Instant | null;
}

export const { ConnectionType: IntentionConnectionType } = connectionOf("Intention", () => IntentionType);

@InputType("SeatsByPeriodInput", { description: "Seats of each period, 0 to 1 000, one at least in all. Errors: NUMBER_OUT_OF_RANGE, INTENTION_WITHOUT_SEATS, PERIOD_STARTED, ECOLE_SEATS_EXCEEDED." })
export class SeatsByPeriodInput {
  @Field(() => Int, { defaultValue: 0, description: "For both weeks." })
  readonly bothWeeks!: number;

  @Field(() => Int, { defaultValue: 0, description: "For the first week alone." })
  readonly week1!: number;

  @Field(() => Int, { defaultValue: 0, description: "For the second week alone." })
  readonly week2!: number;
}

export const seatsOf = ({ bothWeeks, week1, week2 }: SeatsByPeriodInput): SeatsByPeriod => ({ BOTH_WEEKS: bothWeeks, WEEK_1: week1, WEEK_2: week2 });

@InputType("DeclareIntentionInput", { description: "Seats that a host promises." })
export class DeclareIntentionInput {
  @Field(() => ID, { description: "A host that the viewer manages." })
  readonly hostId!: string;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The campaign, open to hosts yet or not; the current one when null. Error: CAMPAIGN_UNKNOWN." })
  readonly campaignId!: string | null;

  @Field(() => SeatsByPeriodInput, { description: "The seats." })
  readonly seats!: SeatsByPeriodInput;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("ChangeIntentionInput", { description: "Other seats than those promised." })
export class ChangeIntentionInput {
  @Field(() => ID, { description: "The intention." })
  readonly intentionId!: string;

  @Field(() => SeatsByPeriodInput, { description: "The seats from now on, of every period." })
  readonly seats!: SeatsByPeriodInput;
}

@InputType("WithdrawIntentionInput", { description: "An intention to withdraw." })
export class WithdrawIntentionInput {
  @Field(() => ID, { description: "The intention." })
  readonly intentionId!: string;
}
