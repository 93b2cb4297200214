import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsToRestore, restored } from "../domain/moderate.ts";
import type { Offer } from "../domain/offer.ts";
import { findHiddenFrom } from "../persistence/history.ts";
import { saveSteps } from "../persistence/offers.ts";
import { loadCampaign, loadOffer } from "./load.ts";

/** The territory gives an offer back to its host. */
export function restoreOffer({ write, actor, now }: Act, input: { offerId: string }): Promise<Offer> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    insist(refusalsToRestore(offer, actor));
    const campaign = await loadCampaign(tx, offer.campaignId, today);
    const { to, why } = restored(offer, (await findHiddenFrom(tx, offer.id)) ?? "PUBLISHED", campaign, today);
    const back: Offer = { ...offer, status: to };
    await saveSteps(tx, [{ from: offer.status, offer: back, host, actor, at: now, why }]);
    return back;
  });
}
