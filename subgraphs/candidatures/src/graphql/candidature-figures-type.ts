import "reflect-metadata";
import { CAMPAIGN_ID, DAY, DAYS, KEY, type Shown } from "@stages/subgraph/figure-fields.ts";
import { Field, Int, ObjectType } from "type-graphql";
import type { CandidatureCounts } from "../domain/counts.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { MEASURES } from "../persistence/measures.ts";
import { CandidatureStatus } from "./enums.ts";

export type ShownCandidatures = Shown<typeof MEASURES, CandidatureCounts>;

const NOT_OF_A_PART = "Null of a part: a student applies in several sectors.";
const STUDENTS_APPLIED = `Students enrolled who have sent a candidature, or for whom the school booked, whatever became of it. ${NOT_OF_A_PART}`;
const STUDENTS_ACCEPTED = `Those of whom one is accepted or confirmed. ${NOT_OF_A_PART}`;
const STUDENTS_CONFIRMED = `Those of whom one is confirmed. ${NOT_OF_A_PART}`;
const CANDIDATURES = "Candidatures that were sent or booked, whatever became of them.";
const EXPIRED = "Those that the host left without an answer until the end of its delay.";

@ObjectType("CandidatureCount", { description: "Candidatures that are in a status." })
export class CandidatureCountType {
  @Field(() => CandidatureStatus, { description: "The status." })
  readonly status!: Status;

  @Field(() => Int, { description: "How many, 1 at least." })
  readonly count!: number;
}

@ObjectType("CandidatureFigures", { description: "Candidatures in a territory: by the school in which the student was enrolled when each was sent." })
export class CandidatureFiguresType {
  @Field(() => String, CAMPAIGN_ID)
  readonly campaignId!: string;

  @Field(() => Temporal.PlainDate, DAY)
  readonly day!: Temporal.PlainDate;

  @Field(() => Int, { nullable: true, description: STUDENTS_APPLIED })
  readonly studentsApplied!: number | null;

  @Field(() => Int, { nullable: true, description: STUDENTS_ACCEPTED })
  readonly studentsAccepted!: number | null;

  @Field(() => Int, { nullable: true, description: STUDENTS_CONFIRMED })
  readonly studentsConfirmed!: number | null;

  @Field(() => Int, { description: CANDIDATURES })
  readonly candidatures!: number;

  @Field(() => Int, { description: EXPIRED })
  readonly expired!: number;
}

@ObjectType("CandidatureFiguresOf", { description: "The candidatures of one part of what was asked for." })
export class CandidatureFiguresOfType {
  @Field(() => String, KEY)
  readonly key!: string;

  @Field(() => CandidatureFiguresType, { description: "Its figures." })
  readonly figures!: ShownCandidatures;
}

@ObjectType("CandidatureSeries", { description: "Candidatures day by day, or week by week: in each column one value for each of `days`." })
export class CandidatureSeriesType {
  @Field(() => [Temporal.PlainDate], DAYS)
  readonly days!: readonly Temporal.PlainDate[];

  @Field(() => [Int], { nullable: true, description: STUDENTS_APPLIED })
  readonly studentsApplied!: readonly number[] | null;

  @Field(() => [Int], { nullable: true, description: STUDENTS_ACCEPTED })
  readonly studentsAccepted!: readonly number[] | null;

  @Field(() => [Int], { nullable: true, description: STUDENTS_CONFIRMED })
  readonly studentsConfirmed!: readonly number[] | null;

  @Field(() => [Int], { description: CANDIDATURES })
  readonly candidatures!: readonly number[];

  @Field(() => [Int], { description: EXPIRED })
  readonly expired!: readonly number[];
}
