import type { Write } from "@stages/database/connection.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { end } from "../domain/candidature.ts";
import { endByTime } from "../domain/deadlines.ts";
import { lockOverdue, saveSteps, type Step } from "../persistence/candidatures.ts";

const BATCH = 500;

/**
 * Writes down what time has ended, and tells it. Readers and rules have known since the first instant of that day, which
 * is the one recorded; they do not wait for this.
 */
export async function endOverdueCandidatures(write: Write, now: Temporal.Instant): Promise<void> {
  const endBatch = () =>
    write(async (tx) => {
      const overdue = await lockOverdue(tx, now, BATCH);
      await saveSteps(tx, overdue.map((candidature): Step => {
        const { to, at } = endByTime(candidature, now)!;
        return { from: candidature.status, candidature: end(candidature, to), actor: PLATFORM, at };
      }));
      return overdue.length;
    });
  while ((await endBatch()) === BATCH);
}
