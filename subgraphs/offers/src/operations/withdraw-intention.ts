import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type Intention, refusalsToChange } from "../domain/intention.ts";
import { saveIntention } from "../persistence/intentions.ts";
import { loadIntention } from "./load-intention.ts";

/** A host promises nothing any more; its offers stay. */
export function withdrawIntention({ write, actor, now }: Act, input: { intentionId: string }): Promise<Intention> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    const { intention, host, campaign } = await loadIntention(tx, input.intentionId, actor, today);
    insist(refusalsToChange(intention, host, campaign, actor, today));
    const withdrawn = { ...intention, withdrawnAt: now };
    await saveIntention(tx, withdrawn);
    return withdrawn;
  });
}
