import { Executor } from "./executor.ts";
import type { Servable, SubgraphTransport } from "./transport.ts";

/**
 * The fast path: a subgraph in the same process, called without a socket or a token. The Caller is passed as it is,
 * since nobody stands between.
 */
export function inProcessTransport(servable: Servable): SubgraphTransport {
  const executor = new Executor(servable);
  return {
    execute: (request) => executor.execute(request),
    subscribe: (request) => executor.subscribe(request),
    stop: async () => {},
  };
}
