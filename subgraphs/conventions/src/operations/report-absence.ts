import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type Absence, type AbsenceKind, refusalsOfDay, refusalsToReport, report } from "../domain/absence.ts";
import type { Convention } from "../domain/convention.ts";
import { findAbsencesByConventions, findAbsencesByIds, insertAbsence } from "../persistence/absences.ts";
import { once } from "../persistence/once.ts";
import { loadCampaign, loadConvention } from "./load.ts";

export interface SaidOfAbsence {
  readonly day: Temporal.PlainDate;
  readonly kind: AbsenceKind;
  readonly note: string | null;
}

export interface ReportAbsence extends Keyed, SaidOfAbsence {
  readonly conventionId: string;
}

/** The tutor, or the host's manager, tells the school at once; the chain begins. */
export function reportAbsence(act: Act, input: ReportAbsence): Promise<Absence> {
  return once(act, "reportAbsence", input, byId(findAbsencesByIds), async (tx) => openChain(tx, act, await loadConvention(tx, input.conventionId, act.actor), input));
}

/** Within an act on a convention that is locked. */
export async function openChain(tx: Transaction, { actor, now }: Omit<Act, "write">, convention: Convention, { day, kind, note }: SaidOfAbsence): Promise<Absence> {
  const campaign = await loadCampaign(tx, convention);
  insist(refusalsToReport(convention, actor, { campaign, now }));
  insist(refusalsOfDay(convention, day, await findAbsencesByConventions(tx, [convention.id]), now));
  if (note !== null) insist(refusalsOfText(note, 500, "note"));

  const by = { at: now, byPersonId: (actor as { personId: PersonId }).personId, byRole: actor.role, note };
  const absence = report({ id: newId("absence"), conventionId: convention.id, day, kind, by }, campaign.absenceEscalationMinutes);
  await insertAbsence(tx, absence, convention);
  return absence;
}
