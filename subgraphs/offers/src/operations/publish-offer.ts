import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsToManage } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { coordinatesOf } from "../domain/place.ts";
import { publish, refusalsOfOffer, refusalsToPublish, type WrittenOffer } from "../domain/publish.ts";
import { addCommunePoint } from "../persistence/commune-coordinates.ts";
import { findOffersByIds, insertOffer } from "../persistence/offers.ts";
import { once } from "../persistence/once.ts";
import { frameOf } from "./frame.ts";
import { loadCampaign, loadLockedHost } from "./load.ts";

export interface PublishOffer extends Keyed {
  readonly hostId: string;
  readonly campaignId: string | null;
  readonly offer: WrittenOffer;
}

/** A host writes an offer and publishes it at once. */
export function publishOffer(act: Act, input: PublishOffer): Promise<Offer> {
  const { actor, now } = act;
  const written = input.offer;
  const today = civilDateOf(now);
  return once(act, "publishOffer", input, byId(findOffersByIds), async (tx) => {
    const host = await loadLockedHost(tx, input.hostId);
    insist(refusalsToManage(host, actor));
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToPublish(host, campaign, actor, today));

    const frame = await frameOf(tx, written, { host, campaign, today });
    insist(refusalsOfOffer(written, frame));

    const offer = publish(newId("offer"), written, frame, now);
    await insertOffer(tx, { from: null, offer, host, actor, at: now });
    const told = written.place && coordinatesOf(written.place);
    if (told && frame.commune) await addCommunePoint(tx, frame.commune.code, told);
    return offer;
  });
}
