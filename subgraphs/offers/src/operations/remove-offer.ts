import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Offer } from "../domain/offer.ts";
import { refusalsToRemove } from "../domain/remove.ts";
import { saveSteps } from "../persistence/offers.ts";
import { loadOffer } from "./load.ts";

/** The host ends an offer for good. */
export function removeOffer({ write, actor, now }: Act, input: { offerId: string }): Promise<Offer> {
  return write(async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    insist(refusalsToRemove(offer, host, actor));
    const removed: Offer = { ...offer, status: "REMOVED" };
    await saveSteps(tx, [{ from: offer.status, offer: removed, host, actor, at: now }]);
    return removed;
  });
}
