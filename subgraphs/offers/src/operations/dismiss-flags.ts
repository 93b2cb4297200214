import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsToDismissFlags } from "../domain/moderate.ts";
import type { Offer } from "../domain/offer.ts";
import { dismissFlagsOf } from "../persistence/flags.ts";
import { loadVisibleOffer } from "./load.ts";

/** The territory has looked at what was flagged: the offer leaves its list until someone else flags it. */
export function dismissFlags({ write, actor, now }: Act, input: { offerId: string }): Promise<Offer> {
  return write(async (tx) => {
    const { offer } = await loadVisibleOffer(tx, input.offerId, actor, now);
    insist(refusalsToDismissFlags(offer, actor));
    await dismissFlagsOf(tx, offer.id, personOf(actor)!, now);
    return offer;
  });
}
