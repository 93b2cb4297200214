import type { WaitingCandidature } from "../domain/candidature.ts";
import { read } from "../domain/answer.ts";
import type { Step } from "../persistence/candidatures.ts";

/** Who answers has read: the step to record before the answer, none when it was read before. */
export function readFirst(waiting: WaitingCandidature, by: Pick<Step, "actor" | "at">): { candidature: WaitingCandidature; steps: readonly Step[] } {
  const candidature = read(waiting);
  return { candidature, steps: waiting.status === "READ" ? [] : [{ from: waiting.status, candidature, ...by }] };
}
