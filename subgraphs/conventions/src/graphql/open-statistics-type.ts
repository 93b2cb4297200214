import "reflect-metadata";
import { inFrench } from "@stages/kernel/civil-time.ts";
import { academyByCode, academyOfDepartment } from "@stages/reference/academies.ts";
import { departmentByCode } from "@stages/reference/communes.ts";
import type { PublicCoverage } from "@stages/statistics/public-coverage.ts";
import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { OpenStatistics } from "../operations/open-statistics.ts";

@ObjectType("OpenCoverage", {
  description:
    "Coverage that everyone may know: exact, or null. Where one of a territory's counts is below five, none included, all of them are hidden, and those of other territories by which they could be found.",
})
export class OpenCoverageType implements PublicCoverage {
  @Field(() => Int, { nullable: true, description: "Students of 2de enrolled. Null below five, and where it would tell how many another territory has." })
  readonly enrolled!: number | null;

  @Field(() => Int, { nullable: true, description: "Students with signed conventions for both weeks. Null where it is hidden." })
  readonly covered!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Students with a signed convention for one of the two weeks only. Null where it is hidden; and of all territories but the country, as long as fewer than one in a hundred of its students are in that case, who would have nearly everything hidden.",
  })
  readonly partlyCovered!: number | null;

  @Field(() => Int, { nullable: true, description: "Students with no signed convention at all. Null where `partlyCovered` is: `enrolled` less `covered` then counts both." })
  readonly uncovered!: number | null;

  @Field(() => Float, { nullable: true, description: "covered ÷ enrolled, from 0 to 1. Null where `covered` is." })
  readonly rate!: number | null;

  @Field(() => Boolean, { description: "Whether the counts of this territory are hidden." })
  readonly isHidden!: boolean;
}

@ObjectType("OpenCoverageOfDepartment", { description: "The coverage of a département in which students are enrolled." })
export class OpenCoverageOfDepartmentType {
  @Field(() => ID, { description: "The code of the département." })
  readonly code!: string;

  @Field(() => String, { description: "Its name." })
  readonly name!: string;

  @Field(() => OpenCoverageType, { description: "Its coverage." })
  readonly coverage!: OpenCoverageType;
}

@ObjectType("OpenCoverageOfAcademy", { description: "The coverage of an académie in which students are enrolled." })
export class OpenCoverageOfAcademyType {
  @Field(() => ID, { description: "The ministry's two digits." })
  readonly code!: string;

  @Field(() => String, { description: "Its name." })
  readonly name!: string;

  @Field(() => OpenCoverageType, { description: "Its coverage." })
  readonly coverage!: OpenCoverageType;

  @Field(() => [OpenCoverageOfDepartmentType], { description: "Its départements in which students are enrolled, by code." })
  readonly departments!: readonly OpenCoverageOfDepartmentType[];
}

@ObjectType("OpenStatistics", {
  description:
    "What everyone may know of a campaign: fixed tables, published once a week, the same for everyone until the next. No count below five can be found in them, by subtraction neither: for each one that is hidden, five values or more are possible.",
})
@Directive('@key(fields: "campaignId")')
export class OpenStatisticsType {
  @Field(() => ID, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => Temporal.PlainDate, { description: "The Sunday at whose end the figures stand. They are published on the Monday after it, at six in Paris." })
  readonly day!: Temporal.PlainDate;

  @Field(() => String, { description: "In French, for whoever reads the figures: of when they are, and what is hidden." })
  readonly note!: string;

  @Field(() => OpenCoverageType, { description: "The coverage of the country." })
  readonly coverage!: OpenCoverageType;

  @Field(() => [OpenCoverageOfAcademyType], { description: "That of its académies in which students are enrolled, by code." })
  readonly academies!: readonly OpenCoverageOfAcademyType[];
}

export function openStatisticsView({ campaignId, day, coverage }: OpenStatistics): OpenStatisticsType {
  return {
    campaignId,
    day,
    note: `Chiffres arrêtés au ${inFrench(day)}, à minuit. Les nombres inférieurs à 5 ne sont pas publiés, ni ceux qui permettraient de les retrouver : une case vide n'est pas un zéro.`,
    coverage: coverageView(coverage),
    academies: coverage.academies.map(({ code, departments, ...academy }) => ({
      code,
      name: academyByCode(code)?.name ?? code,
      coverage: coverageView(academy),
      departments: departments.map(({ code, ...department }) => ({ code, name: departmentByCode(code)?.name ?? academyOfDepartment(code)?.name ?? code, coverage: coverageView(department) })),
    })),
  };
}

function coverageView({ enrolled, covered, partlyCovered, uncovered }: PublicCoverage): OpenCoverageType {
  return { enrolled, covered, partlyCovered, uncovered, rate: covered === null || enrolled === null ? null : covered / enrolled, isHidden: covered === null };
}
