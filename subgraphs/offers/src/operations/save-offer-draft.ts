import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { draft, refusalsOfDraft, refusalsToDraft, refusalsToSaveDraft } from "../domain/draft.ts";
import { refusalsToManage } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import type { WrittenOffer } from "../domain/publish.ts";
import { findOffersByIds, insertOffer, saveText } from "../persistence/offers.ts";
import { once } from "../persistence/once.ts";
import { frameOf } from "./frame.ts";
import { loadCampaign, loadHost, loadOffer } from "./load.ts";

export interface DraftInput extends Keyed {
  /** The draft to save again; null for a new one. */
  readonly offerId: string | null;
  /** Of a new draft. */
  readonly hostId: string | null;
  readonly campaignId: string | null;
  readonly offer: WrittenOffer;
}

/** A host prepares an offer, finished or not. */
export function saveOfferDraft(act: Act, input: DraftInput): Promise<Offer> {
  const { actor, now } = act;
  const written = input.offer;
  const today = civilDateOf(now);
  return once(act, "saveOfferDraft", input, byId(findOffersByIds), async (tx) => {
    const saved = input.offerId === null ? null : await loadOffer(tx, input.offerId, actor, now);
    const host = saved?.host ?? (await loadHost(tx, input.hostId ?? ""));
    insist(saved ? refusalsToSaveDraft(saved.offer, host, actor) : refusalsToManage(host, actor));
    const campaign = await loadCampaign(tx, input.campaignId ?? saved?.offer.campaignId ?? null, today);
    insist(refusalsToDraft(host, campaign, actor, today));

    const frame = await frameOf(tx, written, { host, campaign, today, ...(saved ? { id: saved.offer.id } : {}) });
    insist(refusalsOfDraft(written, frame));

    const offer = draft(saved?.offer.id ?? newId("offer"), written, frame, now);
    if (saved) await saveText(tx, offer, host, now);
    else await insertOffer(tx, { from: null, offer, host, actor, at: now });
    return offer;
  });
}
