import { GraphQLError, type GraphQLSchema, getOperationAST, type DocumentNode } from "graphql";
import { getVariableValues } from "graphql/execution/values.js";
import { OperationReader, type SubscriptionOperation } from "./operation.ts";
import { type SubscriptionPlan, SubscriptionPlans } from "./plans.ts";
import { type FederatedSubscriptionsOptions, LIMITS, type Limits, REFUSALS, type Refusals, type SharedEvent, type SubscribeRequest } from "./settings.ts";
import { Share } from "./share.ts";
import { Subscriber } from "./subscriber.ts";
import type { Upstreams } from "./upstream.ts";
import { validateOperation } from "./validate-operation.ts";
import type { PlanResult } from "./value-completion.ts";

export interface FederatedSubscriptions<Context extends object> {
  /** The API schema of today, to validate documents with before they are given to `subscribe`. */
  readonly schema: GraphQLSchema;
  /** Results as the client selected them, across all subgraphs. The consumer's `return()` closes the upstream at once, unless others share it. */
  subscribe(request: SubscribeRequest<Context>): AsyncIterableIterator<PlanResult>;
  /**
   * Plans by another supergraph from now on. What is open goes on, after its last event where its owner has to be asked
   * otherwise; what is no longer valid ends with `SCHEMA_CHANGED`. Throws, and changes nothing, when it cannot be read.
   */
  updateSupergraph(supergraphSdl: string): void;
  /** How many clients are subscribed, and how many shares they have among them. */
  readonly counts: { readonly subscribers: number; readonly shares: number };
}

/** What subscribers and shares know of each other's house. */
export interface Engine<Context extends object> extends Upstreams<Context> {
  readonly limits: Limits;
  readonly refusals: Refusals;
  readonly shares: Map<string, Share<Context>>;
  readonly subscribers: Set<Subscriber<Context>>;
  found(key: string, operation: SubscriptionOperation, from: string | undefined): Share<Context>;
  /** The result, once whoever must know to whom it is given knows it; otherwise why it is not given. */
  told(event: SharedEvent<Context>): Promise<PlanResult>;
}

/** Subscriptions for a graph of @apollo/gateway, which plans them but refuses to run them. */
export function createFederatedSubscriptions<Context extends object>(options: FederatedSubscriptionsOptions<Context>): FederatedSubscriptions<Context> {
  let plans = new SubscriptionPlans(options.supergraphSdl);
  const operations = new OperationReader(options.resumeArgument);
  const shares = new Map<string, Share<Context>>();
  const subscribers = new Set<Subscriber<Context>>();
  const refusals = { ...REFUSALS, ...options.refusals };

  const engine: Engine<Context> = {
    options,
    limits: { ...LIMITS, ...options.limits },
    refusals,
    shares,
    subscribers,
    planOf: (operation) => plans.planOf(operation),
    found(key, operation, from) {
      const share = new Share(engine, key, operation, from);
      shares.set(key, share);
      return share;
    },
    async told(event) {
      try {
        await options.onShared?.(event);
        return event.result;
      } catch (error) {
        options.onFailure?.(error);
        const { cursor } = event.result.extensions ?? {};
        return { errors: [refusals.unavailable()], ...(cursor !== undefined && { extensions: { cursor } }) };
      }
    },
  };

  return {
    get schema() {
      return plans.schema;
    },
    get counts() {
      return { subscribers: subscribers.size, shares: shares.size };
    },
    subscribe(request) {
      try {
        const { document, operationName, variables = {} } = request;
        refuseBadVariables(plans.schema, document, operationName, variables);
        const { operation, resumeFrom } = operations.read(document, operationName, variables);
        plans.planOf(operation);
        return new Subscriber(engine, request, operation, resumeFrom);
      } catch (error) {
        if (error instanceof GraphQLError) return only({ errors: [error] });
        throw error;
      }
    },
    updateSupergraph(supergraphSdl) {
      const before = plans;
      const next = new SubscriptionPlans(supergraphSdl);
      const changes = new Map<string, readonly GraphQLError[] | "asked otherwise" | "asked alike">();
      const changeOf = (operation: SubscriptionOperation) => {
        let change = changes.get(operation.key);
        if (!change) changes.set(operation.key, (change = changeBetween(before, next, operation)));
        return change;
      };
      const open = [...subscribers];
      const renewed = [...shares].filter(([, share]) => changeOf(share.operation) === "asked otherwise");
      plans = next;
      for (const subscriber of open) {
        const change = changeOf(subscriber.operation);
        if (typeof change === "object") subscriber.schemaChanged(change);
        else if (change === "asked otherwise") subscriber.renewAlone();
      }
      for (const [, share] of renewed) share.renew();
      // What may be shared is perhaps written in the supergraph.
      for (const subscriber of open) void subscriber.contextChanged(false);
    },
  };
}

/** Why an operation is no longer valid; otherwise whether the owner of its root field is asked for the same. */
function changeBetween(before: SubscriptionPlans, next: SubscriptionPlans, operation: SubscriptionOperation): readonly GraphQLError[] | "asked otherwise" | "asked alike" {
  const { document, operationName, variables } = operation;
  const errors = validateOperation(next.schema, document);
  if (errors.length > 0) return errors;
  try {
    refuseBadVariables(next.schema, document, operationName, variables);
    const isSame = sameQuestion(before.planOf(operation), next.planOf(operation));
    return isSame ? "asked alike" : "asked otherwise";
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function sameQuestion({ primary: one }: SubscriptionPlan, { primary: other }: SubscriptionPlan): boolean {
  return one.serviceName === other.serviceName && one.operation === other.operation;
}

function refuseBadVariables(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>): void {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
  const first = errors?.[0];
  if (first) throw new GraphQLError(first.message, { nodes: first.nodes, extensions: { code: "BAD_USER_INPUT" } });
}

async function* only(result: PlanResult): AsyncGenerator<PlanResult, undefined> {
  yield result;
}
