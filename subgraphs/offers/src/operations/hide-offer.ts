import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfReason, refusalsToHide } from "../domain/moderate.ts";
import type { Offer } from "../domain/offer.ts";
import { saveSteps } from "../persistence/offers.ts";
import { loadOffer } from "./load.ts";

/** The territory takes an offer out of the catalogue, and tells its host why. */
export function hideOffer({ write, actor, now }: Act, input: { offerId: string; reason: string }): Promise<Offer> {
  return write(async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    insist(refusalsToHide(offer, actor));
    insist(refusalsOfReason(input.reason));
    const hidden: Offer = { ...offer, status: "HIDDEN" };
    await saveSteps(tx, [{ from: offer.status, offer: hidden, host, actor, at: now, reason: input.reason }]);
    return hidden;
  });
}
