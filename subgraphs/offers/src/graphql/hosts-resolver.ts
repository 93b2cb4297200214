import "reflect-metadata";
import { type Campaign, currentCampaign } from "@stages/kernel/campaign.ts";
import { parseId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { forVisitors, viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { type Host, refusalsToManage } from "../domain/host.ts";
import { refusalsToDeclareNow } from "../domain/intention.ts";
import type { Status } from "../domain/lifecycle.ts";
import { proposedTexts } from "../domain/proposed-texts.ts";
import { refusalsToPublish } from "../domain/publish.ts";
import { OfferStatusEnum } from "./enums.ts";
import { HostType, ProposedTextsType, SectorType } from "./host-type.ts";
import { OfferConnectionType } from "./offer-type.ts";
import { pageOfHost } from "./pages.ts";

@Resolver(() => HostType)
export class HostsResolver {
  @Query(() => HostType, { nullable: true, description: "A host by its id; null when unknown." })
  async host(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { loaders }: OffersContext) {
    const parsed = parseId("host", id);
    return parsed && loaders.host.load(parsed);
  }

  @FieldResolver(() => SectorType, { description: "Its sector." })
  sector(@Root() { sector }: Host) {
    return sectorByCode(sector);
  }

  @FieldResolver(() => Float, { nullable: true, description: "Degrees north, WGS 84; null when nobody said where it is." })
  latitude(@Root() { coordinates }: Host) {
    return coordinates?.latitude ?? null;
  }

  @FieldResolver(() => Float, { nullable: true, description: "Degrees east, WGS 84; null when nobody said where it is." })
  longitude(@Root() { coordinates }: Host) {
    return coordinates?.longitude ?? null;
  }

  @FieldResolver(() => OfferConnectionType, {
    nullable: true,
    description: "Its offers, oldest first: all of them for its managers and the territory's staff, the published ones for others. Error: FORBIDDEN for a visitor.",
  })
  offers(
    @Root() { id }: Host,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." }) after: string | null = null,
    @Arg("status", () => OfferStatusEnum, { nullable: true, description: "Only those in this status." }) status: Status | null = null,
    @Ctx() context: OffersContext,
  ) {
    return pageOfHost(context, id, { first, after, status });
  }

  @FieldResolver(() => ProposedTextsType, { nullable: true, description: "Of an école: a description and activities to start an offer from, to edit as one likes; null for other hosts." })
  proposedTexts(
    @Root() host: Host,
    @Arg("period", () => PeriodEnum, { defaultValue: "BOTH_WEEKS", description: "One week shows less than two." }) period: Period,
  ) {
    return proposedTexts(host, period);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() host: Host, @Ctx() { actor, loaders, today }: OffersContext) {
    const campaign = currentCampaign(await loaders.campaigns(), today);
    const toManage = refusalsToManage(host, actor);
    const standing = toManage.length > 0 ? [] : (await loaders.intentionsOfHost.load(host.id)).filter(({ campaignId, withdrawnAt }) => campaignId === campaign?.id && withdrawnAt === null);
    const unless = (refusals: (campaign: Campaign) => readonly Refusal[]) => (campaign ? refusals(campaign) : toManage.length > 0 ? toManage : [refuse("CAMPAIGN_UNKNOWN")]);
    return forVisitors(actor, [
      viewerAction("editHost", toManage),
      viewerAction("publishOffer", unless((one) => refusalsToPublish(host, one, actor, today))),
      viewerAction("declareIntention", unless((one) => refusalsToDeclareNow(standing, host, one, actor, today))),
      // Whom `people` lets manage it, it tells here: one rule, in two places.
      viewerAction("inviteHostManager", toManage),
    ]);
  }
}
