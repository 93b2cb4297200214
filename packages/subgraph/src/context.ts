import type { Actor } from "@stages/kernel/actor.ts";
import type { Caller } from "@stages/transport/transport.ts";
import { StudentReads } from "./student-reads.ts";

/** What every resolver receives; each subgraph adds its database and its loaders. */
export interface RequestContext {
  readonly actor: Actor;
  /** The one instant at which the whole request is decided. */
  readonly now: Temporal.Instant;
  readonly caller: Caller;
  /** The cursor of the last event this subscriber has seen, when the gateway takes a lost subscription up again. */
  readonly resumeFrom: string | null;
  /** The students whose personal data this request was shown, for the record. */
  readonly reads: StudentReads;
}

export function requestContext(caller: Caller, subscription?: { readonly resumeFrom: string | undefined }): RequestContext {
  return { actor: caller.actor, now: caller.now, caller, resumeFrom: subscription?.resumeFrom ?? null, reads: new StudentReads() };
}
