import type { Transaction } from "@stages/database/connection.ts";
import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type Answer, type Feedback, give, refusalsOfAnswer, refusalsToGiveFeedback } from "../domain/feedback.ts";
import { closeBatches, findFeedback, findFeedbackByIds, insertFeedback } from "../persistence/feedback.ts";
import { once } from "../persistence/once.ts";
import { messaging } from "../persistence/tables.ts";
import { loadCampaign, loadConvention } from "./load.ts";
import { stageFact } from "./news-after.ts";

/** Who may is decided under the row policies; what is told of the host is made of answers from several circles. */
export interface ActOnFeedback extends Act {
  readonly takeOver: (tx: Transaction) => Promise<void>;
}

export interface GiveFeedback extends Keyed, Answer {
  readonly conventionId: string;
}

/** The student tells how the stage was: once, in première. */
export function giveFeedback(act: ActOnFeedback, input: GiveFeedback): Promise<Feedback> {
  const { actor, now, takeOver } = act;
  return once(act, "giveFeedback", input, byId(findFeedbackByIds), async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const isGiven = (await findFeedback(tx, [convention.id])).length > 0;
    insist(refusalsToGiveFeedback(convention, actor, { campaign: await loadCampaign(tx, convention), now, isGiven }));
    const { rating, recommends, comment } = input;
    const answer: Answer = { rating, recommends, comment };
    insist(refusalsOfAnswer(answer));

    const feedback = give({ id: newId("feedback"), conventionId: convention.id, hostId: convention.hostId }, answer, now);
    await insertFeedback(tx, feedback);
    await tell(tx, messaging, [domainEvent("FeedbackGiven", convention.id, stageFact(convention), now)]);
    if (feedback.status === "PUBLISHED") {
      await takeOver(tx);
      await closeBatches(tx, feedback.hostId, civilDateOf(now));
    }
    return feedback;
  });
}
