import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import { Field, ObjectType } from "type-graphql";
import type { Lack, Status } from "../domain/lifecycle.ts";
import type { FlagReason } from "../domain/moderate.ts";
import { FlagReasonEnum, OfferLackEnum, OfferStatusEnum } from "./enums.ts";

@ObjectType("OfferChange", { description: "One change of an offer's status. The history is append-only." })
export class OfferChangeType {
  @Field(() => OfferStatusEnum, { nullable: true, description: "Null when it was first written." })
  readonly from!: Status | null;

  @Field(() => OfferStatusEnum, { description: "Where it went." })
  readonly to!: Status;

  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: 'In which role someone did it, such as "HOST_MANAGER"; "PLATFORM" when it went by itself.' })
  readonly byRole!: Role;

  @Field(() => OfferLackEnum, { nullable: true, description: "Why it went out of the catalogue by itself; null otherwise." })
  readonly why!: Lack | null;

  @Field(() => String, { nullable: true, description: "Why the territory hid it; null otherwise." })
  readonly reason!: string | null;
}

@ObjectType("OfferFlag", { description: "What someone found wrong in an offer. Who it was is not told." })
export class OfferFlagType {
  @Field(() => FlagReasonEnum, { description: "Which kind of wrong." })
  readonly reason!: FlagReason;

  @Field(() => String, { nullable: true, description: "In their own words; null when the code said enough." })
  readonly text!: string | null;

  @Field(() => String, { description: 'In which role, such as "STUDENT".' })
  readonly byRole!: Role;

  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the territory's staff dismissed it; null while it waits." })
  readonly dismissedAt!: Temporal.Instant | null;
}
