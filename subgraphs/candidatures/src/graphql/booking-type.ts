import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import type { BookingId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum, RoleEnum } from "@stages/subgraph/common-enums.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";

@ObjectType("Booking", {
  description:
    "What a school booked on a SMALL_GROUP or WHOLE_CLASS offer for a list of its students, with one confirmed candidature and one convention for each. Seen by the staff of the school, the host's managers and the staff of the school's territory; a student and the family see their own candidature.",
})
@Directive('@key(fields: "id")')
export class BookingType {
  @Field(() => ID, { description: 'Identifier, such as "booking_01kz…".' })
  readonly id!: BookingId;

  @Field(() => PeriodEnum, { description: "The weeks of the stage, as the offer said on that day." })
  readonly period!: Period;

  @Field(() => String, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => Temporal.Instant, { description: "When it was made." })
  readonly bookedAt!: Temporal.Instant;

  @Field(() => RoleEnum, { description: "In which role it was made: SCHOOL_HEAD or REFERENT_TEACHER." })
  readonly bookedByRole!: Role;
}
