import type { Act } from "@stages/database/act.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type Absence, refusalsToCorrect, take } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import { saveAbsence } from "../persistence/absences.ts";
import { loadAbsence, loadCampaign } from "./load.ts";

/** It was reported by mistake: all whom it had alerted are told, and the day can be reported again. */
export function correctAbsence({ write, actor, now }: Act, input: { readonly absenceId: string; readonly reason: string }): Promise<Absence> {
  return write(async (tx) => {
    const { absence, convention } = await loadAbsence(tx, input.absenceId, actor);
    insist(refusalsToCorrect(absence, concernedBy(convention), actor));
    insist(refusalsOfText(input.reason, 500, "reason"));
    const { absenceEscalationMinutes } = await loadCampaign(tx, convention);
    const by = { at: now, byPersonId: (actor as { personId: PersonId }).personId, byRole: actor.role, note: input.reason };
    const corrected = take(absence, { ...by, step: "CORRECTED" }, absenceEscalationMinutes);
    await saveAbsence(tx, corrected, convention);
    return corrected;
  });
}
