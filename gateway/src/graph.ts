import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import { createFederatedSubscriptions } from "@stages/federated-subscriptions/federated-subscriptions.ts";
import { isSubscription, validateOperation } from "@stages/federated-subscriptions/validate-operation.ts";
import { promoteValueCompletion } from "@stages/federated-subscriptions/value-completion.ts";
import type { Caller, SubgraphName } from "@stages/transport/transport.ts";
import { type DocumentNode, GraphQLError, type GraphQLFormattedError, type GraphQLSchema, parse, specifiedRules } from "graphql";
import { LRUCache } from "lru-cache";
import type { GatewayConfig } from "./config.ts";
import { type GatewayContext, transportDataSource } from "./data-source.ts";
import { errorFormatter } from "./errors.ts";
import type { Session } from "./identity.ts";
import { LIMITS, LIMIT_RULES } from "./limits.ts";
import { liveRefusals } from "./live-refusals.ts";
import { noteReaders } from "./readers.ts";
import { formattedResults, resultFormatter } from "./results.ts";
import { sharingOf } from "./sharing.ts";

export interface Operation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
}

export interface FormattedResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
}

export type PreparedOperation =
  | { readonly kind: "operation" | "subscription"; readonly document: DocumentNode }
  | { readonly kind: "refused"; readonly errors: readonly GraphQLError[] };

/** The one graph, whichever way the operation came in. */
export interface Graph {
  readonly schema: GraphQLSchema;
  formatError(error: GraphQLError): GraphQLFormattedError;
  /** Parses within the limits, and validates subscriptions; Apollo Server validates the others when it runs them. */
  prepare(operation: Operation): PreparedOperation;
  execute(operation: Operation, session: Session): Promise<FormattedResult>;
  subscribe(operation: Operation, document: DocumentNode, session: Session): AsyncIterableIterator<FormattedResult>;
  executeHttp(request: HTTPGraphQLRequest, context: () => Promise<GatewayContext>): Promise<HTTPGraphQLResponse>;
  stop(): Promise<void>;
}

const RULES = [...specifiedRules, ...LIMIT_RULES];

