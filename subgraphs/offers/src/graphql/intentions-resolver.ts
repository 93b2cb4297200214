import "reflect-metadata";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { type Intention, NO_SEATS, refusalsToChange } from "../domain/intention.ts";
import { changeIntention } from "../operations/change-intention.ts";
import { declareIntention } from "../operations/declare-intention.ts";
import { withdrawIntention } from "../operations/withdraw-intention.ts";
import { CampaignType } from "./campaign-type.ts";
import { HostType } from "./host-type.ts";
import { ChangeIntentionInput, DeclareIntentionInput, IntentionType, SeatsByPeriodType, seatsOf, seatsType, WithdrawIntentionInput } from "./intention-type.ts";

const RESULT = { nullable: true } as const;

@Resolver(() => IntentionType)
export class IntentionsResolver {
  @FieldResolver(() => HostType, { description: "Whose promise it is." })
  host(@Root() { hostId }: Intention, @Ctx() { loaders }: OffersContext) {
    return loaders.host.load(hostId);
  }

  @FieldResolver(() => CampaignType, { description: "For which campaign." })
  campaign(@Root() { campaignId }: Intention, @Ctx() { loaders }: OffersContext) {
    return loaders.campaign(campaignId);
  }

  @FieldResolver(() => SeatsByPeriodType, { description: "Seats promised." })
  intended(@Root() { seats }: Intention) {
    return seatsType(seats);
  }

  @FieldResolver(() => SeatsByPeriodType, { description: "Seats of the host's offers of this campaign that were published, and are neither removed nor hidden since." })
  async published(@Root() intention: Intention, @Ctx() context: OffersContext) {
    return seatsType((await comparedTo(intention, context))?.published ?? NO_SEATS);
  }

  @FieldResolver(() => SeatsByPeriodType, { description: "Seats of those offers that students have taken." })
  async taken(@Root() intention: Intention, @Ctx() context: OffersContext) {
    return seatsType((await comparedTo(intention, context))?.taken ?? NO_SEATS);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() intention: Intention, @Ctx() { actor, today, loaders }: OffersContext) {
    const [host, campaign] = await Promise.all([loaders.host.load(intention.hostId), loaders.campaign(intention.campaignId)]);
    if (!host || !campaign) return [];
    const refusals = refusalsToChange(intention, host, campaign, actor, today);
    return [viewerAction("changeIntention", refusals), viewerAction("withdrawIntention", refusals)];
  }

  @Mutation(() => IntentionType, {
    ...RESULT,
    description: "A manager of the host promises seats for a campaign; before it opens to hosts as well. Errors: FORBIDDEN, INTENTION_ALREADY_DECLARED, CAMPAIGN_ENDED, PERIOD_STARTED, NUMBER_OUT_OF_RANGE, INTENTION_WITHOUT_SEATS, ECOLE_SEATS_EXCEEDED.",
  })
  declareIntention(@Arg("input", () => DeclareIntentionInput) { seats, ...input }: DeclareIntentionInput, @Ctx() { act }: OffersContext) {
    return declareIntention(act, { ...input, seats: seatsOf(seats) });
  }

  @Mutation(() => IntentionType, { ...RESULT, description: "A manager of the host promises other numbers. Errors: NOT_FOUND, INTENTION_WITHDRAWN, CAMPAIGN_ENDED, PERIOD_STARTED, NUMBER_OUT_OF_RANGE, INTENTION_WITHOUT_SEATS, ECOLE_SEATS_EXCEEDED." })
  changeIntention(@Arg("input", () => ChangeIntentionInput) { intentionId, seats }: ChangeIntentionInput, @Ctx() { act }: OffersContext) {
    return changeIntention(act, { intentionId, seats: seatsOf(seats) });
  }

  @Mutation(() => IntentionType, { ...RESULT, description: "A manager of the host withdraws its promise; its offers stay, and it can declare again. Errors: NOT_FOUND, INTENTION_WITHDRAWN, CAMPAIGN_ENDED." })
  withdrawIntention(@Arg("input", () => WithdrawIntentionInput) input: WithdrawIntentionInput, @Ctx() { act }: OffersContext) {
    return withdrawIntention(act, input);
  }
}

const comparedTo = async ({ hostId, campaignId }: Intention, { loaders }: OffersContext) =>
  (await loaders.seatsOfHost.load(hostId)).find((seats) => seats.campaignId === campaignId) ?? null;

@Resolver(() => HostType)
export class HostIntentionsResolver {
  @FieldResolver(() => [IntentionType], { nullable: true, description: "What it has promised, newest first, withdrawn promises included: for its managers, its territory's staff and the ministry. Error: FORBIDDEN." })
  intentions(@Root() { id }: { readonly id: Intention["hostId"] }, @Ctx() { loaders }: OffersContext) {
    return loaders.intentionsOfHost.load(id);
  }
}
