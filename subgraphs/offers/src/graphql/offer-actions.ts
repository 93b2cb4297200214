import { viewerAction, type ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import type { OffersContext } from "../context.ts";
import { refusalsToDraft, refusalsToSaveDraftNow } from "../domain/draft.ts";
import { type Publishing, refusalsToEdit, refusalsToPublishExisting, writtenOf } from "../domain/edit.ts";
import { refusalsToDismissFlags, refusalsToFlag, refusalsToHide, refusalsToRestore } from "../domain/moderate.ts";
import { type Offer, refusalsToUnpublish } from "../domain/offer.ts";
import { refusalsToChangeSeats, refusalsToRemove } from "../domain/remove.ts";
import { currentCampaign, isOver } from "@stages/kernel/campaign.ts";
import { refuse } from "@stages/kernel/refusal.ts";
import { manages } from "../domain/host.ts";
import { frameOf } from "../operations/frame.ts";

/** Every act on an offer, by the rules of the mutations themselves. */
export async function actionsOn(offer: Offer, { actor, loaders, today, db }: OffersContext): Promise<readonly ViewerActionType[]> {
  const [host, campaign, campaigns] = await Promise.all([loaders.host.load(offer.hostId), loaders.campaign(offer.campaignId), loaders.campaigns()]);
  if (!host || !campaign) return [];
  // What is asked of the tables is for those who may act alone.
  const frame = manages(actor, host) ? await frameOf(db, writtenOf(offer, host), { host, campaign, today, id: offer.id, out: await loaders.offersOut.load(host.id) }) : null;
  const publishing = (act: Publishing) => (frame ? refusalsToPublishExisting(act, offer, frame, actor) : [refuse("FORBIDDEN")]);
  const current = currentCampaign([...campaigns], today);
  return [
    viewerAction("saveOfferDraft", refusalsToSaveDraftNow(offer, host, isOver(campaign, today) && current ? current : campaign, actor, today)),
    viewerAction("publishDraft", publishing("publishDraft")),
    viewerAction("editOffer", refusalsToEdit(offer, host, campaign, actor, today)),
    // The ledger knows no offer that was never published: the seats of a draft are written with it.
    ...(offer.publishedAt === null ? [] : [viewerAction("changeOfferSeats", refusalsToChangeSeats(offer, host, actor))]),
    viewerAction("unpublishOffer", refusalsToUnpublish(offer, host, actor)),
    viewerAction("republishOffer", publishing("republishOffer")),
    viewerAction("duplicateOffer", manages(actor, host) && !current ? [refuse("CAMPAIGN_UNKNOWN")] : refusalsToDraft(host, current ?? campaign, actor, today)),
    viewerAction("removeOffer", refusalsToRemove(offer, host, actor)),
    viewerAction("flagOffer", refusalsToFlag(offer, actor)),
    viewerAction("dismissFlags", refusalsToDismissFlags(offer, actor)),
    viewerAction("hideOffer", refusalsToHide(offer, actor)),
    viewerAction("restoreOffer", refusalsToRestore(offer, actor)),
  ];
}
