import { createHash } from "node:crypto";
import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import { count, observe } from "@stages/telemetry/measure.ts";
import { type RequestScope, inRequestScope, requestScope } from "@stages/telemetry/request-scope.ts";
import { beginSpan, inSpan, isTracing } from "@stages/telemetry/tracing.ts";
import { REFUSALS } from "@stages/kernel/refusal.ts";
import type { Span } from "@opentelemetry/api";
import type { GraphQLFormattedError } from "graphql";
import type { Log } from "./config.ts";
import type { GatewayContext } from "./data-source.ts";
import { REQUEST_FAULTS } from "./errors.ts";
import type { FormattedResult, Graph } from "./graph.ts";

/** An operation from the outside, while it is answered. */
interface Observed extends RequestScope {
  readonly isOperation: true;
  errors: readonly GraphQLFormattedError[];
  hash?: string;
}

const ofOperation = (): Observed | undefined => {
  const scope = requestScope();
  return scope && "isOperation" in scope ? (scope as Observed) : undefined;
};

/** Known beforehand: what a client can make up is one of them. */
export const knownCode = (code: unknown): string => (typeof code === "string" && (Object.hasOwn(REFUSALS, code) || Object.hasOwn(REQUEST_FAULTS, code)) ? code : "OTHER");

const codeOf = ([first]: readonly GraphQLFormattedError[]): string => (first ? knownCode(first.extensions?.["code"]) : "OK");

const referencesIn = (errors: readonly GraphQLFormattedError[]): readonly string[] => errors.flatMap(({ extensions }) => (typeof extensions?.["reference"] === "string" ? [extensions["reference"]] : []));

/**
 * The graph, seen from outside: each operation is one line of the log, one figure and one span, whichever way it came. Who asked, and
 * with which values, is in none of them.
 */
export function observing(graph: Graph, log: Log): Graph {
  const observed = async <T>(way: string, work: () => Promise<T>, errorsOf: (answer: T) => readonly GraphQLFormattedError[] | null): Promise<T> => {
    const scope: Observed = { isOperation: true, errors: [] };
    const from = performance.now();
    return inRequestScope(scope, () =>
      // A stranger's trace is not continued: it would choose what is kept.
      inSpan("graphql", { kind: "SERVER", parent: null, attributes: { "stages.way": way } }, async (span) => {
        try {
          const answer = await work();
          scope.errors = errorsOf(answer) ?? scope.errors;
          return answer;
        } catch (error) {
          scope.errors = [{ message: "", extensions: (error as { readonly extensions?: Record<string, unknown> } | null)?.extensions ?? { code: "INTERNAL_ERROR" } }];
          throw error;
        } finally {
          told(scope, performance.now() - from, span);
        }
      }),
    );
  };

  const told = (scope: Observed, ms: number, span: Span | null) => {
    const code = codeOf(scope.errors);
    const kind = scope.kind ?? "unknown";
    count("stages_operations_total", { kind, code });
    observe("stages_operation_duration_seconds", { kind }, ms / 1_000);
    const references = referencesIn(scope.errors);
    const line = { kind, code, ms: Math.round(ms * 10) / 10, ...(references.length > 0 && { references }) };
    if (references.length > 0) log.error("An operation met an unexpected error", line);
    else log.info("Operation", line);
    if (!span) return;
    span.updateName(`graphql ${kind}`);
    span.setAttributes({
      "stages.code": code,
      ...(scope.hash && { "stages.document": scope.hash }),
      ...(scope.operation && { "graphql.operation.name": scope.operation }),
      ...(scope.role && { "stages.role": scope.role }),
      ...(scope.requestId && { "stages.request_id": scope.requestId }),
    });
  };

  // Behind it rather than copied: its schema is another after a reload.
  return Object.assign(Object.create(graph) as Graph, {
    execute: ((...asked) => observed("stream", () => graph.execute(...asked), ({ errors }) => errors ?? [])) satisfies Graph["execute"],
    executeHttp: ((...asked) => observed("http", () => graph.executeHttp(...asked), ({ status = 200, body }) => (status >= 400 && body.kind === "complete" ? errorsIn(body.string) : null))) satisfies Graph["executeHttp"],
    subscribe: ((operation, ...rest) => {
      const scope: RequestScope = { kind: "subscription", operation: operation.operationName };
      return delivered(inRequestScope(scope, () => graph.subscribe(operation, ...rest)), scope, log);
    }) satisfies Graph["subscribe"],
  });
}

