import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { decide, type Feedback, refusalsToModerate } from "../domain/feedback.ts";
import { closeBatches, saveDecision } from "../persistence/feedback.ts";
import type { ActOnFeedback } from "./give-feedback.ts";
import { loadFeedback } from "./load-after-signing.ts";

export interface ModerateFeedback {
  readonly feedbackId: string;
  readonly publish: boolean;
  readonly reason: string | null;
}

/** The student's school reads the words first, and lets them be told or not. */
export function moderateFeedback({ write, actor, now, takeOver }: ActOnFeedback, { feedbackId, publish, reason }: ModerateFeedback): Promise<Feedback> {
  return write(async (tx) => {
    const [feedback, convention] = await loadFeedback(tx, feedbackId, actor);
    insist(refusalsToModerate(feedback, convention, actor));
    if (!publish) insist(refusalsOfText(reason ?? "", 500, "reason"));

    const decided = decide(feedback, { by: (actor as { personId: PersonId }).personId, at: now, rejectedBecause: publish ? null : reason });
    await saveDecision(tx, decided);
    if (publish) {
      await takeOver(tx);
      await closeBatches(tx, decided.hostId, civilDateOf(now));
    }
    return decided;
  });
}
