import type { GraphQLDataSource } from "@apollo/gateway";
import { Kind, parse } from "graphql";
import { refuse } from "@stages/kernel/refusal.ts";
import { observe } from "@stages/telemetry/measure.ts";
import { SubgraphUnavailableError } from "@stages/transport/unavailable.ts";
import type { Caller, SubgraphTransport } from "@stages/transport/transport.ts";
import type { Log } from "./config.ts";
import { refusalError } from "./errors.ts";

/** What travels with a request through Apollo. */
export interface GatewayContext {
  readonly caller: Caller;
}

/** One subgraph as @apollo/gateway sees it. A subgraph that does not answer costs its own fields, not the whole request. */
export function transportDataSource(name: string, transport: SubgraphTransport, log: Log): GraphQLDataSource {
  return {
    async process({ request, context }) {
      const from = performance.now();
      try {
        const result = await transport.execute({
          query: request.query!,
          operationName: request.operationName,
          variables: request.variables,
          caller: (context as GatewayContext).caller,
        });
        observe("stages_subgraph_call_duration_seconds", { subgraph: name, outcome: "ok" }, (performance.now() - from) / 1_000);
        return result as never;
      } catch (error) {
        if (!(error instanceof SubgraphUnavailableError)) throw error;
        observe("stages_subgraph_call_duration_seconds", { subgraph: name, outcome: "unavailable" }, (performance.now() - from) / 1_000);
        log.error("Subgraph unavailable", { subgraph: error.subgraph, cause: error });
        const { message, extensions } = refusalError(refuse("TEMPORARILY_UNAVAILABLE"));
        return { errors: placesOf(request.query!).map((path) => ({ message, extensions, path })) };
      }
    },
  };
}

/** What the gateway turns into the client's paths: the first of the entities asked for, or each root field under the name that its answer has. */
function placesOf(query: string): readonly (readonly (string | number)[])[] {
  const [operation] = parse(query, { noLocation: true }).definitions;
  const selections = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  return selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value === "_entities" ? ["_entities", 0] : [(field.alias ?? field.name).value]] : []));
}
