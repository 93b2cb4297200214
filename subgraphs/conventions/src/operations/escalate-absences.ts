import type { Transaction, Write } from "@stages/database/connection.ts";
import type { AbsenceId } from "@stages/kernel/ids.ts";
import type { Absence } from "../domain/absence.ts";
import { escalate } from "../domain/escalation.ts";
import { lockAbsence, lockLateAbsences, saveEscalations, wakeAbsences } from "../persistence/absences.ts";
import { findByIds } from "../persistence/conventions.ts";
import { findCampaigns } from "../persistence/mirror.ts";

const BATCH = 250;

/**
 * Alerts whoever comes next of a step that is late, when its job says that it may be. What is due stands in the row, so that
 * neither a restart nor an outage drops it: every level that has come due meanwhile is raised, in order. What else is late
 * and nobody is at goes with it, whose own jobs then have nothing to do.
 */
export async function escalateAbsence(write: Write, id: AbsenceId, now: Temporal.Instant): Promise<void> {
  await write(async (tx) => {
    const own = await lockAbsence(tx, id);
    if (!own?.nextEscalationAt) return;
    // A step was taken while this job began, which may have hidden it from that step's own: it waits for later.
    if (Temporal.Instant.compare(own.nextEscalationAt, now) > 0) return wakeAbsences(tx, [id]);
    const others = await lockLateAbsences(tx, now, BATCH - 1);
    await raise(tx, [own, ...others.filter((other) => other.id !== id)], now);
  });
}

/**
 * All that have been late for so long, whether or not they have a job; those that another replica is at are left to it. How
 * many there were.
 */
export async function escalateAbsences(write: Write, now: Temporal.Instant, since = now): Promise<number> {
  for (let raised = 0; ; ) {
    const found = await write(async (tx) => {
      const late = await lockLateAbsences(tx, since, BATCH);
      if (late.length > 0) await raise(tx, late, now);
      return late.length;
    });
    raised += found;
    if (found < BATCH) return raised;
  }
}

async function raise(tx: Transaction, late: readonly Absence[], now: Temporal.Instant): Promise<void> {
  const conventions = new Map((await findByIds(tx, late.map(({ conventionId }) => conventionId))).map((one) => [one.id, one]));
  const campaigns = new Map((await findCampaigns(tx, [...conventions.values()].map(({ campaignId }) => campaignId))).map((one) => [one.id, one]));
  const escalated = late.map((before) => {
    const convention = conventions.get(before.conventionId)!;
    return { before, after: escalate(before, campaigns.get(convention.campaignId)!.absenceEscalationMinutes, now), convention };
  });
  await saveEscalations(tx, escalated);
}
