import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { publishExisting, type Publishing, refusalsToPublishExisting, writtenOf } from "../domain/edit.ts";
import type { Offer } from "../domain/offer.ts";
import { saveSteps, saveText } from "../persistence/offers.ts";
import { frameOf } from "./frame.ts";
import { loadCampaign, loadOfferOfLockedHost } from "./load.ts";

/** A draft is published, or an offer goes back to the catalogue: judged as a new one would be, today. */
export function publishExistingOffer({ write, actor, now }: Act, act: Publishing, input: { offerId: string }): Promise<Offer> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    const { offer, host } = await loadOfferOfLockedHost(tx, input.offerId, actor, now);
    const campaign = await loadCampaign(tx, offer.campaignId, today);
    const frame = await frameOf(tx, writtenOf(offer, host), { host, campaign, today, id: offer.id });
    insist(refusalsToPublishExisting(act, offer, frame, actor));

    const published = publishExisting(offer, frame, now);
    // Its text first, without telling it: the step does.
    await saveText(tx, { ...published, status: offer.status }, host, now);
    await saveSteps(tx, [{ from: offer.status, offer: published, host, actor, at: now }]);
    return published;
  });
}
