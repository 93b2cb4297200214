import "reflect-metadata";
import { type AcademySeatsTarget, type Campaign, currentCampaign, phaseOn } from "@stages/kernel/campaign.ts";
import { forVisitors, viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { refusalsToDefine } from "../domain/define-campaign.ts";
import { defineCampaign } from "../operations/define-campaign.ts";
import { AcademySeatsTargetType, CampaignChangeType, CampaignType, CampaignWeekType } from "./campaign-type.ts";
import { DefineCampaignInput } from "./define-campaign-input.ts";
import { AcademyEntity } from "./entities.ts";
import { CampaignPhaseEnum } from "./enums.ts";

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

  @FieldResolver(() => CampaignPhaseEnum, { description: "Where it stands today, in Europe/Paris." })
  phase(@Root() campaign: Campaign, @Ctx() { today }: OffersContext) {
    return phaseOn(campaign, today);
  }

  @FieldResolver(() => [CampaignChangeType], { nullable: true, description: "What was changed of it, by whom and when, newest first: for the ministry. Error: FORBIDDEN." })
  changes(@Root() { id }: Campaign, @Ctx() { loaders }: OffersContext) {
    return loaders.campaignChanges.load(id);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  viewerActions(@Root() campaign: Campaign, @Ctx() { actor, today }: OffersContext) {
    return forVisitors(actor, [viewerAction("defineCampaign", refusalsToDefine(campaign, actor, today))]);
  }

  @Mutation(() => CampaignType, {
    nullable: true,
    description:
      "The ministry prepares a campaign, or changes one that is not over; every rule that is broken is told at once, each with its field. What is promised already stays: an opening that took place, the weeks once offers were published for them, the signatures and the motivation's length once students have entered. The same again changes nothing. Errors: FORBIDDEN, CAMPAIGN_*, PRESENCE_RULES_*, NUMBER_OUT_OF_RANGE, TEXT_*.",
  })
  async defineCampaign(@Arg("input", () => DefineCampaignInput) input: DefineCampaignInput, @Ctx() { act, forgetCampaigns }: OffersContext) {
    const defined = await defineCampaign(act, input);
    forgetCampaigns();
    return defined;
  }

  @FieldResolver(() => [CampaignWeekType], { description: "Its two weeks, in order." })
  weeks(@Root() { weeks }: Campaign) {
    return ([1, 2] as const).map((number) => ({ number, ...weeks[number] }));
  }
}

@Resolver(() => AcademySeatsTargetType)
export class AcademySeatsTargetsResolver {
  @FieldResolver(() => AcademyEntity, { nullable: true, description: "The académie." })
  academy(@Root() { academy }: AcademySeatsTarget) {
    return { code: academy };
  }
}
