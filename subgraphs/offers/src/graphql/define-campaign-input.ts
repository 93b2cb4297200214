import "reflect-metadata";
import type { AcademySeatsTarget } from "@stages/kernel/campaign.ts";
import type { PresenceLimits, PresenceRules } from "@stages/kernel/presence-rules.ts";
import { Field, Float, ID, InputType, Int } from "type-graphql";
import type { WrittenCampaign, WrittenWeek } from "../domain/define-campaign.ts";

const AS_IT_IS = { nullable: true, defaultValue: null } as const;

@InputType("CampaignWeekInput", { description: "A week of stage, from a Monday to its Friday. Error: CAMPAIGN_WEEK_INVALID." })
export class CampaignWeekInput implements WrittenWeek {
  @Field(() => Temporal.PlainDate, { description: "Monday." })
  readonly firstDay!: Temporal.PlainDate;

  @Field(() => Temporal.PlainDate, { description: "Friday." })
  readonly lastDay!: Temporal.PlainDate;
}

@InputType("AbsenceEscalationMinutesInput", { description: "Delays of the absence chain, in minutes, 1 to 1 440." })
export class AbsenceEscalationMinutesInput {
  @Field(() => Int, { description: "For the referent teacher to relay." })
  readonly referentTeacher!: number;

  @Field(() => Int, { description: "For the CPE to inform the family." })
  readonly educationAdviser!: number;

  @Field(() => Int, { description: "To close with a cause." })
  readonly family!: number;
}

@InputType("PresenceLimitsInput", { description: "Limits of presence from an age on. Error: NUMBER_OUT_OF_RANGE." })
export class PresenceLimitsInput implements PresenceLimits {
  @Field(() => Int, { description: "Completed years on the first day of the stage, 0 to 18; 0 in the first line. Error: PRESENCE_RULES_AGES_UNORDERED." })
  readonly fromAge!: number;

  @Field(() => Int, { description: "1 to 10." })
  readonly hoursPerDay!: number;

  @Field(() => Int, { description: "1 to 48." })
  readonly hoursPerWeek!: number;

  @Field(() => Int, { description: "1 to 6." })
  readonly daysPerWeek!: number;

  @Field(() => Temporal.PlainTime, { description: "No presence before." })
  readonly earliest!: Temporal.PlainTime;

  @Field(() => Temporal.PlainTime, { description: "No presence after. Error: CAMPAIGN_TIMES_UNORDERED." })
  readonly latest!: Temporal.PlainTime;

  @Field(() => Int, { description: "Hours of rest between two days, 9 to 24." })
  readonly dailyRestHours!: number;

  @Field(() => Int, { description: "Days of rest in a row, Sunday among them: 1 or 2." })
  readonly weeklyRestDays!: 1 | 2;

  @Field(() => Int, { description: "0 to 120." })
  readonly breakMinutes!: number;

  @Field(() => Int, { description: "Minutes of presence after which a break is due, 30 to 360." })
  readonly longestRunMinutes!: number;
}

@InputType("PresenceRulesInput", { description: "What a convention's timetable must respect." })
export class PresenceRulesInput implements PresenceRules {
  @Field(() => String, { description: "Another one for each change, at most 30 characters. Error: PRESENCE_RULES_VERSION_REUSED." })
  readonly version!: string;

  @Field(() => String, { description: "The texts that they come from, in French, at most 1 000 characters." })
  readonly source!: string;

  @Field(() => [PresenceLimitsInput], { description: "By age, youngest first." })
  readonly byAge!: PresenceLimitsInput[];
}

@InputType("AcademySeatsTargetInput", { description: "What is asked of an académie." })
export class AcademySeatsTargetInput implements AcademySeatsTarget {
  @Field(() => ID, { description: "The ministry's two digits. Errors: CAMPAIGN_ACADEMY_UNKNOWN, CAMPAIGN_ACADEMY_TWICE." })
  readonly academy!: string;

  @Field(() => Int, { description: "Seats to find there, from 1 to the national target. Error: NUMBER_OUT_OF_RANGE." })
  readonly seats!: number;
}

@InputType("DefineCampaignInput", {
  description: "A campaign. What is left out stays as it is or, in a new campaign, is as in the one before; its dates alone must then be given. Error: CAMPAIGN_DATE_REQUIRED.",
})
export class DefineCampaignInput implements WrittenCampaign {
  @Field(() => ID, { description: 'The year of its stages, such as "2028". Error: CAMPAIGN_ID_MISMATCH.' })
  readonly id!: string;

