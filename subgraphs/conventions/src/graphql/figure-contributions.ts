import "reflect-metadata";
import { parseUai } from "@stages/kernel/uai.ts";
import { breakdownOf, COUNTRY, ofAcademy, ofDepartment, ofSchool } from "@stages/statistics/territory.ts";
import { DayArgument, FigureArguments, PlacedFigureArguments } from "@stages/subgraph/figure-arguments.ts";
import { isKeptByDay } from "@stages/subgraph/figure-fields.ts";
import { territoryFor } from "@stages/subgraph/territory-policy.ts";
import { Arg, Args, Ctx, FieldResolver, ID, Int, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { AcademyEntity, CampaignEntity, DepartmentEntity, SchoolEntity, SectorEntity } from "./entities.ts";
import { ConventionFiguresType, CoverageType, SchoolCoverageType } from "./figure-types.ts";
import { askIn, conventionFiguresIn, conventionFiguresOf, coverageIn, leastCoveredIn, told } from "./territory-figures.ts";

/** The figures of conventions, on everything that has some: each class says whose they are, and nothing else. */

const whose = (readers: string) => ` Exact, for ${readers}. Null while there is no campaign. Errors: FORBIDDEN, CAMPAIGN_UNKNOWN.`;
const OF_ACADEMY = "the staff of its rectorat and the ministry";
const OF_DEPARTMENT = "the staff of its DASEN and of its rectorat, and the ministry";
const OF_SCHOOL = "its own staff, and the staff in charge of its territory";
const OF_COUNTRY = "the ministry";

const coverage = (readers: string) => ({ nullable: true, description: `How many students have a stage.${whose(readers)}` }) as const;
const figures = (readers: string) => ({ nullable: true, description: `Conventions, absences and feedback.${whose(readers)}` }) as const;
const least = (readers: string) =>
  ({ nullable: true, description: `The schools with most uncovered students, the most first, as they stand now; those with none are left out. For ${readers}. Errors: INVALID_PAGE_SIZE, FORBIDDEN.` }) as const;
const FIRST = { defaultValue: 10, description: "How many schools, 1 to 100. Error: INVALID_PAGE_SIZE." } as const;
const CAMPAIGN = { nullable: true, description: "The campaign; left out, the current one. Of one that is unknown nothing is listed." } as const;

interface ByCode {
  readonly code: string;
}
interface ByUai {
  readonly uai: string;
}

/** Of no other is anyone allowed to ask. */
const schoolOf = (uai: string) => ofSchool(parseUai(uai)!);

@Resolver(() => AcademyEntity)
export class AcademyFigures {
  @FieldResolver(() => CoverageType, coverage(OF_ACADEMY))
  coverage(@Root() { code }: ByCode, @Args(() => FigureArguments) when: FigureArguments, @Ctx() context: ConventionsContext) {
    return coverageIn(context, ofAcademy(code), when);
  }

  @FieldResolver(() => ConventionFiguresType, figures(OF_ACADEMY))
  conventionFigures(@Root() { code }: ByCode, @Args(() => FigureArguments) when: FigureArguments, @Ctx() context: ConventionsContext) {
    return conventionFiguresIn(context, ofAcademy(code), when);
  }

  @FieldResolver(() => [SchoolCoverageType], least(OF_ACADEMY))
  leastCovered(@Root() { code }: ByCode, @Arg("first", () => Int, FIRST) first: number, @Arg("campaignId", () => ID, CAMPAIGN) campaignId: string | null = null, @Ctx() context: ConventionsContext) {
    return leastCoveredIn(context, ofAcademy(code), first, campaignId);
  }
}

@Resolver(() => DepartmentEntity)
export class DepartmentFigures {
  @FieldResolver(() => CoverageType, coverage(OF_DEPARTMENT))
  coverage(@Root() { code }: ByCode, @Args(() => FigureArguments) when: FigureArguments, @Ctx() context: ConventionsContext) {
    return coverageIn(context, ofDepartment(code), when);
  }

  @FieldResolver(() => ConventionFiguresType, figures(OF_DEPARTMENT))
  conventionFigures(@Root() { code }: ByCode, @Args(() => FigureArguments) when: FigureArguments, @Ctx() context: ConventionsContext) {
    return conventionFiguresIn(context, ofDepartment(code), when);
  }

  @FieldResolver(() => [SchoolCoverageType], least(OF_DEPARTMENT))
  leastCovered(@Root() { code }: ByCode, @Arg("first", () => Int, FIRST) first: number, @Arg("campaignId", () => ID, CAMPAIGN) campaignId: string | null = null, @Ctx() context: ConventionsContext) {
    return leastCoveredIn(context, ofDepartment(code), first, campaignId);
  }
}

@Resolver(() => SchoolEntity)
export class SchoolFigures {
  @FieldResolver(() => CoverageType, coverage(OF_SCHOOL))
  coverage(@Root() { uai }: ByUai, @Args(() => FigureArguments) when: FigureArguments, @Ctx() context: ConventionsContext) {
    return coverageIn(context, schoolOf(uai), when);
  }

  @FieldResolver(() => ConventionFiguresType, figures(OF_SCHOOL))
  conventionFigures(@Root() { uai }: ByUai, @Args(() => FigureArguments) when: FigureArguments, @Ctx() context: ConventionsContext) {
    return conventionFiguresIn(context, schoolOf(uai), when);
  }
}

@Resolver(() => CampaignEntity)
export class CampaignFigures {
  @FieldResolver(() => CoverageType, coverage(OF_COUNTRY))
  coverage(@Root() { id: campaignId }: { readonly id: string }, @Args(() => DayArgument) { on }: DayArgument, @Ctx() context: ConventionsContext) {
    return coverageIn(context, COUNTRY, { campaignId, on: on ?? null });
  }

  @FieldResolver(() => ConventionFiguresType, figures(OF_COUNTRY))
  conventionFigures(@Root() { id: campaignId }: { readonly id: string }, @Args(() => DayArgument) { on }: DayArgument, @Ctx() context: ConventionsContext) {
    return conventionFiguresIn(context, COUNTRY, { campaignId, on: on ?? null });
  }

  @FieldResolver(() => [SchoolCoverageType], least(OF_COUNTRY))
  leastCovered(@Root() { id }: { readonly id: string }, @Arg("first", () => Int, FIRST) first: number, @Ctx() context: ConventionsContext) {
    return leastCoveredIn(context, COUNTRY, first, id);
  }
}

@Resolver(() => SectorEntity)
export class SectorFigures {
  @FieldResolver(() => ConventionFiguresType, {
    nullable: true,
    description: "Conventions for offers of this sector, with their absences and feedback. For the staff in charge of the territory named; for the ministry, of the country. Null of a past day of a département, and while there is no campaign. Errors: FORBIDDEN, CAMPAIGN_UNKNOWN, ACADEMY_OR_DEPARTMENT.",
  })
  async conventionFigures(@Root() { code }: ByCode, @Args(() => PlacedFigureArguments) where: PlacedFigureArguments, @Ctx() context: ConventionsContext) {
    const whole = await askIn(context, territoryFor(context.actor, where), where);
    if (!whole) return null;
    const asked = { ...whole, cell: { ...whole.cell, breakdown: breakdownOf("SECTOR", code) } };
    return asked.isNow || isKeptByDay(asked) ? told(context, asked, conventionFiguresOf) : null;
  }
}
