import type { Actor } from "@stages/kernel/actor.ts";
import type { Caller } from "@stages/transport/transport.ts";

/** What every resolver receives; each subgraph adds its database and its loaders. */
export interface RequestContext {
  readonly actor: Actor;
  /** The one instant at which the whole request is decided. */
  readonly now: Temporal.Instant;
  readonly caller: Caller;
  /** The cursor of the last event this subscriber has seen, when the gateway takes a lost subscription up again. */
  readonly resumeFrom: string | null;
}

export function requestContext(caller: Caller, subscription?: { readonly resumeFrom: string | undefined }): RequestContext {
  return { actor: caller.actor, now: caller.now, caller, resumeFrom: subscription?.resumeFrom ?? null };
}
