import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { cancel, type CancellationCause, refusalsToCancel } from "../domain/cancel.ts";
import type { Convention } from "../domain/convention.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadConvention, loadStageDays } from "./load.ts";

export interface CancelConvention {
  readonly conventionId: string;
  readonly cause: CancellationCause;
  readonly reason: string;
}

/** Before the stage begins, or before all have signed: with a cause, and the sentence that the other party reads. */
export function cancelConvention({ write, actor, now }: Act, { conventionId, cause, reason }: CancelConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToCancel(convention, actor, await loadStageDays(tx, convention, now)));
    insist(refusalsOfText(reason, 500, "reason"));
    const cancelled = cancel(convention, reason, cause);
    await saveConvention(tx, convention, cancelled, { actor, now, reason });
    return cancelled;
  });
}
