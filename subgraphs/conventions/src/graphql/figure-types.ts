import "reflect-metadata";
import { Field, Float, Int, ObjectType } from "type-graphql";
import type { Status } from "../domain/lifecycle.ts";
import { SchoolEntity } from "./entities.ts";
import { ConventionStatus } from "./enums.ts";

/** Domain, section 7: what the rectorat asks of conventions. Every count stands at the end of its day. */

@ObjectType("ConventionCount", { description: "How many conventions stand in a status." })
export class ConventionCountType {
  @Field(() => ConventionStatus, { description: "The status." })
  readonly status!: Status;

  @Field(() => Int, { description: "Conventions in it." })
  readonly count!: number;
}

const CAMPAIGN = { description: "The campaign it is about." } as const;
const DAY = { description: "At the end of which day, in Paris; today for what stands at this moment, which is told within two seconds of what changes it." } as const;
const DAYS = { description: "The days, in order; every other list has a value for each of them." } as const;

@ObjectType("Coverage", {
  description:
    "How many students have a stage. Covered: for both weeks, by conventions that all have signed, on the platform or on paper; the stage may be under way or over. A convention cancelled or interrupted covers nobody. A student is counted where they are enrolled, whichever school signed. Definition: domain, section 7.",
})
export class CoverageType {
  @Field(() => String, CAMPAIGN)
  readonly campaignId!: string;

  @Field(() => Temporal.PlainDate, DAY)
  readonly day!: Temporal.PlainDate;

  @Field(() => Int, { description: "Students of 2de enrolled in the territory for the campaign." })
  readonly enrolled!: number;

  @Field(() => Int, { description: "Students with signed conventions for both weeks." })
  readonly covered!: number;

  @Field(() => Int, { description: "Students with a signed convention for one of the two weeks only." })
  readonly partlyCovered!: number;

  @Field(() => Int, { description: "Students with no signed convention at all: enrolled − covered − partlyCovered." })
  readonly uncovered!: number;

  @Field(() => Int, { description: "Of the students covered and partly covered, those of whom a convention was signed on paper." })
  readonly onPaper!: number;

  @Field(() => Float, { description: "covered ÷ enrolled, from 0 to 1; 0 when nobody is enrolled." })
  readonly rate!: number;

  @Field(() => [ConventionCountType], { description: "Conventions by status; a status with none is left out." })
  readonly conventionsByStatus!: readonly ConventionCountType[];
}

@ObjectType("CoverageSeries", { description: "Coverage day by day, or week by week, as columns. Definitions: Coverage." })
export class CoverageSeriesType {
  @Field(() => [Temporal.PlainDate], DAYS)
  readonly days!: readonly Temporal.PlainDate[];

  @Field(() => [Int], { description: "Students enrolled; all of them from the day on which offers open." })
  readonly enrolled!: readonly number[];

  @Field(() => [Int], { description: "Students covered for both weeks." })
  readonly covered!: readonly number[];

  @Field(() => [Int], { description: "Students covered for one week only." })
  readonly partlyCovered!: readonly number[];

  @Field(() => [Int], { description: "Students with no signed convention." })
  readonly uncovered!: readonly number[];

  @Field(() => [Int], { description: "Students of whom a convention was signed on paper." })
  readonly onPaper!: readonly number[];

  @Field(() => [Float], { description: "covered ÷ enrolled, from 0 to 1; 0 when nobody is enrolled." })
  readonly rate!: readonly number[];
}

@ObjectType("ConventionFigures", { description: "Conventions of a territory's students, and what became of the stages. Counted where the school is that the convention names." })
export class ConventionFiguresType {
  @Field(() => String, CAMPAIGN)
  readonly campaignId!: string;

  @Field(() => Temporal.PlainDate, DAY)
  readonly day!: Temporal.PlainDate;

  @Field(() => Int, { description: "Conventions ever opened, in any status." })
  readonly conventions!: number;

  @Field(() => [ConventionCountType], { description: "By status; a status with none is left out." })
  readonly byStatus!: readonly ConventionCountType[];

  @Field(() => Int, { description: "Absences reported and not corrected, of any kind, late arrivals included: one a student and day." })
  readonly absences!: number;

  @Field(() => Int, { description: "Of those, the ones of which the family was told." })
  readonly familiesInformed!: number;

  @Field(() => Int, { description: "Students' feedback given, published or not." })
  readonly feedbackGiven!: number;

  @Field(() => Int, { description: "Of it, the published." })
  readonly feedbackPublished!: number;
}

@ObjectType("ConventionFiguresOf", { description: "The figures of one sector, kind of host or period." })
export class ConventionFiguresOfType {
  @Field(() => String, { description: "Which: a NAF section such as Q, a HostKind, or a Period." })
  readonly key!: string;

  @Field(() => ConventionFiguresType, { description: "Its figures." })
  readonly figures!: ConventionFiguresType;
}

@ObjectType("ConventionSeries", { description: "Conventions day by day, or week by week, as columns. Definitions: ConventionFigures, ConventionStatus." })
export class ConventionSeriesType {
  @Field(() => [Temporal.PlainDate], DAYS)
  readonly days!: readonly Temporal.PlainDate[];

  @Field(() => [Int], { description: "Conventions ever opened." })
  readonly conventions!: readonly number[];

  @Field(() => [Int], { description: "Those in DRAFT." })
  readonly draft!: readonly number[];

  @Field(() => [Int], { description: "Those in HOST_COMPLETED." })
  readonly hostCompleted!: readonly number[];

  @Field(() => [Int], { description: "Those in RETURNED." })
  readonly returned!: readonly number[];

  @Field(() => [Int], { description: "Those in VALIDATED." })
  readonly validated!: readonly number[];

  @Field(() => [Int], { description: "Those in SIGNING." })
  readonly signing!: readonly number[];

  @Field(() => [Int], { description: "Those in SIGNED." })
  readonly signed!: readonly number[];

  @Field(() => [Int], { description: "Those in CANCELLED." })
  readonly cancelled!: readonly number[];

  @Field(() => [Int], { description: "Those in INTERRUPTED." })
  readonly interrupted!: readonly number[];

  @Field(() => [Int], { description: "Those in COMPLETED." })
  readonly completed!: readonly number[];

  @Field(() => [Int], { description: "Absences reported until then and not corrected." })
  readonly absences!: readonly number[];

  @Field(() => [Int], { description: "Feedback given until then." })
  readonly feedbackGiven!: readonly number[];
}

@ObjectType("SchoolCoverage", { description: "A school, and how many of its students have a stage." })
export class SchoolCoverageType {
  @Field(() => SchoolEntity, { nullable: true, description: "The school." })
  readonly school!: SchoolEntity;

  @Field(() => CoverageType, { description: "Its coverage now." })
  readonly coverage!: CoverageType;
}
