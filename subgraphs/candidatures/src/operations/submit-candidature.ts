import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { apply, type ApplyingFrame, refusalsOfMotivation, refusalsOfOpening, refusalsToApply } from "../domain/apply.ts";
import type { Candidature } from "../domain/candidature.ts";
import { findByIds, findByStudents, insertCandidature } from "../persistence/candidatures.ts";
import { findStagesElsewhere } from "../persistence/stages-elsewhere.ts";
import { once } from "../persistence/once.ts";
import { loadCampaign, loadOffer, loadStudent, seeCampaign, studentOf } from "./load.ts";

/** A student applies to an offer, for himself or herself. */
export function submitCandidature(act: Act, input: { offerId: string; motivation: string } & Keyed): Promise<Candidature> {
  const { actor, now } = act;
  return once(act, "submitCandidature", input, byId(findByIds), async (tx) => {
    const student = await loadStudent(tx, studentOf(actor));
    // First, and alone: what else would be refused tells offers that exist from those that do not.
    const own = await seeCampaign(tx, student.campaignId);
    if (own) insist(refusalsOfOpening(own, now));
    const offer = await loadOffer(tx, input.offerId);
    const campaign = await loadCampaign(tx, offer.campaignId);
    const [mine, elsewhere] = await Promise.all([findByStudents(tx, [student.id]), findStagesElsewhere(tx, [student.id])]);
    const frame: ApplyingFrame = { offer, student, campaign, mine, elsewhere, now };
    insist([...refusalsToApply(frame), ...refusalsOfMotivation(input.motivation, campaign)]);

    const candidature = apply(newId("candidature"), input.motivation, frame);
    if (!(await insertCandidature(tx, { from: null, candidature, actor, at: now }))) throw refused("ALREADY_APPLIED");
    return candidature;
  });
}
