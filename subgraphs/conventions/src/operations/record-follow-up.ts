import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { concernedBy } from "../domain/audience.ts";
import { type FollowUp, refusalsOfFollowUp, refusalsToFollowUp } from "../domain/follow-up.ts";
import { findFollowUpsByIds, insertFollowUp } from "../persistence/follow-ups.ts";
import { once } from "../persistence/once.ts";
import { loadConvention } from "./load.ts";

export interface RecordFollowUp extends Keyed, Pick<FollowUp, "kind" | "at" | "text"> {
  readonly conventionId: string;
}

/** The named teacher, or the head, writes in the log how they followed the student. */
export function recordFollowUp(act: Act, input: RecordFollowUp): Promise<FollowUp> {
  const { actor, now } = act;
  const { conventionId, kind, at, text } = input;
  return once(act, "recordFollowUp", input, byId(findFollowUpsByIds), async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToFollowUp(convention, concernedBy(convention), actor));
    insist(refusalsOfFollowUp({ at, text }, now));
    const followUp: FollowUp = {
      id: newId("followup"), conventionId: convention.id, kind, at, text, byPersonId: (actor as { personId: PersonId }).personId, byRole: actor.role, recordedAt: now,
    };
    await insertFollowUp(tx, followUp);
    return followUp;
  });
}
