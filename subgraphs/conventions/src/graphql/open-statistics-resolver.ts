import "reflect-metadata";
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { openStatistics } from "../operations/open-statistics.ts";
import { OpenStatisticsType, openStatisticsView } from "./open-statistics-type.ts";

export async function openStatisticsOf(campaignId: string | null, { publishing }: ConventionsContext): Promise<OpenStatisticsType | null> {
  const published = await openStatistics(publishing, campaignId);
  return published && openStatisticsView(published);
}

@Resolver()
export class OpenStatisticsResolver {
  @Query(() => OpenStatisticsType, { nullable: true, description: "What everyone may know of a campaign, without signing in. Null of a campaign that is not known." })
  openStatistics(@Arg("campaignId", () => ID, { nullable: true, description: "Left out, the current one: the one under way, or the next." }) campaignId: string | null = null, @Ctx() context: ConventionsContext) {
    return openStatisticsOf(campaignId, context);
  }
}
