import type { Role } from "@stages/kernel/actor.ts";
import type { Candidature } from "./candidature.ts";
import { endByTime } from "./deadlines.ts";
import type { Status } from "./lifecycle.ts";

/** A change of status: when, by whom, from, to, why. */
export interface Change {
  readonly from: Status | null;
  readonly to: Status;
  readonly at: Temporal.Instant;
  readonly byRole: Role;
  readonly reason: string | null;
}

/** What was recorded and, where time has ended it and no sweep has come by yet, the line that the sweep will write. */
export function historyAt(candidature: Candidature, recorded: readonly Change[], now: Temporal.Instant): readonly Change[] {
  const ending = endByTime(candidature, now);
  return ending ? [...recorded, { from: candidature.status, ...ending, byRole: "PLATFORM", reason: null }] : recorded;
}
