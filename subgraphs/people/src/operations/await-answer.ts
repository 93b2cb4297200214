import type { Transaction } from "@stages/database/connection.ts";
import type { AnswerAwaitedFact } from "@stages/events/contracts.ts";
import { findThoseWithoutMail } from "../persistence/notification-preferences.ts";
import { findManagersOf, insertAwaited } from "../persistence/awaited-answers.ts";

/** Whoever the candidature was given to, otherwise every manager of the host, is told of it in the next digest, if they want such mail. */
export async function awaitAnswer(tx: Transaction, fact: AnswerAwaitedFact): Promise<void> {
  const { candidatureId, hostId, studentId, offerTitle, assignedTo } = fact;
  const managers = await findManagersOf(tx, hostId);
  const unwilling = await findThoseWithoutMail(tx, managers, "ANSWER_AWAITED");
  const told = (assignedTo && managers.includes(assignedTo) ? [assignedTo] : managers).filter((personId) => !unwilling.has(personId));
  const lastDayToAnswer = Temporal.PlainDate.from(fact.lastDayToAnswer);
  await insertAwaited(tx, told.map((personId) => ({ personId, candidatureId, hostId, studentId, offerTitle, lastDayToAnswer })));
}
