import type { Transaction } from "@stages/database/connection.ts";
import type { AnswerAwaitedFact } from "@stages/events/contracts.ts";
import { findManagersOf, insertAwaited } from "../persistence/awaited-answers.ts";

/** Whoever the candidature was given to, otherwise every manager of the host, is told of it in the next digest. */
export async function awaitAnswer(tx: Transaction, fact: AnswerAwaitedFact): Promise<void> {
  const { candidatureId, hostId, studentId, offerTitle, assignedTo } = fact;
  const managers = await findManagersOf(tx, hostId);
  const told = assignedTo && managers.includes(assignedTo) ? [assignedTo] : managers;
  const lastDayToAnswer = Temporal.PlainDate.from(fact.lastDayToAnswer);
  await insertAwaited(tx, told.map((personId) => ({ personId, candidatureId, hostId, studentId, offerTitle, lastDayToAnswer })));
}
