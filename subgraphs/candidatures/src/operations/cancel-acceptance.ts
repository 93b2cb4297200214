import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfReason, refusalsToCancelAcceptance } from "../domain/answer.ts";
import { type Candidature, end } from "../domain/candidature.ts";
import { saveSteps } from "../persistence/candidatures.ts";
import { loadCandidature } from "./load.ts";

/** The host goes back on its word, and says why; the seat is free again. */
export function cancelAcceptance({ write, actor, now }: Act, { candidatureId, reason }: { candidatureId: string; reason: string }): Promise<Candidature> {
  return write(async (tx) => {
    const seated = await loadCandidature(tx, candidatureId, actor);
    insist(refusalsToCancelAcceptance(seated, actor, now));
    insist(refusalsOfReason(reason));
    const candidature = end(seated, "CANCELLED_BY_HOST");
    await saveSteps(tx, [{ from: seated.status, candidature, actor, at: now, reason }]);
    return candidature;
  });
}
