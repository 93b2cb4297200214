import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { complete, refusalsOfHostPart, refusalsToComplete } from "../domain/complete.ts";
import type { Convention, HostPart } from "../domain/convention.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadConvention, loadPresenceFrame } from "./load.ts";

/** The host fills its part and hands the convention to the school. */
export function completeConvention({ write, actor, now }: Act, input: { conventionId: string; hostPart: HostPart }): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    insist(refusalsToComplete(convention, actor));
    insist(refusalsOfHostPart(input.hostPart, await loadPresenceFrame(tx, convention)));
    const completed = complete(convention, input.hostPart);
    await saveConvention(tx, convention, completed, { actor, now });
    return completed;
  });
}
