import "reflect-metadata";
import { COUNTRY, ofAcademy, ofDepartment, ofSchool } from "@stages/statistics/territory.ts";
import { DayArgument, FigureArguments, SeriesArguments } from "@stages/subgraph/figure-arguments.ts";
import { CAMPAIGN_ID, DAY, DAYS, figuresOf, ON_SAME_DAY_OF, OTHER_CAMPAIGN, SERIES, type Shown } from "@stages/subgraph/figure-fields.ts";
import type { Academy } from "@stages/reference/academies.ts";
import type { Department } from "@stages/reference/communes.ts";
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { EnrolmentCounts } from "../domain/enrolment-counts.ts";
import type { School } from "../domain/school.ts";
import type { MEASURES } from "../persistence/measures.ts";
import { CampaignEntity } from "./entities.ts";
import { AcademyType, DepartmentType, SchoolType } from "./school-type.ts";

type ShownEnrolment = Shown<typeof MEASURES, EnrolmentCounts>;

const ENROLLED = "Students of 2de enrolled for the campaign. Who changes schools is enrolled in the other from that day on; who is erased is counted no more from theirs.";

@ObjectType("EnrolmentFigures", { description: "Students who have a stage to find, in a territory." })
export class EnrolmentFiguresType implements EnrolmentCounts {
  @Field(() => String, CAMPAIGN_ID)
  readonly campaignId!: string;

  @Field(() => Temporal.PlainDate, DAY)
  readonly day!: Temporal.PlainDate;

  @Field(() => Int, { description: ENROLLED })
  readonly enrolled!: number;
}

@ObjectType("EnrolmentSeries", { description: "Enrolments day by day, or week by week: one value for each of `days`." })
export class EnrolmentSeriesType {
  @Field(() => [Temporal.PlainDate], DAYS)
  readonly days!: readonly Temporal.PlainDate[];

  @Field(() => [Int], { description: ENROLLED })
  readonly enrolled!: readonly number[];
}

@Resolver(() => EnrolmentFiguresType)
export class EnrolmentFiguresResolver {
  @FieldResolver(() => EnrolmentSeriesType, SERIES)
  series(@Root() shown: ShownEnrolment, @Args(() => SeriesArguments) asked: SeriesArguments, @Ctx() { figures }: PeopleContext) {
    return figures.series(shown, asked);
  }

  @FieldResolver(() => EnrolmentFiguresType, ON_SAME_DAY_OF)
  onSameDayOf(@Root() shown: ShownEnrolment, @Arg("campaignId", () => ID, OTHER_CAMPAIGN) campaignId: string, @Ctx() { figures }: PeopleContext) {
    return figures.onSameDayOf(shown, campaignId);
  }
}

@Resolver(() => AcademyType)
export class AcademyEnrolment {
  @FieldResolver(() => EnrolmentFiguresType, figuresOf("Students enrolled in the académie."))
  enrolment(@Root() { code }: Academy, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: PeopleContext) {
    return figures.of(ofAcademy(code), asked);
  }
}

@Resolver(() => DepartmentType)
export class DepartmentEnrolment {
  @FieldResolver(() => EnrolmentFiguresType, figuresOf("Students enrolled in the département."))
  enrolment(@Root() { code }: Department, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: PeopleContext) {
    return figures.of(ofDepartment(code), asked);
  }
}

@Resolver(() => SchoolType)
export class SchoolEnrolment {
  @FieldResolver(() => EnrolmentFiguresType, figuresOf("Students enrolled in the school, for its own staff too."))
  enrolment(@Root() { uai }: School, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: PeopleContext) {
    return figures.of(ofSchool(uai), asked);
  }
}

@Resolver(() => CampaignEntity)
export class CampaignEnrolment {
  @FieldResolver(() => EnrolmentFiguresType, figuresOf("Students enrolled in the country, for the ministry."))
  enrolment(@Root() { id: campaignId }: { readonly id: string }, @Args(() => DayArgument) { on }: DayArgument, @Ctx() { figures }: PeopleContext) {
    return figures.of(COUNTRY, { campaignId, on });
  }
}
