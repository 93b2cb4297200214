import type { Act } from "@stages/database/act.ts";
import { ageOn } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { limitsAt } from "@stages/kernel/presence-rules.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Convention } from "../domain/convention.ts";
import { dayOf, minutesSaid, type PresenceSaid, refusalsOfPresence, refusalsOfRecordedDay, refusalsToRecordPresence } from "../domain/record-presence.ts";
import { statusOn } from "../domain/status-on.ts";
import { findAbsencesByConventions } from "../persistence/absences.ts";
import { hasAttestation } from "../persistence/attested.ts";
import { deletePresence, savePresence } from "../persistence/presences.ts";
import { loadCampaign, loadConvention, loadPresenceFrame } from "./load.ts";
import { openChain } from "./report-absence.ts";

export interface RecordPresence extends PresenceSaid {
  readonly conventionId: string;
  readonly day: Temporal.PlainDate;
  readonly present: boolean;
}

/**
 * Who welcomes the student says whether they came, and what of the day was done. That they did not come is an absence: it is
 * reported by the same act, while the stage lasts; after it, the day counts for nothing and no chain begins.
 */
export function recordPresence(act: Act, { conventionId, day: date, present, ...said }: RecordPresence): Promise<Convention> {
  const { write, actor, now } = act;
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToRecordPresence(convention, actor, { isAttested: await hasAttestation(tx, convention.id), now }));
    insist(refusalsOfRecordedDay(convention, date, now));
    const { birthDate, firstDay, rules } = await loadPresenceFrame(tx, convention);
    insist(refusalsOfPresence(said, limitsAt(ageOn(birthDate, firstDay), rules).hoursPerDay * 60));

    const recorded = { conventionId: convention.id, day: date, note: said.note, byPersonId: (actor as { personId: PersonId }).personId, byRole: actor.role, at: now };
    if (present) {
      await savePresence(tx, { ...recorded, minutes: minutesSaid(dayOf(convention, date)!, said) });
    } else if (statusOn(convention, await loadCampaign(tx, convention), now) !== "SIGNED") {
      await savePresence(tx, { ...recorded, minutes: 0 });
    } else {
      await deletePresence(tx, convention.id, date);
      const known = (await findAbsencesByConventions(tx, [convention.id])).some(({ day, step }) => step !== "CORRECTED" && day.equals(date));
      if (!known) await openChain(tx, act, convention, { day: date, kind: "ABSENT", note: said.note });
    }
    return convention;
  });
}
