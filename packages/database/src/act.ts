import type { Actor } from "@stages/kernel/actor.ts";
import type { Write } from "./connection.ts";

/** What every operation is given: who acts, at which instant, and the way to write. */
export interface Act {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly write: Write;
}
