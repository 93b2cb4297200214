import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type Absence, type AbsenceKind, dueAfter, refusalsOfDay, refusalsToReport } from "../domain/absence.ts";
import { findAbsencesByConventions, findAbsencesByIds, insertAbsence } from "../persistence/absences.ts";
import { once } from "../persistence/once.ts";
import { loadCampaign, loadConvention } from "./load.ts";

export interface ReportAbsence extends Keyed {
  readonly conventionId: string;
  readonly day: Temporal.PlainDate;
  readonly kind: AbsenceKind;
  readonly note: string | null;
}

/** The tutor, or the host's manager, tells the school at once; the chain begins. */
export function reportAbsence(act: Act, input: ReportAbsence): Promise<Absence> {
  const { actor, now } = act;
  const { conventionId, day, kind, note } = input;
  return once(act, "reportAbsence", input, byId(findAbsencesByIds), async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToReport(convention, actor));
    insist(refusalsOfDay(convention, day, await findAbsencesByConventions(tx, [convention.id]), now));
    if (note !== null) insist(refusalsOfText(note, 500, "note"));

    const { absenceEscalationMinutes } = await loadCampaign(tx, convention);
    const absence: Absence = {
      id: newId("absence"),
      conventionId: convention.id,
      day,
      kind,
      step: "REPORTED",
      dueAt: dueAfter("REPORTED", now, absenceEscalationMinutes),
      timeline: [{ step: "REPORTED", at: now, byPersonId: (actor as { personId: PersonId }).personId, byRole: actor.role, note }],
    };
    await insertAbsence(tx, absence, convention);
    return absence;
  });
}
