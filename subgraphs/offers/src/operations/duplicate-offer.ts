import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { duplicate, refusalsToDraft } from "../domain/draft.ts";
import type { Offer } from "../domain/offer.ts";
import { insertOffer } from "../persistence/offers.ts";
import { loadCampaign, loadOffer } from "./load.ts";

/** A draft with the same text, in the current campaign or the one that is named. */
export function duplicateOffer({ write, actor, now }: Act, input: { offerId: string; campaignId: string | null }): Promise<Offer> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToDraft(host, campaign, actor, today));

    const copy = duplicate(newId("offer"), offer, campaign);
    await insertOffer(tx, { from: null, offer: copy, host, actor, at: now });
    return copy;
  });
}
