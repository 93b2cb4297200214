import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import type { AcademySeatsTarget, Campaign } from "@stages/kernel/campaign.ts";
import type { PresenceLimits, PresenceRules } from "@stages/kernel/presence-rules.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { CampaignChange } from "../domain/define-campaign.ts";

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

@ObjectType("PresenceLimits", { description: "What a day and a week of presence may be, from an age on." })
export class PresenceLimitsType implements PresenceLimits {
  @Field(() => Int, { description: "Completed years on the first day of the stage, from which these limits hold, until those of the next line." })
  readonly fromAge!: number;

  @Field(() => Int, { description: "Hours of presence a day, at most." })
  readonly hoursPerDay!: number;

  @Field(() => Int, { description: "Hours of presence a week, at most." })
  readonly hoursPerWeek!: number;

  @Field(() => Int, { description: "Days of presence a week, at most." })
  readonly daysPerWeek!: number;

  @Field(() => Temporal.PlainTime, { description: "No presence before." })
  readonly earliest!: Temporal.PlainTime;

  @Field(() => Temporal.PlainTime, { description: "No presence after." })
  readonly latest!: Temporal.PlainTime;

  @Field(() => Int, { description: "Hours of rest between two days, at least." })
  readonly dailyRestHours!: number;

  @Field(() => Int, { description: "Days of rest a week in a row, Sunday among them: 1 or 2." })
  readonly weeklyRestDays!: 1 | 2;

  @Field(() => Int, { description: "Minutes of a break, at least." })
  readonly breakMinutes!: number;

  @Field(() => Int, { description: "Minutes of presence after which a break is due." })
  readonly longestRunMinutes!: number;
}

@ObjectType("PresenceRules", { description: "What a convention's timetable must respect: the law, as this campaign applies it." })
export class PresenceRulesType implements PresenceRules {
  @Field(() => String, { description: "Another one for each change." })
  readonly version!: string;

  @Field(() => String, { description: "The texts that they come from, in French." })
  readonly source!: string;

  @Field(() => [PresenceLimitsType], { description: "By age, youngest first." })
  readonly byAge!: readonly PresenceLimitsType[];
}

@ObjectType("CampaignFieldChange", { description: "A setting of a campaign that was changed." })
export class CampaignFieldChangeType implements CampaignChange {
  @Field(() => String, { description: "Its name, as in Campaign." })
  readonly field!: string;

  @Field(() => String, { nullable: true, description: "What it was, as JSON; null when the campaign was new." })
  readonly from!: string | null;

  @Field(() => String, { description: "What it became, as JSON." })
  readonly to!: string;
}

@ObjectType("CampaignChange", { description: "One act of the ministry on a campaign, as it is kept." })
export class CampaignChangeType {
  @Field(() => Temporal.Instant, { description: "When." })
  readonly changedAt!: Temporal.Instant;

  @Field(() => RoleEnum, { description: "In which role it was done." })
  readonly byRole!: Role;

  @Field(() => ID, { nullable: true, description: "The person who did it; null for the platform itself." })
  readonly byPersonId!: string | null;

  @Field(() => [CampaignFieldChangeType], { description: "Every setting that it changed." })
  readonly changes!: readonly CampaignFieldChangeType[];
}

@ObjectType("AcademySeatsTarget", { description: "What the ministry asks of an académie." })
export class AcademySeatsTargetType implements Pick<AcademySeatsTarget, "seats"> {
  @Field(() => Int, { description: "Seats to find there." })
  readonly seats!: number;
}

@ObjectType("Campaign", { description: "One year's edition of the stages de seconde: its dates, limits and rules. Public." })
@Directive('@key(fields: "id")')
export class CampaignType implements Omit<Campaign, "weeks" | "academySeatsTargets"> {
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

  @Field(() => [Int], { description: "On which days after it was sent the host is reminded of a candidature without an answer, ascending (10 and 14 in 2024)." })
  readonly reminderDays!: readonly number[];

  @Field(() => [Int], { description: "On which days those whom a convention waits for are reminded, counted from when it began to wait, ascending." })
  readonly conventionReminderDays!: readonly number[];

  @Field(() => [Int], { description: "How many days before the stage a missing attestation of insurance is asked for, descending." })
  readonly insuranceReminderDays!: readonly number[];

  @Field(() => Int, { description: "Civil days that a student has to confirm an accepted candidature." })
  readonly daysToConfirm!: number;

  @Field(() => Float, { description: "Distance from home, in kilometres, over which the student is told before applying. It never blocks." })
  readonly distanceNoticeKm!: number;

  @Field(() => Int, { description: "How many legal representatives sign for a minor: 1 or 2." })
  readonly signingLegalRepresentatives!: 1 | 2;

  @Field(() => AbsenceEscalationMinutesType, { description: "Delays of the absence chain." })
  readonly absenceEscalationMinutes!: AbsenceEscalationMinutesType;

  @Field(() => Int, { description: "Characters of a candidature's motivation, at most, as a person counts them." })
  readonly motivationMaxLength!: number;

  @Field(() => String, { description: 'Month and day of the year of the stages, "09-01", from which students give their feedback: the start of the year of première.' })
  readonly feedbackOpensOn!: string;

  @Field(() => Int, { description: "Seats to find in the country." })
  readonly nationalSeatsTarget!: number;

  @Field(() => Int, { description: "Those of them in the ministry's own structures: écoles, schools, its services (50 000 in 2024)." })
  readonly ownSeatsTarget!: number;

  @Field(() => [AcademySeatsTargetType], { description: "Seats to find by académie, by code; those of which the ministry has asked nothing are left out. They need not make the national target." })
  readonly academySeatsTargets!: readonly AcademySeatsTarget[];

  @Field(() => PresenceRulesType, { description: "What a convention's timetable must respect." })
  readonly presenceRules!: PresenceRulesType;
}
