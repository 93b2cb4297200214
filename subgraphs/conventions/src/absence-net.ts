import type { Sweep } from "@stages/subgraph/create-subgraph.ts";
import { escalateAbsences } from "./operations/escalate-absences.ts";

const EVERY_MS = 60_000;
/** How long a job may be under way before its absence is taken for one without. */
const GRACE = Temporal.Duration.from({ seconds: 30 });

/**
 * Below the jobs: what is late and has none all the same, since it was restored or loaded, or since its job died. The first
 * pass of a process meets what came about while nothing ran; what a later one catches is told to whoever runs the platform.
 */
export function absenceNet(onFailure: (error: unknown) => void): Sweep {
  let isFirst = true;
  return {
    everyMs: EVERY_MS,
    async run({ write }, now) {
      const caught = await escalateAbsences(write, now, now.subtract(GRACE));
      if (caught > 0 && !isFirst) onFailure(new Error(`${caught} late absences had no job, and were raised by the sweep below`));
      isFirst = false;
    },
  };
}
