import type { Write } from "@stages/database/connection.ts";
import { escalate } from "../domain/escalation.ts";
import { lockLateAbsences, saveEscalations } from "../persistence/absences.ts";
import { findByIds } from "../persistence/conventions.ts";
import { findCampaigns } from "../persistence/mirror.ts";

const BATCH = 250;

/**
 * Alerts whoever comes next of the steps that are late. What is due stands in the table, so that neither a restart nor an
 * outage drops it: every level that has come due meanwhile is raised, in order. Replicas each take what the others have not.
 */
export async function escalateAbsences(write: Write, now: Temporal.Instant): Promise<void> {
  const escalateBatch = () =>
    write(async (tx) => {
      const late = await lockLateAbsences(tx, now, BATCH);
      if (late.length === 0) return 0;
      const conventions = new Map((await findByIds(tx, late.map(({ conventionId }) => conventionId))).map((one) => [one.id, one]));
      const campaigns = new Map((await findCampaigns(tx, [...conventions.values()].map(({ campaignId }) => campaignId))).map((one) => [one.id, one]));
      const escalated = late.map((before) => {
        const convention = conventions.get(before.conventionId)!;
        return { before, after: escalate(before, campaigns.get(convention.campaignId)!.absenceEscalationMinutes, now), convention };
      });
      await saveEscalations(tx, escalated);
      return late.length;
    });
  while ((await escalateBatch()) === BATCH);
}
