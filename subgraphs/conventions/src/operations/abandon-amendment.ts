import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { abandon, type Amendment, refusalsToAbandon } from "../domain/amendment.ts";
import { saveAmendment } from "../persistence/amendments.ts";
import { loadAmendment } from "./load-after-signing.ts";

/** Either party gives it up, as long as not everyone has signed: what is agreed stays as it was. */
export function abandonAmendment({ write, actor, now }: Act, { amendmentId }: { readonly amendmentId: string }): Promise<Amendment> {
  return write(async (tx) => {
    const [amendment, convention] = await loadAmendment(tx, amendmentId, actor);
    insist(refusalsToAbandon(amendment, convention, actor));
    const abandoned = abandon(amendment, now);
    await saveAmendment(tx, abandoned);
    return abandoned;
  });
}