  @Field(() => String, { ...AS_IT_IS, description: "Its name in French, at most 150 characters." })
  readonly label!: string | null;

  @Field(() => Temporal.PlainDate, { ...AS_IT_IS, description: "From this date hosts publish. Errors: CAMPAIGN_DATE_PAST, CAMPAIGN_ALREADY_OPEN." })
  readonly offersOpenOn!: Temporal.PlainDate | null;

  @Field(() => Temporal.PlainDate, { ...AS_IT_IS, description: "From this date students see offers and apply. Errors: CAMPAIGN_DATES_UNORDERED, CAMPAIGN_DATE_PAST, CAMPAIGN_ALREADY_OPEN." })
  readonly studentsOpenOn!: Temporal.PlainDate | null;

  @Field(() => [CampaignWeekInput], { ...AS_IT_IS, description: "Its two weeks, in order. Errors: CAMPAIGN_WEEKS_NOT_CONSECUTIVE, CAMPAIGN_WEEKS_PROMISED once offers were published." })
  readonly weeks!: CampaignWeekInput[] | null;

  @Field(() => Int, { ...AS_IT_IS, description: "Civil days that a host has to answer, 2 to 60; for candidatures sent from now on. The days of reminder stay, and must come before." })
  readonly daysToAnswer!: number | null;

  @Field(() => [Int], { ...AS_IT_IS, description: "On which days after it was sent the host is reminded of a candidature without an answer: 1 to 4 days, ascending, each at least 1 and before `daysToAnswer`; from the next reminder on. Errors: CAMPAIGN_REMINDERS_UNORDERED, NUMBER_OUT_OF_RANGE." })
  readonly reminderDays!: number[] | null;

  @Field(() => [Int], { ...AS_IT_IS, description: "On which days those whom a convention waits for are reminded, counted from when it began to wait: at most 4 days, ascending, 1 to 60; none when empty. Errors: CAMPAIGN_REMINDERS_UNORDERED, NUMBER_OUT_OF_RANGE." })
  readonly conventionReminderDays!: number[] | null;

  @Field(() => [Int], { ...AS_IT_IS, description: "How many days before the stage a missing attestation of insurance is asked for: at most 4 days, descending, 1 to 60; none when empty. Errors: CAMPAIGN_REMINDERS_UNORDERED, NUMBER_OUT_OF_RANGE." })
  readonly insuranceReminderDays!: number[] | null;

  @Field(() => Int, { ...AS_IT_IS, description: "Civil days that a student has to confirm, 1 to 30; for acceptances from now on." })
  readonly daysToConfirm!: number | null;

  @Field(() => Float, { ...AS_IT_IS, description: "Kilometres from home over which the student is told, 1 to 200." })
  readonly distanceNoticeKm!: number | null;

  @Field(() => Int, { ...AS_IT_IS, description: "Legal representatives who sign for a minor, 1 or 2. Error: CAMPAIGN_SETTING_PROMISED once students have entered." })
  readonly signingLegalRepresentatives!: 1 | 2 | null;

  @Field(() => AbsenceEscalationMinutesInput, { ...AS_IT_IS, description: "Delays of the absence chain." })
  readonly absenceEscalationMinutes!: AbsenceEscalationMinutesInput | null;

  @Field(() => Int, { ...AS_IT_IS, description: "Characters of a motivation, 100 to 10 000. Error: CAMPAIGN_SETTING_PROMISED when it is shortened once students have entered." })
  readonly motivationMaxLength!: number | null;

  @Field(() => String, { ...AS_IT_IS, description: 'Month and day of the year of the stages, such as "09-01", from which students give their feedback. Error: INVALID_MONTH_DAY.' })
  readonly feedbackOpensOn!: string | null;

  @Field(() => Int, { ...AS_IT_IS, description: "Seats to find in the country, 0 to 5 000 000." })
  readonly nationalSeatsTarget!: number | null;

  @Field(() => Int, { ...AS_IT_IS, description: "Those of them in the ministry's own structures." })
  readonly ownSeatsTarget!: number | null;

  @Field(() => [AcademySeatsTargetInput], { ...AS_IT_IS, description: "What is asked of each académie: all of them at once, none when empty. Their sum may pass the national target." })
  readonly academySeatsTargets!: AcademySeatsTargetInput[] | null;

  @Field(() => PresenceRulesInput, { ...AS_IT_IS, description: "What timetables must respect from now on; what was completed stays." })
  readonly presenceRules!: PresenceRulesInput | null;
}
