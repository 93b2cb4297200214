import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import { createFederatedSubscriptions } from "@stages/federated-subscriptions/federated-subscriptions.ts";
import { promoteValueCompletion } from "@stages/federated-subscriptions/value-completion.ts";
import { inSpan } from "@stages/telemetry/tracing.ts";
import type { Caller, SubgraphName } from "@stages/transport/transport.ts";
import { type DocumentNode, GraphQLError, type GraphQLFormattedError, type GraphQLSchema, Kind } from "graphql";
import { withAskedPaths } from "./asked-paths.ts";
import type { GatewayConfig } from "./config.ts";
import { type GatewayContext, transportDataSource } from "./data-source.ts";
import { errorFormatter } from "./errors.ts";
import { countingGuesses } from "./guesses.ts";
import type { Session } from "./identity.ts";
import { LIMITS } from "./limits.ts";
import { liveRefusals } from "./live-refusals.ts";
import { type AskedOperation, type Operation, preparing, type PreparedOperation } from "./prepare.ts";
import type { Rates } from "./rates.ts";
import { observingPlugin } from "./observed.ts";
import { noteReaders } from "./readers.ts";
import { formattedResults, resultFormatter } from "./results.ts";
import { sharingOf } from "./sharing.ts";
import { NO_TRUSTED_DOCUMENTS } from "./trusted-documents.ts";

export interface FormattedResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
}

/** The one graph, whichever way the operation came in. */
export interface Graph {
  readonly schema: GraphQLSchema;
  formatError(error: GraphQLError): GraphQLFormattedError;
  /** Which document it is, within the limits and for how many points; validates subscriptions. Apollo Server validates the others when it runs them. */
  prepare(operation: AskedOperation): PreparedOperation;
  execute(operation: Operation, session: Session): Promise<FormattedResult>;
  subscribe(operation: Operation, document: DocumentNode, session: Session): AsyncIterableIterator<FormattedResult>;
  executeHttp(request: HTTPGraphQLRequest, context: () => Promise<GatewayContext>): Promise<HTTPGraphQLResponse>;
  stop(): Promise<void>;
}

export async function startGraph({ supergraph, transports, clock, log, limits: changed, documents = "OPEN", trusted = NO_TRUSTED_DOCUMENTS, introspection = true }: GatewayConfig, rates: Pick<Rates, "guess" | "wrong">): Promise<Graph> {
  const limits = { ...LIMITS, ...changed };
  const formatError = errorFormatter(log, { suggests: introspection });
  const dataSources = new Map(Object.entries(transports).map(([name, transport]) => [name, transportDataSource(name, transport, log)]));
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
      rates,
    ),
    formatError,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    validationOptions: { maxErrors: limits.validationErrors },
    logger: apolloLog(log),
    plugins: [observingPlugin],
  });
  await apollo.start();

  const subscriptions = createFederatedSubscriptions<GatewayContext>({
    supergraphSdl: supergraph.sdl,
    dataSource,
    openUpstream: ({ subgraph, context, ...request }) => transports[subgraph as SubgraphName].subscribe({ ...request, caller: context.caller }),
    onUpstreamLost: ({ subgraph, error, attempt }) =>
      log.warn("Subscription lost, taking it up again", { subgraph, attempt, cause: asError(error) }),
    resumeArgument: "after",
    onShared: noteReaders(transports.people, clock),
    onFailure: (error) => log.error("The readers of an event were not noted, it was not given to them", { cause: error }),
    watched: (event, completion) => inSpan("complete event", { parent: originIn(event) }, completion),
    refusals: liveRefusals,
  });
  const preparation = preparing({ limits, policy: documents, trusted, introspection }, supergraph.sdl, () => subscriptions.schema);
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
    preparation.replaceSupergraph(sdl);
  }

  const stopHearing = supergraph.onChange?.((sdl) => {
    try {
      reload(sdl);
      log.info("The supergraph was replaced");
    } catch (error) {
      log.error("A supergraph was refused, the one before stays", { cause: error });
    }
  });

  return {
    get schema() {
      return subscriptions.schema;
    },
    formatError: (error) => formatError(error.toJSON(), error),
    prepare: (operation) => preparation.prepare(operation),
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
function asError(error: unknown): Error {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return cause;
  const { message, code } = (cause ?? {}) as { readonly message?: unknown; readonly code?: unknown };
  const lost = new Error(typeof message === "string" && message !== "" ? message : `closed ${String(code)}`);
  // Where it was told says nothing.
  return Object.assign(lost, { stack: lost.message });
}

/** By what an event came about, as its subgraph says it. */
const originIn = ({ extensions }: { readonly extensions?: Record<string, unknown> | undefined }): string | null => (typeof extensions?.["traceparent"] === "string" ? extensions["traceparent"] : null);

/** What completes an event is of the request under which its subgraph answered it. */
function ofEvent(caller: Caller, extensions: Record<string, unknown> | undefined): Caller {
  const requestId = extensions?.["requestId"];
  return typeof requestId === "string" ? { ...caller, requestId } : caller;
}

/**
 * Apollo's gateway, with the missing values that it only hints at told as errors, and an operation that the document does
 * not have as Apollo Server expects it: the gateway throws there, which would be an unexpected error.
 */
function promoting(gateway: ApolloGateway, rates: Pick<Rates, "guess" | "wrong">): ApolloGateway {
  const execute = gateway.executor;
  gateway.executor = async (request) => {
    if (!request.operation) return { errors: [new GraphQLError("`operationName` must name one operation of the document.")] };
    const { address } = (request.context as GatewayContext).caller;
    const asked = { operation: request.operation, fragments: fragmentsOf(request.document) };
    return countingGuesses(rates, { ...asked, address }, async () => withAskedPaths(promoteValueCompletion(await execute(request)), asked, movedTo));
  };
  return gateway;
}

const fragmentsOf = ({ definitions }: DocumentNode) => Object.fromEntries(definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [])));

const movedTo = ({ message, extensions, originalError }: GraphQLError, path: readonly (string | number)[]) => new GraphQLError(message, { path, extensions, ...(originalError && { originalError }) });

/** Apollo says little that matters, and formats for a terminal. */
function apolloLog(log: GatewayConfig["log"]) {
  return {
    debug() {},
    info() {},
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.error(String(message)),
  };
}
