import type { Act } from "@stages/database/act.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Convention, FrozenConvention } from "../domain/convention.ts";
import { closeByInterruption, interrupt, type Interruption, INTERRUPTION_IN_FRENCH, refusalsOfInterruption, refusalsToInterrupt } from "../domain/interrupt.ts";
import { lockOpenAbsences, saveAbsence } from "../persistence/absences.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadCampaign, loadConvention } from "./load.ts";

export interface InterruptConvention extends Interruption {
  readonly conventionId: string;
}

/** During the stage; the absences that are open end with it, and their chains are told, the family included. */
export function interruptConvention({ write, actor, now }: Act, { conventionId, ...interruption }: InterruptConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    const frame = { campaign: await loadCampaign(tx, convention), now };
    insist(refusalsToInterrupt(convention, actor, frame));
    insist([...refusalsOfInterruption(interruption, convention, frame), ...refusalsOfText(interruption.reason, 500, "reason")]);

    const interrupted = interrupt(convention as FrozenConvention, interruption, frame);
    await saveConvention(tx, convention, interrupted, { actor, now, reason: interruption.reason });
    const taken = { at: now, byPersonId: (actor as { personId: PersonId }).personId, byRole: actor.role, note: `Stage interrompu : ${INTERRUPTION_IN_FRENCH[interruption.cause]}.` };
    for (const absence of await lockOpenAbsences(tx, convention.id)) {
      const closed = closeByInterruption(absence, taken, frame.campaign.absenceEscalationMinutes);
      if (closed) await saveAbsence(tx, closed, interrupted);
    }
    return interrupted;
  });
}
