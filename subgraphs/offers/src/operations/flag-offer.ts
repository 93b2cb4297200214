import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type FlagReason, refusalsOfFlag, refusalsToFlag } from "../domain/moderate.ts";
import type { Offer } from "../domain/offer.ts";
import { insertFlag } from "../persistence/flags.ts";
import { loadVisibleOffer } from "./load.ts";

/** Someone says what is wrong with an offer, to the staff of its territory. */
export function flagOffer({ write, actor, now }: Act, input: { offerId: string; reason: FlagReason; text: string | null }): Promise<Offer> {
  const { reason, text } = input;
  return write(async (tx) => {
    const { offer } = await loadVisibleOffer(tx, input.offerId, actor, now);
    insist(refusalsToFlag(offer, actor));
    insist(refusalsOfFlag(input));
    await insertFlag(tx, { offerId: offer.id, personId: personOf(actor)!, byRole: actor.role, reason, text, at: now });
    return offer;
  });
}
