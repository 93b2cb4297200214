import type { GraphQLDataSource } from "@apollo/gateway";
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST } from "graphql";
import { getVariableValues } from "graphql/execution/values.js";
import { SubscriptionPlans } from "./plans.ts";
import { type Resuming, resuming } from "./resuming.ts";
import type { PlanResult } from "./value-completion.ts";

export interface UpstreamRequest<Context> {
  /** The name of the subgraph that owns the subscription's root field. */
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: Context;
  /** The `extensions.cursor` of the last event received, when a lost stream is taken up again. */
  readonly resumeFrom: string | undefined;
}

export interface FederatedSubscriptionsOptions<Context extends object> {
  readonly supergraphSdl: string;
  /** Where a subgraph answers queries: what ApolloGateway's `buildService` returns fits. */
  readonly dataSource: (subgraph: string) => GraphQLDataSource;
  /**
   * Opens a subscription on one subgraph. `next()` must throw when the stream is lost or cannot be had, end when the
   * subgraph ends it, and give one result without `data` when the subgraph refuses it.
   */
  readonly openUpstream: (request: UpstreamRequest<Context>) => AsyncIterator<PlanResult>;
  readonly onUpstreamLost?: (lost: { readonly subgraph: string; readonly error: unknown; readonly attempt: number }) => void;
  readonly backoffMs?: (attempt: number) => number;
}

export interface SubscribeRequest<Context> {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
  /**
   * Asked for when the upstream is opened and again for each event, which it is given, so that a caller's rights are always
   * today's and what the event says of itself can travel with the fetches that complete it.
   */
  readonly context: (event?: PlanResult) => Context | Promise<Context>;
  /** Registers who is told that the context has changed: the upstream is then opened anew with it, and no event is lost. */
  readonly onContextChange?: ((listener: () => void) => () => void) | undefined;
}

export interface FederatedSubscriptions<Context extends object> {
  /** The API schema, to validate documents with before they are given to `subscribe`. */
  readonly schema: GraphQLSchema;
  /** Results as the client selected them, across all subgraphs. The consumer's `return()` closes the upstream at once. */
  subscribe(request: SubscribeRequest<Context>): AsyncIterableIterator<PlanResult>;
}

/** Subscriptions for a graph of @apollo/gateway, which plans them but refuses to run them. */
export function createFederatedSubscriptions<Context extends object>(
  options: FederatedSubscriptionsOptions<Context>,
): FederatedSubscriptions<Context> {
  const plans = new SubscriptionPlans(options.supergraphSdl);
  return {
    schema: plans.schema,
    subscribe(request) {
      try {
        return new ClientResults(plans, options, request);
      } catch (error) {
        if (error instanceof GraphQLError) return only({ errors: [error] });
        throw error;
      }
    },
  };
}

class ClientResults<Context extends object> implements AsyncIterableIterator<PlanResult> {
  readonly #options;
  readonly #request;
  readonly #plan;
  readonly #variables: Record<string, unknown>;
  readonly #events: Resuming<PlanResult>;
  readonly #stopListening: () => void;
  #ended = false;

  constructor(plans: SubscriptionPlans, options: FederatedSubscriptionsOptions<Context>, request: SubscribeRequest<Context>) {
    this.#options = options;
    this.#request = request;
    this.#variables = request.variables ?? {};
    refuseBadVariables(plans.schema, request, this.#variables);
    this.#plan = plans.planOf(request.document, request.operationName);
    const { serviceName: subgraph } = this.#plan.primary;
    this.#events = resuming({
      open: (cursor) => this.#openUpstream(cursor),
      cursorOf: ({ extensions }) => (typeof extensions?.["cursor"] === "string" ? extensions["cursor"] : undefined),
      onLost: (error, attempt) => options.onUpstreamLost?.({ subgraph, error, attempt }),
      backoffMs: options.backoffMs,
    });
    this.#stopListening = request.onContextChange?.(() => this.#events.renew()) ?? (() => {});
  }

  async next(): Promise<IteratorResult<PlanResult, undefined>> {
    while (!this.#ended) {
      try {
        const event = await this.#events.next();
        if (event.done || this.#ended) break;
        // A result with nothing but a cursor says how far the stream is, for a later resumption.
        if (event.value.data === undefined && !event.value.errors) continue;
        return { done: false, value: await this.#complete(event.value) };
      } catch (error) {
        await this.return();
        if (error instanceof GraphQLError) return { done: false, value: { errors: [error] } };
        throw error;
      }
    }
    this.#end();
    return { done: true, value: undefined };
  }

  #end(): void {
    this.#ended = true;
    this.#stopListening();
  }

  async return(): Promise<IteratorResult<PlanResult, undefined>> {
    this.#end();
    await this.#events.return!();
    return { done: true, value: undefined };
  }

  async throw(error?: unknown): Promise<IteratorResult<PlanResult, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async #openUpstream(resumeFrom: string | undefined): Promise<AsyncIterator<PlanResult>> {
    const context = await this.#request.context();
    const { serviceName, operation, operationName, variableUsages = [] } = this.#plan.primary;
    const variables = Object.fromEntries(
      variableUsages.filter((name) => this.#variables[name] !== undefined).map((name) => [name, this.#variables[name]]),
    );
    return this.#options.openUpstream({
      subgraph: serviceName,
      query: operation,
      operationName,
      variables,
      context,
      resumeFrom,
    });
  }

  async #complete(payload: PlanResult): Promise<PlanResult> {
    // Refused before it began: there is no event to complete.
    if (payload.data === undefined) return { errors: payload.errors };
    const context = await this.#request.context(payload);
    const result = await this.#plan.complete({
      payload,
      variables: this.#variables,
      context,
      dataSource: this.#options.dataSource,
    });
    return payload.extensions ? { ...result, extensions: { ...payload.extensions, ...result.extensions } } : result;
  }
}

function refuseBadVariables(schema: GraphQLSchema, request: SubscribeRequest<object>, variables: Record<string, unknown>): void {
  const definitions = getOperationAST(request.document, request.operationName)?.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
  const first = errors?.[0];
  if (first) throw new GraphQLError(first.message, { nodes: first.nodes, extensions: { code: "BAD_USER_INPUT" } });
}

async function* only(result: PlanResult): AsyncGenerator<PlanResult, undefined> {
  yield result;
}
