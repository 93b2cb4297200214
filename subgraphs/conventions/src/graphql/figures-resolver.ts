import "reflect-metadata";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { Dimension } from "@stages/statistics/territory.ts";
import { FigureDimension, SeriesArguments } from "@stages/subgraph/figure-arguments.ts";
import { isKeptByDay } from "@stages/subgraph/figure-fields.ts";
import { type AskedFigures, onSameDay } from "@stages/subgraph/figures.ts";
import { Arg, Args, Ctx, FieldResolver, Float, ID, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { ConventionFiguresOfType, ConventionFiguresType, ConventionSeriesType, CoverageSeriesType, CoverageType } from "./figure-types.ts";
import { conventionColumns, conventionFiguresOf, type ConventionFiguresView, hasAny, coverageColumns, coverageOf, type CoverageView, told } from "./territory-figures.ts";

/** The same territory in another campaign, as far from its first stage day. */
async function inOther(asked: AskedFigures, campaignId: string, { campaigns, now }: ConventionsContext): Promise<AskedFigures | null> {
  const known = await campaigns();
  const [campaign, other] = [asked.campaignId, campaignId].map((wanted) => known.find(({ id }) => id === wanted));
  return campaign && other ? onSameDay(asked, campaign, other, civilDateOf(now)) : null;
}

const pointsOf = ({ figures }: ConventionsContext, asked: AskedFigures, { by, from, until }: SeriesArguments) => figures.series(asked, { by, from: from ?? null, until: until ?? null });

const OTHER = { description: "The other campaign." } as const;

@Resolver(() => CoverageType)
export class CoverageResolver {
  @FieldResolver(() => CoverageSeriesType, { description: "Coverage at the end of each day, or week, until the day of these figures." })
  async series(@Root() { asked }: CoverageView, @Args(() => SeriesArguments) span: SeriesArguments, @Ctx() context: ConventionsContext) {
    return coverageColumns(await pointsOf(context, asked, span));
  }

  @FieldResolver(() => CoverageType, {
    nullable: true,
    description: "Coverage of the same territory in another campaign, as many days before, or after, its first stage day. Null for a campaign that is unknown, or whose day is still to come.",
  })
  async onSameDayOf(@Root() { asked }: CoverageView, @Arg("campaignId", () => ID, OTHER) campaignId: string, @Ctx() context: ConventionsContext) {
    const other = await inOther(asked, campaignId, context);
    return other && told(context, other, coverageOf);
  }
}

@Resolver(() => ConventionFiguresType)
export class ConventionFiguresResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description: "Whole days from validation to the last signature, the median of all conventions ever signed, exact. Null where none was, and of a past day: how long things took is not kept by day.",
  })
  medianDaysToSign(@Root() { asked }: ConventionFiguresView, @Ctx() { figures }: ConventionsContext) {
    return figures.median(asked, "DAYS_TO_SIGN");
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: "Whole minutes from the report of an absence to the family's being told, the median, exact. Null where no family was, and of a past day.",
  })
  medianMinutesToInformFamily(@Root() { asked }: ConventionFiguresView, @Ctx() { figures }: ConventionsContext) {
    return figures.median(asked, "MINUTES_TO_INFORM_FAMILY");
  }

  @FieldResolver(() => [ConventionFiguresOfType], {
    nullable: true,
    description: "The same by sector, kind of host or period, by key; what has nothing to count is left out, and so is what has no sector: a host that the platform does not know. Null of a past day of a département or a school, and of a part.",
  })
  async by(@Root() { asked }: ConventionFiguresView, @Arg("dimension", () => FigureDimension, { description: "By what." }) dimension: Dimension, @Ctx() { figures }: ConventionsContext) {
    if (asked.cell.breakdown) return null;
    const parts = await figures.parts(asked, dimension);
    const counted = parts && (await Promise.all(parts.map(async (part) => ({ ...part, counted: await figures.figures(part.figures) }))));
    return counted && counted.filter((part) => hasAny(part.counted)).map((part) => ({ key: part.key, figures: conventionFiguresOf(part.figures, part.counted) }));
  }

  @FieldResolver(() => ConventionSeriesType, {
    nullable: true,
    description: "The figures at the end of each day, or week, until the day of these. Null of a sector, a kind of host or a period in a département or a school, which are not kept by day.",
  })
  async series(@Root() { asked }: ConventionFiguresView, @Args(() => SeriesArguments) span: SeriesArguments, @Ctx() context: ConventionsContext) {
    return isKeptByDay(asked) ? conventionColumns(await pointsOf(context, asked, span)) : null;
  }

  @FieldResolver(() => ConventionFiguresType, {
    nullable: true,
    description: "The figures of another campaign, as many days before, or after, its first stage day. Null for a campaign that is unknown, or whose day is still to come, and where they are not kept by day.",
  })
  async onSameDayOf(@Root() { asked }: ConventionFiguresView, @Arg("campaignId", () => ID, OTHER) campaignId: string, @Ctx() context: ConventionsContext) {
    const other = isKeptByDay(asked) ? await inOther(asked, campaignId, context) : null;
    return other && told(context, other, conventionFiguresOf);
  }
}
