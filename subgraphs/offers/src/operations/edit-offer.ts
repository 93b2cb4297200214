import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { changed, type Changes, edit, refusalsOfEdit, refusalsToEdit } from "../domain/edit.ts";
import type { Offer } from "../domain/offer.ts";
import { saveText } from "../persistence/offers.ts";
import { frameOf } from "./frame.ts";
import { loadCampaign, loadOffer } from "./load.ts";

/** A host writes an offer anew; its status stays. */
export function editOffer({ write, actor, now }: Act, input: { offerId: string; changes: Changes }): Promise<Offer> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    const { offer, host } = await loadOffer(tx, input.offerId, actor, now);
    const campaign = await loadCampaign(tx, offer.campaignId, today);
    insist(refusalsToEdit(offer, host, campaign, actor, today));

    const written = changed(offer, input.changes);
    const frame = await frameOf(tx, written, { host, campaign, today, id: offer.id });
    insist(refusalsOfEdit(offer, written, frame));

    const edited = edit(offer, written, frame, now);
    await saveText(tx, edited, host, now);
    return edited;
  });
}
