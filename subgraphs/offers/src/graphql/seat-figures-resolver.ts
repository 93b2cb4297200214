import "reflect-metadata";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Sector } from "@stages/reference/sectors.ts";
import { COUNTRY, type Dimension, ofAcademy, ofDepartment } from "@stages/statistics/territory.ts";
import { DayArgument, FigureArguments, FigureDimension, PlacedFigureArguments, SeriesArguments } from "@stages/subgraph/figure-arguments.ts";
import { BY, DIMENSION, figuresOf, figuresOfSector, isPart, ON_SAME_DAY_OF, OTHER_CAMPAIGN, SERIES } from "@stages/subgraph/figure-fields.ts";
import { territoryFor } from "@stages/subgraph/territory-policy.ts";
import { Arg, Args, Ctx, FieldResolver, Float, ID, Int, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { ownOf, ownSeatsTargetOf, progressTo, seatsTargetOf } from "../domain/targets.ts";
import { CampaignType } from "./campaign-type.ts";
import { AcademyEntity, DepartmentEntity } from "./entities.ts";
import { SectorType } from "./host-type.ts";
import { SeatFiguresOfType, SeatFiguresType, SeatSeriesType, type ShownSeats } from "./seat-figures-type.ts";

type ByCode = { readonly code: string };

@Resolver(() => SeatFiguresType)
export class SeatFiguresResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "Seats to find: `Campaign.nationalSeatsTarget` for the country, what the ministry asks of it for an académie. Null where nothing is asked: an académie without a target, a département, a part.",
  })
  target(@Root() shown: ShownSeats, @Ctx() { loaders }: OffersContext) {
    return targetOf(shown, loaders);
  }

  @FieldResolver(() => Float, { nullable: true, description: "published ÷ target: 1 when it is reached, more when it is passed. Null without a target, or with one of 0." })
  async progress(@Root() shown: ShownSeats, @Ctx() { loaders }: OffersContext) {
    return progressTo(await targetOf(shown, loaders), await shown.published);
  }

  @FieldResolver(() => Int, { nullable: true, description: "`Campaign.ownSeatsTarget`: seats to find in the ministry's own structures. Null of anything but the country." })
  async ownTarget(@Root() shown: ShownSeats, @Ctx() { loaders }: OffersContext) {
    const campaign = await campaignOf(shown, loaders);
    return campaign && ownSeatsTargetOf(campaign, shown.cell);
  }

  @FieldResolver(() => Int, { nullable: true, description: "Of `published`, the seats in the ministry's own structures: écoles, schools, its services. Null of anything but the country." })
  async ownPublished(@Root() shown: ShownSeats, @Ctx() { loaders, figures }: OffersContext) {
    const campaign = await campaignOf(shown, loaders);
    if (!campaign || ownSeatsTargetOf(campaign, shown.cell) === null) return null;
    const kinds = await figures.by(shown, "HOST_KIND");
    return ownOf(await Promise.all(kinds!.map(async ({ key, figures: { published } }) => ({ key, seats: await published }))));
  }

  @FieldResolver(() => [SeatFiguresOfType], BY)
  by(@Root() shown: ShownSeats, @Arg("dimension", () => FigureDimension, DIMENSION) dimension: Dimension, @Ctx() { figures }: OffersContext) {
    return figures.by(shown, dimension);
  }

  @FieldResolver(() => SeatSeriesType, SERIES)
  series(@Root() shown: ShownSeats, @Args(() => SeriesArguments) asked: SeriesArguments, @Ctx() { figures }: OffersContext) {
    return figures.series(shown, asked);
  }

  @FieldResolver(() => SeatFiguresType, ON_SAME_DAY_OF)
  onSameDayOf(@Root() shown: ShownSeats, @Arg("campaignId", () => ID, OTHER_CAMPAIGN) campaignId: string, @Ctx() { figures }: OffersContext) {
    return figures.onSameDayOf(shown, campaignId);
  }
}

/** Null of a part: targets are of a territory whole. */
const campaignOf = async (shown: ShownSeats, loaders: OffersContext["loaders"]) => (isPart(shown) ? null : loaders.searchedCampaign(shown.campaignId));

async function targetOf(shown: ShownSeats, loaders: OffersContext["loaders"]): Promise<number | null> {
  const campaign = await campaignOf(shown, loaders);
  return campaign && seatsTargetOf(campaign, shown.cell);
}

@Resolver(() => AcademyEntity)
export class AcademySeats {
  @FieldResolver(() => SeatFiguresType, figuresOf("Seats in the académie."))
  seatFigures(@Root() { code }: ByCode, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: OffersContext) {
    return figures.of(ofAcademy(code), asked);
  }
}

@Resolver(() => DepartmentEntity)
export class DepartmentSeats {
  @FieldResolver(() => SeatFiguresType, figuresOf("Seats in the département."))
  seatFigures(@Root() { code }: ByCode, @Args(() => FigureArguments) asked: FigureArguments, @Ctx() { figures }: OffersContext) {
    return figures.of(ofDepartment(code), asked);
  }
}

@Resolver(() => CampaignType)
export class CampaignSeats {
  @FieldResolver(() => SeatFiguresType, figuresOf("Seats in the country, for the ministry."))
  seatFigures(@Root() { id: campaignId }: Campaign, @Args(() => DayArgument) { on }: DayArgument, @Ctx() { figures }: OffersContext) {
    return figures.of(COUNTRY, { campaignId, on });
  }
}

@Resolver(() => SectorType)
export class SectorSeats {
  @FieldResolver(() => SeatFiguresType, figuresOfSector("Seats of offers of the sector; those intended, of its hosts."))
  seatFigures(@Root() { code }: Sector, @Args(() => PlacedFigureArguments) asked: PlacedFigureArguments, @Ctx() { actor, figures }: OffersContext) {
    return figures.of(territoryFor(actor, asked), asked, ["SECTOR", code]);
  }
}
