import "reflect-metadata";
import { currentCampaign } from "@stages/kernel/campaign.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { CampaignType, CampaignWeekType } from "./campaign-type.ts";

@Resolver(() => CampaignType)
export class CampaignsResolver {
  @Query(() => CampaignType, { nullable: true, description: "A campaign by its year; null when unknown." })
  campaign(@Arg("id", () => ID, { description: 'Such as "2027".' }) id: string, @Ctx() { loaders }: OffersContext) {
    return loaders.campaign(id);
  }

  @Query(() => [CampaignType], { nullable: true, description: "Every campaign, oldest first, past ones included." })
  campaigns(@Ctx() { loaders }: OffersContext) {
    return loaders.campaigns();
  }

  @Query(() => CampaignType, {
    nullable: true,
    description: "The campaign under way or, between two, the one that comes: the earliest whose weeks are not over. Null when none is planned.",
  })
  async currentCampaign(@Ctx() { loaders, today }: OffersContext) {
    return currentCampaign(await loaders.campaigns(), today);
  }

  @FieldResolver(() => [CampaignWeekType], { description: "Its two weeks, in order." })
  weeks(@Root() { weeks }: Campaign) {
    return ([1, 2] as const).map((number) => ({ number, ...weeks[number] }));
  }
}
