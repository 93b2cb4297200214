import type { GraphQLDataSource } from "@apollo/gateway";
import { refuse } from "@stages/kernel/refusal.ts";
import { SubgraphUnavailableError } from "@stages/transport/unavailable.ts";
import type { Caller, SubgraphTransport } from "@stages/transport/transport.ts";
import type { Log } from "./config.ts";
import { refusalError } from "./errors.ts";

/** What travels with a request through Apollo. */
export interface GatewayContext {
  readonly caller: Caller;
}

/** One subgraph as @apollo/gateway sees it. A subgraph that does not answer costs its own fields, not the whole request. */
export function transportDataSource(transport: SubgraphTransport, log: Log): GraphQLDataSource {
  return {
    async process({ request, context }) {
      try {
        const result = await transport.execute({
          query: request.query!,
          operationName: request.operationName,
          variables: request.variables,
          caller: (context as GatewayContext).caller,
        });
        return result as never;
      } catch (error) {
        if (!(error instanceof SubgraphUnavailableError)) throw error;
        log.error("Subgraph unavailable", { subgraph: error.subgraph, cause: String(error.cause) });
        const { message, extensions } = refusalError(refuse("TEMPORARILY_UNAVAILABLE"));
        // The gateway turns this place, the first of the entities asked for, into the client's path.
        const place = request.variables?.["representations"] ? { path: ["_entities", 0] } : {};
        return { errors: [{ message, extensions, ...place }] };
      }
    },
  };
}
