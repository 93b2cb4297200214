import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfReason, refusalsToRefuse } from "../domain/answer.ts";
import { type Candidature, end, type WaitingCandidature } from "../domain/candidature.ts";
import { saveSteps } from "../persistence/candidatures.ts";
import { loadCandidature } from "./load.ts";
import { readFirst } from "./read-first.ts";

/** The host says no, and why. */
export function refuseCandidature({ write, actor, now }: Act, { candidatureId, reason }: { candidatureId: string; reason: string }): Promise<Candidature> {
  return write(async (tx) => {
    const waiting = await loadCandidature(tx, candidatureId, actor);
    insist(refusalsToRefuse(waiting, actor, now));
    insist(refusalsOfReason(reason));

    const { steps, candidature: read } = readFirst(waiting as WaitingCandidature, { actor, at: now });
    const candidature = end(read, "REFUSED");
    await saveSteps(tx, [...steps, { from: read.status, candidature, actor, at: now, reason }]);
    return candidature;
  });
}
