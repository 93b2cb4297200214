import type { Transaction } from "@stages/database/connection.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { CandidatureId } from "@stages/kernel/ids.ts";
import { end } from "../domain/candidature.ts";
import { refusalsOfStep } from "../domain/party.ts";
import { lockCandidature, saveSteps } from "../persistence/candidatures.ts";

/**
 * A convention cancelled takes its candidature with it and frees the seat. Where the candidature ended first, which is
 * what cancelled the convention, nothing is left to do: the two subgraphs do not answer each other for ever.
 */
export async function abandonCandidature(tx: Transaction, id: CandidatureId, reason: string | null, now: Temporal.Instant): Promise<void> {
  const seated = await lockCandidature(tx, id);
  if (!seated || refusalsOfStep(seated, "CANCELLED_BY_HOST", PLATFORM, now).length > 0) return;
  const candidature = end(seated, "CANCELLED_BY_HOST");
  await saveSteps(tx, [{ from: seated.status, candidature, actor: PLATFORM, at: now, reason }]);
}
