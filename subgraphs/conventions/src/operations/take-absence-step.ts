import type { Act } from "@stages/database/act.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type Absence, type AbsenceCause, refusalsToTake, take, type TurnStep } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import { saveAbsence } from "../persistence/absences.ts";
import { loadAbsence, loadCampaign } from "./load.ts";

export interface TakeAbsenceStep {
  readonly absenceId: string;
  readonly note: string | null;
}

export interface CloseAbsence extends TakeAbsenceStep {
  readonly cause: AbsenceCause;
}

/** The next person of the chain does their part: relays to the CPE, informs the family, or closes with a cause. */
function takeAbsenceStep(step: TurnStep, { write, actor, now }: Act, { absenceId, note }: TakeAbsenceStep, cause: AbsenceCause | null = null): Promise<Absence> {
  return write(async (tx) => {
    const { absence, convention } = await loadAbsence(tx, absenceId, actor);
    insist(refusalsToTake(step, absence, concernedBy(convention), actor));
    // "Another cause" says which.
    if (note !== null || cause === "OTHER") insist(refusalsOfText(note ?? "", 500, "note"));

    const { absenceEscalationMinutes } = await loadCampaign(tx, convention);
    const byPersonId = (actor as { personId: PersonId }).personId;
    const next = take(absence, { step, at: now, byPersonId, byRole: actor.role, note }, absenceEscalationMinutes, cause);
    await saveAbsence(tx, next, convention);
    return next;
  });
}

export const relayAbsence = (act: Act, input: TakeAbsenceStep) => takeAbsenceStep("RELAYED", act, input);
export const informFamily = (act: Act, input: TakeAbsenceStep) => takeAbsenceStep("FAMILY_INFORMED", act, input);
export const closeAbsence = (act: Act, input: CloseAbsence) => takeAbsenceStep("CLOSED", act, input, input.cause);
