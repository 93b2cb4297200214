import "reflect-metadata";
import type { Uai } from "@stages/kernel/uai.ts";
import { COUNTRY, type Dimension, ofAcademy, ofDepartment, ofSchool } from "@stages/statistics/territory.ts";
import { DayArgument, FigureArguments, FigureDimension, PlacedFigureArguments, SeriesArguments } from "@stages/subgraph/figure-arguments.ts";
import { BY, DIMENSION, figuresOf, figuresOfSector, ON_SAME_DAY_OF, OTHER_CAMPAIGN, SERIES } from "@stages/subgraph/figure-fields.ts";
import { territoryFor } from "@stages/subgraph/territory-policy.ts";
import { Arg, Args, Ctx, FieldResolver, Float, ID, Int, Resolver, Root } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { byStatus } from "../domain/counts.ts";
import { CandidatureCountType, CandidatureFiguresOfType, CandidatureFiguresType, CandidatureSeriesType, type ShownCandidatures } from "./candidature-figures-type.ts";
import { AcademyEntity, CampaignEntity, DepartmentEntity, SchoolEntity, SectorEntity } from "./entities.ts";

type ByCode = { readonly code: string };

@Resolver(() => CandidatureFiguresType)
export class CandidatureFiguresResolver {
  @FieldResolver(() => [CandidatureCountType], { description: "All of them by status; a status with none is left out." })
  async byStatus(@Root() { counted }: ShownCandidatures) {
    return byStatus(await counted);
  }

  @FieldResolver(() => Int, { description: "Of all of them, those for a place further from home than the student is told of before applying (`Campaign.distanceNoticeKm`, of the day on which each was sent or booked)." })
  async farFromHome(@Root() { counted }: ShownCandidatures) {
    return (await counted).farFromHome;
  }

  @FieldResolver(() => Float, { nullable: true, description: "farFromHome ÷ candidatures, from 0 to 1. Null of none." })
  async farFromHomeShare(@Root() shown: ShownCandidatures) {
    const [{ farFromHome }, candidatures] = await Promise.all([shown.counted, shown.candidatures]);
    return candidatures === 0 ? null : farFromHome / candidatures;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: "Days from the sending of a candidature to the host's yes or no, the median of all that were answered; between two, the half. What expired, was withdrawn or was booked was not answered. Null of none, and of a past day.",
  })
  medianDaysToAnswer(@Root() shown: ShownCandidatures, @Ctx() { figures }: CandidaturesContext) {
    return figures.median(shown, "DAYS_TO_ANSWER");
  }

  @FieldResolver(() => [CandidatureFiguresOfType], BY)
  by(@Root() shown: ShownCandidatures, @Arg("dimension", () => FigureDimension, DIMENSION) dimension: Dimension, @Ctx() { figures }: CandidaturesContext) {
    return figures.by(shown, dimension);
  }

  @FieldResolver(() => CandidatureSeriesType, SERIES)
  series(@Root() shown: ShownCandidatures, @Args(() => SeriesArguments) asked: SeriesArguments, @Ctx() { figures }: CandidaturesContext) {
    return figures.series(shown, asked);
  }

  @FieldResolver(() => CandidatureFiguresType, ON_SAME_DAY_OF)
  onSameDayOf(@Root() shown: ShownCandidatures, @Arg("campaignId", () => ID, OTHER_CAMPAIGN) campaignId: string, @Ctx() { figures }: CandidaturesContext) {
    return figures.onSameDayOf(shown, campaignId);
  }
}

@Resolver(() => AcademyEntity)
export class AcademyCandidatures {
  @FieldResolver(() => CandidatureFiguresType, figuresOf("Candidatures of the académie's students."))
  candidatureFigures(@Root() { code }: ByCode, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: CandidaturesContext) {
    return figures.of(ofAcademy(code), asked);
  }
}

@Resolver(() => DepartmentEntity)
export class DepartmentCandidatures {
  @FieldResolver(() => CandidatureFiguresType, figuresOf("Candidatures of the département's students."))
  candidatureFigures(@Root() { code }: ByCode, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: CandidaturesContext) {
    return figures.of(ofDepartment(code), asked);
  }
}

@Resolver(() => SchoolEntity)
export class SchoolCandidatures {
  @FieldResolver(() => CandidatureFiguresType, figuresOf("Candidatures of the school's students, for its own staff too."))
  candidatureFigures(@Root() { uai }: { readonly uai: Uai }, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: CandidaturesContext) {
    return figures.of(ofSchool(uai), asked);
  }
}

@Resolver(() => CampaignEntity)
export class CampaignCandidatures {
  @FieldResolver(() => CandidatureFiguresType, figuresOf("Candidatures of the country's students, for the ministry."))
  candidatureFigures(@Root() { id: campaignId }: { readonly id: string }, @Args(() => DayArgument) { on }: DayArgument, @Ctx() { figures }: CandidaturesContext) {
    return figures.of(COUNTRY, { campaignId, on });
  }
}

@Resolver(() => SectorEntity)
export class SectorCandidatures {
  @FieldResolver(() => CandidatureFiguresType, figuresOfSector("Candidatures to offers of the sector."))
  candidatureFigures(@Root() { code }: ByCode, @Args(() => PlacedFigureArguments) asked: PlacedFigureArguments, @Ctx() { actor, figures }: CandidaturesContext) {
    return figures.of(territoryFor(actor, asked), asked, ["SECTOR", code]);
  }
}
