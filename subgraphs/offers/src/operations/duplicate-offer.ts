import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { duplicate, refusalsToDraft } from "../domain/draft.ts";
import { refusalsToManage } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { findOffersByIds, insertOffer } from "../persistence/offers.ts";
import { once } from "../persistence/once.ts";
import { loadCampaign, loadOffer } from "./load.ts";

export interface DuplicateOffer extends Keyed {
  readonly offerId: string;
  readonly campaignId: string | null;
}

/** A draft with the same text, in the current campaign or the one that is named. */
export function duplicateOffer(act: Act, input: DuplicateOffer): Promise<Offer> {
  const { actor, now } = act;
  const today = civilDateOf(now);
  return once(act, "duplicateOffer", input, byId(findOffersByIds), async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    insist(refusalsToManage(host, actor));
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToDraft(host, campaign, actor, today));

    const copy = duplicate(newId("offer"), offer, campaign);
    await insertOffer(tx, { from: null, offer: copy, host, actor, at: now });
    return copy;
  });
}
