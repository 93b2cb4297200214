import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId, parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { apply, type ApplyingFrame, refusalsOfMotivation, refusalsOfOpening, refusalsToApply } from "../domain/apply.ts";
import type { Candidature } from "../domain/candidature.ts";
import { findByIds, insertCandidature } from "../persistence/candidatures.ts";
import { lockApplying } from "../persistence/frames.ts";
import { once } from "../persistence/once.ts";
import { arrived, offerNotFound, studentOf } from "./load.ts";

/** A student applies to an offer, for himself or herself. */
export function submitCandidature(act: Act, input: { offerId: string; motivation: string } & Keyed): Promise<Candidature> {
  const { actor, now } = act;
  return once(act, "submitCandidature", input, byId(findByIds), async (tx) => {
    const found = await lockApplying(tx, studentOf(actor), parseId("offer", input.offerId));
    const student = arrived(found.student);
    // First, and alone: what else would be refused tells offers that exist from those that do not.
    if (found.campaign) insist(refusalsOfOpening(found.campaign, now));
    if (!found.offer) throw offerNotFound();
    const campaign = arrived(found.offerCampaign);
    const frame: ApplyingFrame = { offer: found.offer, student, campaign, mine: found.mine, elsewhere: found.elsewhere, now };
    insist([...refusalsToApply(frame), ...refusalsOfMotivation(input.motivation, campaign)]);

    const candidature = apply(newId("candidature"), input.motivation, frame);
    const titles = new Map([[found.offer.id, found.offer.title]]);
    if (!(await insertCandidature(tx, { from: null, candidature, actor, at: now }, titles))) throw refused("ALREADY_APPLIED");
    return candidature;
  });
}
