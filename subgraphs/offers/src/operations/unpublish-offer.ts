import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type Offer, refusalsToUnpublish, unpublish } from "../domain/offer.ts";
import { saveSteps } from "../persistence/offers.ts";
import { loadOffer } from "./load.ts";

/** The host withdraws an offer from the catalogue; what was promised stays. */
export function unpublishOffer({ write, actor, now }: Act, input: { offerId: string }): Promise<Offer> {
  return write(async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    insist(refusalsToUnpublish(offer, host, actor));
    const unpublished = unpublish(offer);
    await saveSteps(tx, [{ from: offer.status, offer: unpublished, host, actor, at: now }]);
    return unpublished;
  });
}