/** Of what was refused before there was an operation; what is no JSON is refused by Apollo in a sentence. */
function errorsIn(text: string): readonly GraphQLFormattedError[] {
  try {
    const { errors } = JSON.parse(text) as { readonly errors?: readonly GraphQLFormattedError[] };
    return errors ?? [];
  } catch {
    return [{ message: "", extensions: { code: "BAD_REQUEST" } }];
  }
}

let open = 0;
export const openSubscriptions = (): number => open;

/** Each event, from when it is handed to its subscriber until the next is asked for: by then it was taken. */
function delivered(results: AsyncIterableIterator<FormattedResult>, scope: RequestScope, log: Log): AsyncIterableIterator<FormattedResult> {
  let span: Span | null = null;
  let ended = false;
  let opened = false;
  const end = () => {
    span?.end();
    span = null;
    if (opened && !ended) open -= 1;
    ended = true;
  };
  return {
    async next() {
      if (!opened && !ended) open += 1;
      opened = true;
      span?.end();
      span = null;
      // Left on its own it would be of whoever asks for the first event.
      const step = await inRequestScope(scope, () => results.next());
      if (step.done) {
        end();
        return step;
      }
      const { traceparent, result } = withoutOrigin(step.value);
      span = traceparent ? beginSpan("deliver event", { kind: "PRODUCER", parent: traceparent, attributes: { "graphql.operation.type": "subscription", ...(scope.operation && { "graphql.operation.name": scope.operation }) } }) : null;
      const references = referencesIn(result.errors ?? []);
      if (references.length > 0) inRequestScope(scope, () => log.error("An event met an unexpected error", { references }));
      if (result.errors) count("stages_operations_total", { kind: "subscription", code: codeOf(result.errors) });
      else count("stages_events_delivered_total");
      return { done: false, value: result };
    },
    async return() {
      end();
      return (await results.return!()) as IteratorResult<FormattedResult, undefined>;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** By what an event came about is the inside's: two who are told of the same act would know it. */
function withoutOrigin(result: FormattedResult): { readonly traceparent: string | undefined; readonly result: FormattedResult } {
  if (result.extensions?.["traceparent"] === undefined) return { traceparent: undefined, result };
  const { traceparent, ...extensions } = result.extensions;
  const { extensions: _, ...rest } = result;
  return { traceparent: String(traceparent), result: { ...rest, ...(Object.keys(extensions).length > 0 && { extensions }) } };
}

/** What Apollo Server alone knows of an operation: how it is called, of what kind it is, and what went wrong. */
export const observingPlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    const scope = ofOperation();
    if (!scope) return;
    const ending = (name: string) => {
      const span = beginSpan(name);
      return async () => span?.end();
    };
    const met = async ({ contextValue: { caller } }: Pick<GraphQLRequestContext<GatewayContext>, "contextValue">) => {
      scope.requestId = caller.requestId;
      scope.role = caller.actor.role;
    };
    return {
      didResolveSource: async ({ source, ...context }) => {
        await met(context);
        if (isTracing()) scope.hash = createHash("sha256").update(source).digest("hex");
      },
      ...(isTracing() && { parsingDidStart: async () => ending("parse"), validationDidStart: async () => ending("validate") }),
      didResolveOperation: async ({ operation, operationName }) => {
        scope.kind = operation?.operation;
        scope.operation = operationName ?? undefined;
      },
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind === "single") scope.errors = body.singleResult.errors ?? [];
      },
    };
  },
};