export async function startGraph({ supergraph, transports, clock, log }: GatewayConfig): Promise<Graph> {
  const formatError = errorFormatter(log);
  const dataSources = new Map(Object.entries(transports).map(([name, transport]) => [name, transportDataSource(transport, log)]));
  const dataSource = (name: string) => {
    const found = dataSources.get(name);
    if (!found) throw new Error(`The supergraph names "${name}", for which there is no transport`);
    return found;
  };

  let replace: (sdl: string) => void = () => {};
  const apollo = new ApolloServer<GatewayContext>({
    gateway: promoting(
      new ApolloGateway({
        supergraphSdl: async ({ update }) => {
          replace = update;
          return { supergraphSdl: supergraph.sdl };
        },
        buildService: ({ name }) => dataSource(name),
        logger: apolloLog(log),
        // On by default outside of production: a header would show any client the plan, with the names of the subgraphs.
        __exposeQueryPlanExperimental: false,
      }),
    ),
    formatError,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [...LIMIT_RULES],
    logger: apolloLog(log),
  });
  await apollo.start();

  const subscriptions = createFederatedSubscriptions<GatewayContext>({
    supergraphSdl: supergraph.sdl,
    dataSource,
    openUpstream: ({ subgraph, context, ...request }) => transports[subgraph as SubgraphName].subscribe({ ...request, caller: context.caller }),
    onUpstreamLost: ({ subgraph, error, attempt }) =>
      log.warn("Subscription lost, taking it up again", { subgraph, attempt, cause: reasonOf(error) }),
    resumeArgument: "after",
    onShared: noteReaders(transports.people, clock),
    onFailure: (error) => log.error("The readers of an event were not noted, it was not given to them", { cause: error }),
    refusals: liveRefusals,
  });
  const prepared = new LRUCache<string, PreparedOperation>({ max: 1_000 });
  const format = resultFormatter(formatError);
  let scopeOf = sharingOf(supergraph.sdl, subscriptions.schema);
  let present = supergraph.sdl;

  /** Both that plan take it, or neither. */
  function reload(sdl: string): void {
    replace(sdl);
    try {
      subscriptions.updateSupergraph(sdl);
    } catch (error) {
      replace(present);
      throw error;
    }
    scopeOf = sharingOf(sdl, subscriptions.schema);
    present = sdl;
    prepared.clear();
  }

  const stopHearing = supergraph.onChange?.((sdl) => {
    try {
      reload(sdl);
      log.info("The supergraph was replaced");
    } catch (error) {
      log.error("A supergraph was refused, the one before stays", { cause: String(error) });
    }
  });

  return {
    get schema() {
      return subscriptions.schema;
    },
    formatError: (error) => formatError(error.toJSON(), error),
    prepare(operation) {
      const key = `${operation.operationName ?? ""}\n${operation.query}`;
      let found = prepared.get(key);
      if (!found) {
        found = prepare(operation, subscriptions.schema);
        prepared.set(key, found);
      }
      return found;
    },
    async execute({ query, operationName, variables }, session) {
      const request = { query, ...(operationName && { operationName }), ...(variables && { variables }) };
      const { body } = await apollo.executeOperation(request, { contextValue: { caller: await session.caller() } });
      if (body.kind !== "single") throw new Error("Incremental delivery is not supported");
      return body.singleResult;
    },
    subscribe: ({ operationName, variables }, document, session) =>
      formattedResults(
        subscriptions.subscribe({
          document,
          operationName,
          variables,
          context: async (event) => ({ caller: ofEvent(await session.caller(), event?.extensions) }),
          // Who travels in time is answered at an instant of their own.
          scope: session.travels ? undefined : ({ caller }) => scopeOf(document, operationName, caller.actor),
          onContextChange: session.onChange,
        }),
        format,
      ),
    executeHttp: (httpGraphQLRequest, context) => apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context }),
    async stop() {
      stopHearing?.();
      await apollo.stop();
    },
  };
}

/** A socket tells that it failed, or was closed, by an event: it is no Error, and has a message or a code. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error || typeof cause !== "object" || cause === null) return String(cause);
  const { message, code } = cause as { readonly message?: unknown; readonly code?: unknown };
  return typeof message === "string" && message !== "" ? message : `closed ${String(code)}`;
}

/** What completes an event is of the request under which its subgraph answered it. */
function ofEvent(caller: Caller, extensions: Record<string, unknown> | undefined): Caller {
  const requestId = extensions?.["requestId"];
  return typeof requestId === "string" ? { ...caller, requestId } : caller;
}

function prepare({ query, operationName }: Operation, schema: GraphQLSchema): PreparedOperation {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    return { kind: "refused", errors: [coded(error as GraphQLError, "GRAPHQL_PARSE_FAILED")] };
  }
  if (!isSubscription(document, operationName)) return { kind: "operation", document };
  const errors = validateOperation(schema, document, RULES);
  if (errors.length === 0) return { kind: "subscription", document };
  return { kind: "refused", errors: errors.map((error) => coded(error, "GRAPHQL_VALIDATION_FAILED")) };
}

function coded(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions["code"]) return error;
  const { nodes, source, positions, path } = error;
  return new GraphQLError(error.message, { nodes, source, positions, path, originalError: error, extensions: { code } });
}

/**
 * Apollo's gateway, with the missing values that it only hints at told as errors, and an operation that the document does
 * not have as Apollo Server expects it: the gateway throws there, which would be an unexpected error.
 */
function promoting(gateway: ApolloGateway): ApolloGateway {
  const execute = gateway.executor;
  gateway.executor = async (request) => {
    if (!request.operation) return { errors: [new GraphQLError("`operationName` must name one operation of the document.")] };
    return promoteValueCompletion(await execute(request));
  };
  return gateway;
}

/** Apollo says little that matters, and formats for a terminal. */
function apolloLog(log: GatewayConfig["log"]) {
  return {
    debug() {},
    info() {},
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.error(String(message)),
  };
}
