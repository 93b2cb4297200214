import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { CandidatureId } from "@stages/kernel/ids.ts";
import { end } from "../domain/candidature.ts";
import { refusalsOfStep } from "../domain/party.ts";
import { lockCandidature, saveSteps } from "../persistence/candidatures.ts";

/**
 * A convention cancelled takes its candidature with it and frees the seat: it ends as who cancelled it says. Where the candidature ended first, which is
 * what cancelled the convention, nothing is left to do: the two subgraphs do not answer each other for ever.
 */
export async function abandonCandidature(tx: Transaction, id: CandidatureId, { by = "HOST", reason }: Pick<Events["ConventionStatusChanged"], "by" | "reason">, now: Temporal.Instant): Promise<void> {
  const seated = await lockCandidature(tx, id);
  const to = by === "SCHOOL" ? "CANCELLED_BY_SCHOOL" : "CANCELLED_BY_HOST";
  if (!seated || refusalsOfStep(seated, to, PLATFORM, now).length > 0) return;
  const candidature = end(seated, to);
  await saveSteps(tx, [{ from: seated.status, candidature, actor: PLATFORM, at: now, reason }]);
}
