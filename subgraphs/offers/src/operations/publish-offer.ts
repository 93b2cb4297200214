import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Offer } from "../domain/offer.ts";
import { coordinatesOf } from "../domain/place.ts";
import { publish, refusalsOfOffer, refusalsToPublish, type WrittenOffer } from "../domain/publish.ts";
import { addCommunePoint } from "../persistence/commune-coordinates.ts";
import { insertOffer } from "../persistence/offers.ts";
import { frameOf } from "./frame.ts";
import { loadCampaign, loadHost } from "./load.ts";

/** A host writes an offer and publishes it at once. */
export function publishOffer({ write, actor, now }: Act, input: { hostId: string; campaignId: string | null; offer: WrittenOffer }): Promise<Offer> {
  const written = input.offer;
  const today = civilDateOf(now);
  return write(async (tx) => {
    const host = await loadHost(tx, input.hostId);
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToPublish(host, campaign, actor, today));

    const frame = await frameOf(tx, written, host, campaign, today);
    insist(refusalsOfOffer(written, frame));

    const offer = publish(newId("offer"), written, frame, now);
    await insertOffer(tx, { from: null, offer, host, actor, at: now });
    const told = written.place && coordinatesOf(written.place);
    if (told) await addCommunePoint(tx, frame.commune!.code, told);
    return offer;
  });
}
