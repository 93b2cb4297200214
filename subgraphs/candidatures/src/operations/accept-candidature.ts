import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { accept, refusalsToAccept } from "../domain/answer.ts";
import type { Candidature, WaitingCandidature } from "../domain/candidature.ts";
import { saveSteps } from "../persistence/candidatures.ts";
import { loadAnswering } from "./load.ts";
import { readFirst } from "./read-first.ts";

/** The host says yes: a seat is taken at once, never more than there are. */
export function acceptCandidature({ write, actor, now }: Act, input: { candidatureId: string }): Promise<Candidature> {
  return write(async (tx) => {
    const { candidature: waiting, campaign, line, titles } = await loadAnswering(tx, input.candidatureId, actor, now);
    insist(refusalsToAccept(waiting, actor, now, line));

    const { steps, candidature: read } = readFirst(waiting as WaitingCandidature, { actor, at: now });
    const candidature = accept(read, campaign, now);
    await saveSteps(tx, [...steps, { from: read.status, candidature, actor, at: now }], titles);
    return candidature;
  });
}
