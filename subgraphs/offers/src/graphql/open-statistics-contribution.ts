import "reflect-metadata";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { openSeats } from "../operations/open-seats.ts";
import { OpenSeatsOfAcademyType, OpenSeatsOfSectorType, OpenSeatsType, OpenStatisticsEntity, seatsOfAcademyView, seatsOfSectorView, seatsView } from "./open-seats-type.ts";

const inOrder = <T extends { readonly code: string | null }>(rows: readonly T[]): readonly T[] => rows.toSorted((one, other) => ((one.code ?? "~") < (other.code ?? "~") ? -1 : 1));

/** The seats of what is published; of a campaign that is not known here, none. */
@Resolver(() => OpenStatisticsEntity)
export class OpenStatisticsContribution {
  @FieldResolver(() => OpenSeatsType, { nullable: true, description: "All seats, those abroad included. Where `taken` or `left` is below five, `published` alone is told. Null of a campaign that is not known." })
  async seats(@Root() entity: OpenStatisticsEntity, @Ctx() context: OffersContext) {
    const open = await seatsOf(entity, context);
    return open && seatsView(open.bySector);
  }

  @FieldResolver(() => [OpenSeatsOfAcademyType], { nullable: true, description: "Those of each académie that has any, by code, then those abroad. Empty where all of them would have to be hidden. Null of a campaign that is not known." })
  async seatsByAcademy(@Root() entity: OpenStatisticsEntity, @Ctx() context: OffersContext) {
    const open = await seatsOf(entity, context);
    return open && inOrder(open.byAcademy.of.map(seatsOfAcademyView));
  }

  @FieldResolver(() => [OpenSeatsOfSectorType], { nullable: true, description: "Those of each sector that has any, by its letter. Empty where all of them would have to be hidden. Null of a campaign that is not known." })
  async seatsBySector(@Root() entity: OpenStatisticsEntity, @Ctx() context: OffersContext) {
    const open = await seatsOf(entity, context);
    return open && inOrder(open.bySector.of.map(seatsOfSectorView));
  }
}

async function seatsOf({ campaignId }: OpenStatisticsEntity, { loaders, publishing }: OffersContext) {
  return (await loaders.campaign(campaignId)) && openSeats(publishing, campaignId);
}
