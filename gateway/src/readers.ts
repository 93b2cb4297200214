import { randomUUID } from "node:crypto";
import type { SharedEvent } from "@stages/federated-subscriptions/settings.ts";
import { PLATFORM, personOf } from "@stages/kernel/actor.ts";
import { AUDITED_ROLES } from "@stages/kernel/audited-roles.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import type { GatewayContext } from "./data-source.ts";

const NOTE = "mutation GatewayNotesReaders($requestId: String!, $readerIds: [ID!]!) { noteReaders(requestId: $requestId, readerIds: $readerIds) }";

/**
 * A subgraph records as its reader whoever it answers. An answer that is given to several is read by all of them: `people` is
 * told who they are before any is given it.
 */
export function noteReaders(people: SubgraphTransport, clock: () => Temporal.Instant) {
  return async ({ result, completedFor, contexts }: SharedEvent<GatewayContext>): Promise<void> => {
    const known = completedFor && personOf(completedFor.caller.actor);
    const staff = contexts.filter(({ caller }) => AUDITED_ROLES.has(caller.actor.role));
    const readerIds = [...new Set(staff.flatMap(({ caller }) => personOf(caller.actor) ?? []))];
    if (readerIds.every((id) => id === known)) return;
    const requestId = result.extensions?.["requestId"];
    if (typeof requestId !== "string") throw new Error("An event without the id of its request cannot be said to have been read");
    const { errors } = await people.execute({
      query: NOTE,
      variables: { requestId, readerIds },
      caller: { actor: PLATFORM, now: clock(), requestId: randomUUID() },
    });
    if (errors?.[0]) throw new Error(errors[0].message);
  };
}
