import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { read, refusalsToRead } from "../domain/answer.ts";
import type { Candidature, WaitingCandidature } from "../domain/candidature.ts";
import { saveSteps } from "../persistence/candidatures.ts";
import { loadCandidature } from "./load.ts";

/** The host opens it: the student sees that it was read. */
export function readCandidature({ write, actor, now }: Act, input: { candidatureId: string }): Promise<Candidature> {
  return write(async (tx) => {
    const submitted = await loadCandidature(tx, input.candidatureId, actor);
    insist(refusalsToRead(submitted, actor, now));
    const candidature = read(submitted as WaitingCandidature);
    await saveSteps(tx, [{ from: submitted.status, candidature, actor, at: now }]);
    return candidature;
  });
}
