import type { SubscriptionOperation } from "./operation.ts";
import type { SubscriptionPlan } from "./plans.ts";
import { type Resuming, resuming } from "./resuming.ts";
import type { FederatedSubscriptionsOptions } from "./settings.ts";
import type { PlanResult } from "./value-completion.ts";

/** A result of an upstream, with the plan by which it was asked for: a new supergraph may have another. */
export interface UpstreamEvent {
  readonly payload: PlanResult;
  readonly plan: SubscriptionPlan;
}

export interface Upstreams<Context extends object> {
  readonly options: FederatedSubscriptionsOptions<Context>;
  /** By the supergraph of today. */
  planOf(operation: SubscriptionOperation): SubscriptionPlan;
}

export function cursorOf({ extensions }: PlanResult): string | undefined {
  return typeof extensions?.["cursor"] === "string" ? extensions["cursor"] : undefined;
}

/** A result with nothing but a cursor says how far the stream is, for a later resumption. */
export const isOnlyCursor = ({ data, errors }: PlanResult): boolean => data === undefined && !errors;

/** Refused before it began: there is no event to complete. */
export const isRefusal = ({ data }: PlanResult): boolean => data === undefined;

export function openUpstream<Context extends object>(
  { options, planOf }: Upstreams<Context>,
  operation: SubscriptionOperation,
  context: () => Context | Promise<Context>,
  from: string | undefined,
): Resuming<UpstreamEvent> {
  let subgraph = "";
  return resuming({
    from,
    open: async (resumeFrom) => {
      const current = await context();
      const plan = planOf(operation);
      const { serviceName, operation: query, operationName, variableUsages = [] } = plan.primary;
      subgraph = serviceName;
      const variables = Object.fromEntries(variableUsages.filter((name) => operation.variables[name] !== undefined).map((name) => [name, operation.variables[name]]));
      return withPlan(options.openUpstream({ subgraph, query, operationName, variables, context: current, resumeFrom }), plan);
    },
    cursorOf: ({ payload }) => cursorOf(payload),
    onLost: (error, attempt) => options.onUpstreamLost?.({ subgraph, error, attempt }),
    backoffMs: options.backoffMs,
  });
}

function withPlan(source: AsyncIterator<PlanResult>, plan: SubscriptionPlan): AsyncIterator<UpstreamEvent> {
  return {
    next: async () => {
      const step = await source.next();
      return step.done ? step : { done: false, value: { payload: step.value, plan } };
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** What the client selected of an event, across all subgraphs. */
export async function completed<Context extends object>({ options }: Upstreams<Context>, { variables }: SubscriptionOperation, { payload, plan }: UpstreamEvent, context: Context): Promise<PlanResult> {
  if (isRefusal(payload)) return { errors: payload.errors };
  const complete = () => plan.complete({ payload, variables, context, dataSource: options.dataSource });
  const result = await (options.watched ? options.watched(payload, complete) : complete());
  return payload.extensions ? { ...result, extensions: { ...payload.extensions, ...result.extensions } } : result;
}
