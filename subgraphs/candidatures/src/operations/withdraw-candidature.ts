import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfReason } from "../domain/answer.ts";
import { type Candidature, end } from "../domain/candidature.ts";
import { refusalsToWithdraw } from "../domain/confirm.ts";
import { saveSteps } from "../persistence/candidatures.ts";
import { loadCandidature } from "./load.ts";

/** The student gives up, or declines what was accepted; the reason is theirs to give or not. */
export function withdrawCandidature({ write, actor, now }: Act, { candidatureId, reason }: { candidatureId: string; reason: string | null }): Promise<Candidature> {
  return write(async (tx) => {
    const live = await loadCandidature(tx, candidatureId, actor);
    insist(refusalsToWithdraw(live, actor, now));
    if (reason !== null) insist(refusalsOfReason(reason));
    const candidature = end(live, "WITHDRAWN");
    await saveSteps(tx, [{ from: live.status, candidature, actor, at: now, reason }]);
    return candidature;
  });
}
