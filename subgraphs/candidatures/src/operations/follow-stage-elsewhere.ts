import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { end } from "../domain/candidature.ts";
import { liveIn } from "../domain/confirm.ts";
import { lockByStudent, saveSteps } from "../persistence/candidatures.ts";
import { lockStudent } from "../persistence/mirror.ts";
import { deleteStageElsewhere, insertStageElsewhere } from "../persistence/stages-elsewhere.ts";

const REASON = "L'établissement a enregistré un autre stage, trouvé par l'élève, sur ces dates.";

/**
 * The school wrote down a stage that its student found elsewhere: it takes its weeks as a confirmed one does, and ends what was
 * live in them, until its convention is cancelled. The student's row is locked first, as by who applies, confirms or books.
 */
export async function followStageElsewhere(tx: Transaction, { conventionId, studentId, to, weeks }: Events["ConventionStatusChanged"], now: Temporal.Instant): Promise<void> {
  if (to === "CANCELLED") return deleteStageElsewhere(tx, conventionId);
  // Not of those told before the weeks were; nor of who was erased meanwhile.
  if (!weeks || !(await lockStudent(tx, studentId))) return;
  const mine = await lockByStudent(tx, studentId);
  if (!(await insertStageElsewhere(tx, { conventionId, studentId, ...weeks }))) return;
  await saveSteps(tx, liveIn(weeks, mine, now).map((other) => ({ from: other.status, candidature: end(other, "SUPERSEDED"), actor: PLATFORM, at: now, reason: REASON })));
}
