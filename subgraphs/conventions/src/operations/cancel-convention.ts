import type { Act } from "@stages/database/act.ts";
import { firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Convention } from "../domain/convention.ts";
import { cancel, refusalsToCancel } from "../domain/validate.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadCampaign, loadConvention } from "./load.ts";

/** Before the stage begins, with a reason. */
export function cancelConvention({ write, actor, now }: Act, input: { conventionId: string; reason: string }): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const startsOn = firstDayOf(await loadCampaign(tx, convention), convention.period);
    insist(refusalsToCancel(convention, actor, startsOn, civilDateOf(now)));
    insist(refusalsOfText(input.reason, 500, "reason"));
    const cancelled = cancel(convention, input.reason);
    await saveConvention(tx, convention, cancelled, { actor, now, reason: input.reason });
    return cancelled;
  });
}
