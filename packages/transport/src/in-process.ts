import { Executor } from "./executor.ts";
import { isMutation } from "./is-mutation.ts";
import { PATIENCE, type Patience, within } from "./patience.ts";
import type { Servable, SubgraphTransport } from "./transport.ts";

/**
 * The fast path: a subgraph in the same process, called without a socket or a token. The Caller is passed as it is,
 * since nobody stands between. What a subgraph needs may hang all the same, so patience is that of the other way; a breaker
 * would know nothing that the subgraph's own connections do not, and asking again would meet the same.
 */
export function inProcessTransport(servable: Servable, patience: Patience = PATIENCE): SubgraphTransport {
  const executor = new Executor(servable);
  return {
    execute: (request) => within(servable.name, isMutation(request.query) ? patience.mutations : patience.queries, executor.execute(request)),
    ...(servable.ready && { ready: () => servable.ready!() }),
    subscribe: (request) => executor.subscribe(request),
    stop: async () => {},
  };
}
