import { type GraphQLDataSource, buildOperationContext, executeQueryPlan } from "@apollo/gateway";
import { Supergraph, operationFromDocument } from "@apollo/federation-internals";
import { type FetchNode, type QueryPlan, QueryPlanner } from "@apollo/query-planner";
import { type DocumentNode, GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";
import type { SubscriptionOperation } from "./operation.ts";
import { type PlanResult, promoteValueCompletion } from "./value-completion.ts";

export interface SubscriptionPlan {
  /** The subscription that the owner of the root field is asked to open. */
  readonly primary: FetchNode;
  /** Turns one event of it into the client's result. */
  complete(event: EventExecution): Promise<PlanResult>;
}

export interface EventExecution {
  readonly payload: PlanResult;
  readonly variables: Record<string, unknown>;
  readonly context: object;
  readonly dataSource: (subgraph: string) => GraphQLDataSource;
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** A plan and its documents take dozens of times the operation's text, which a client may make another each time. */
const REMEMBERED_CHARACTERS = 512 * 1024;

/** Plans subscriptions on one supergraph. Planning costs milliseconds, so each operation is planned once. */
export class SubscriptionPlans {
  readonly #apiSchema;
  readonly #apiGraphQLSchema;
  readonly #supergraphSchema;
  readonly #planner;
  readonly #plans = new LRUCache<string, SubscriptionPlan>({ max: 1_000, maxSize: REMEMBERED_CHARACTERS, sizeCalculation: (_, text) => text.length + 1 });

  constructor(supergraphSdl: string) {
    const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
    this.#apiSchema = supergraph.apiSchema();
    this.#apiGraphQLSchema = this.#apiSchema.toGraphQLJSSchema();
    this.#supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph);
  }

  get schema() {
    return this.#apiGraphQLSchema;
  }

  /** Throws a GraphQLError when the document has no such operation, or one that cannot be planned. */
  planOf({ document, operationName, text }: Pick<SubscriptionOperation, "document" | "operationName" | "text">): SubscriptionPlan {
    let plan = this.#plans.get(text);
    if (!plan) {
      plan = this.#plan(document, operationName);
      this.#plans.set(text, plan);
    }
    return plan;
  }

  #plan(document: DocumentNode, operationName: string | undefined): SubscriptionPlan {
    const operation = operationFromDocument(this.#apiSchema, document, operationName ? { operationName } : {});
    const { node } = this.#planner.buildQueryPlan(operation);
    if (node?.kind !== "Subscription") throw new GraphQLError("This operation subscribes to nothing.");
    const { primary, rest } = node;
    const eventPlan: QueryPlan = { kind: "QueryPlan", node: { kind: "Sequence", nodes: rest ? [primary, rest] : [primary] } };
    const operationContext = buildOperationContext({
      schema: this.#apiGraphQLSchema,
      operationDocument: document,
      ...(operationName && { operationName }),
    });

    return {
      primary,
      complete: async (event) => {
        // The few members that executeQueryPlan reads; the rest belongs to Apollo Server's request pipeline.
        const requestContext = {
          request: { variables: event.variables },
          context: event.context,
          metrics: {},
          logger: SILENT,
        } as unknown as RequestContext;
        const result = await executeQueryPlan(
          eventPlan,
          servicesOf(event, primary),
          requestContext,
          operationContext,
          this.#supergraphSchema,
          this.#apiSchema,
        );
        return promoteValueCompletion(result as PlanResult);
      },
    };
  }
}

/**
 * All data sources are real, but the owner of the root field answers the plan's first node with the event itself. It is
 * known by its text: the only one that is a subscription. What the owner is asked beside, `_entities` too, it answers.
 */
function servicesOf({ payload, dataSource }: EventExecution, primary: FetchNode): Record<string, GraphQLDataSource> {
  const owner: GraphQLDataSource = {
    process: async (options) =>
      options.request.query === primary.operation ? (payload as never) : dataSource(primary.serviceName).process(options),
  };
  return new Proxy({}, { get: (_, subgraph: string) => (subgraph === primary.serviceName ? owner : dataSource(subgraph)) });
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
