import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { CompletedConvention, Convention } from "../domain/convention.ts";
import { refusalsToReturn, sendBack } from "../domain/validate.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadConvention } from "./load.ts";

/** The school head gives the convention back to the host, with what to mend. */
export function returnConvention({ write, actor, now }: Act, input: { conventionId: string; reason: string }): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    insist(refusalsToReturn(convention, actor));
    insist(refusalsOfText(input.reason, 500, "reason"));
    const returned = sendBack(convention as CompletedConvention, input.reason);
    await saveConvention(tx, convention, returned, { actor, now, reason: input.reason });
    return returned;
  });
}
