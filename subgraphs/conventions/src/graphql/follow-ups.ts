import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import type { Convention } from "../domain/convention.ts";
import type { FollowUp, FollowUpKind } from "../domain/follow-up.ts";
import { recordFollowUp } from "../operations/record-follow-up.ts";
import { ConventionType } from "./convention-type.ts";
import { StaffMemberEntity } from "./entities.ts";
import { FollowUpKindEnum } from "./enums.ts";

@ObjectType("FollowUp", { description: "A line of the log in which the school keeps how it followed the student: never changed, read by the named teacher, the CPE and the head." })
export class FollowUpType {
  @Field(() => ID, { description: 'Identifier, such as "followup_01kz…".' })
  readonly id!: string;

  @Field(() => FollowUpKindEnum, { description: "A visit, a call or a note." })
  readonly kind!: FollowUpKind;

  @Field(() => Temporal.Instant, { description: "When it took place." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "What there is to say of it." })
  readonly text!: string;

  @Field(() => RoleEnum, { description: "In which role it was written." })
  readonly byRole!: Role;

  @Field(() => Temporal.Instant, { description: "When it was written." })
  readonly recordedAt!: Temporal.Instant;
}

@InputType()
export class RecordFollowUpInput {
  @Field(() => ID, { description: "The convention, once validated." })
  readonly conventionId!: string;

  @Field(() => FollowUpKindEnum, { description: "A visit, a call or a note." })
  readonly kind!: FollowUpKind;

  @Field(() => Temporal.Instant, { description: "When it took place, not later than now. Error: FOLLOW_UP_IN_THE_FUTURE." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "At most 2 000 characters." })
  readonly text!: string;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@Resolver(() => FollowUpType)
export class FollowUpsResolver {
  @Mutation(() => FollowUpType, { nullable: true, description: "The named referent teacher, or the head, writes in the log. Errors: WRONG_STATE, FOLLOW_UP_IN_THE_FUTURE, TEXT_*." })
  recordFollowUp(@Arg("input", () => RecordFollowUpInput) input: RecordFollowUpInput, @Ctx() { act }: ConventionsContext) {
    return recordFollowUp(act, input);
  }

  @FieldResolver(() => StaffMemberEntity, { nullable: true, description: "Who wrote it." })
  by(@Root() { byPersonId }: FollowUp) {
    return { id: byPersonId };
  }
}

@Resolver(() => ConventionType)
export class ConventionFollowUpsResolver {
  @FieldResolver(() => [FollowUpType], { nullable: true, description: "The school's log of how it followed the student, oldest first. Errors: FORBIDDEN." })
  followUps(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.followUps.load(id);
  }
}
