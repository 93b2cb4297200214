import "reflect-metadata";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";

@ObjectType("CampaignWeek", { description: "One of the two weeks of a campaign." })
export class CampaignWeekType {
  @Field(() => Int, { description: "1 or 2." })
  readonly number!: number;

  @Field(() => Temporal.PlainDate, { description: "Monday of that week." })
  readonly firstDay!: Temporal.PlainDate;

  @Field(() => Temporal.PlainDate, { description: "Friday of that week." })
  readonly lastDay!: Temporal.PlainDate;
}

@ObjectType("AbsenceEscalationMinutes", { description: "How long each step of the absence chain may take before it is late, in minutes." })
export class AbsenceEscalationMinutesType {
  @Field(() => Int, { description: "For the referent teacher to relay, once the tutor has reported." })
  readonly referentTeacher!: number;

  @Field(() => Int, { description: "For the CPE to inform the family, once told." })
  readonly educationAdviser!: number;

  @Field(() => Int, { description: "To close with a cause, once the family is informed." })
  readonly family!: number;
}

@ObjectType("Campaign", { description: "One year's edition of the stages de seconde: its dates, limits and rules. Public." })
@Directive('@key(fields: "id")')
export class CampaignType implements Omit<Campaign, "weeks"> {
  @Field(() => ID, { description: 'The year of its stages, such as "2027".' })
  readonly id!: string;

  @Field(() => String, { description: "Its name, in French." })
  readonly label!: string;

  @Field(() => Temporal.PlainDate, { description: "From this date hosts can publish offers." })
  readonly offersOpenOn!: Temporal.PlainDate;

  @Field(() => Temporal.PlainDate, { description: "From this date students see offers and can apply." })
  readonly studentsOpenOn!: Temporal.PlainDate;

  @Field(() => Int, { description: "Civil days after which a candidature without an answer expires (FAQ: 15)." })
  readonly daysToAnswer!: number;

  @Field(() => Int, { description: "Civil days that a student has to confirm an accepted candidature." })
  readonly daysToConfirm!: number;

  @Field(() => Float, { description: "Distance from home, in kilometres, over which the student is told before applying. It never blocks." })
  readonly distanceNoticeKm!: number;

  @Field(() => Int, { description: "How many legal representatives sign for a minor: 1 or 2." })
  readonly signingLegalRepresentatives!: 1 | 2;

  @Field(() => AbsenceEscalationMinutesType, { description: "Delays of the absence chain." })
  readonly absenceEscalationMinutes!: AbsenceEscalationMinutesType;

  @Field(() => Int, { description: "Seats to find in the country." })
  readonly nationalSeatsTarget!: number;
}
