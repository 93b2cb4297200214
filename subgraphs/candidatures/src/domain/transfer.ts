import type { Actor } from "@stages/kernel/actor.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Candidature } from "./candidature.ts";
import { refusalsOfStatus, statusAt } from "./deadlines.ts";
import { isEnd } from "./lifecycle.ts";
import { partyOf } from "./party.ts";

/**
 * Why the actor may not give it to a colleague now, whoever that is. As long as it lives, and once it is confirmed: someone
 * fills the convention. `managers` are all of the host's.
 */
export function refusalsToTransfer(candidature: Candidature, actor: Actor, now: Temporal.Instant, managers: readonly PersonId[]): readonly Refusal[] {
  if (partyOf(actor, candidature) !== "HOST") return [refuse("FORBIDDEN")];
  // An end says in its own words which it is.
  if (isEnd(statusAt(candidature, now))) return refusalsOfStatus(candidature, "READ", now);
  return managers.length > 1 ? [] : [refuse("NO_COLLEAGUE")];
}

/** Nothing else moves: "the 15 days do not restart". */
export function transfer<C extends Candidature>(candidature: C, to: PersonId): C {
  return { ...candidature, assignedTo: to };
}
