import { type ExecutionArgs, type ExecutionResult, GraphQLError } from "graphql";
import type { ServerOptions } from "graphql-ws";
import type { Executor, SubscriptionRequest } from "./executor.ts";
import { type CallerOf, unauthenticated } from "./serve-operations.ts";

/** One socket of the gateway carries the subscriptions of many people: each brings its own token in its `extensions`. */
export function subscriptionsOverWebSocket(executor: Executor, callerOf: CallerOf): ServerOptions {
  return {
    onSubscribe: (_socket, _id, { query, operationName, variables, extensions }) => {
      const caller = callerOf(textOf(extensions?.["token"]));
      if (!caller) return [unauthenticated()];
      const document = executor.prepare(query);
      if ("length" in document) return document;
      const request: SubscriptionRequest = {
        query,
        caller,
        operationName: operationName ?? undefined,
        variables: variables ?? undefined,
        resumeFrom: textOf(extensions?.["resumeFrom"]),
      };
      return { schema: executor.schema, document, operationName: operationName ?? null, contextValue: request };
    },
    execute: () => ({ errors: [new GraphQLError("Only subscriptions are served over this socket.")] }),
    subscribe: (args: ExecutionArgs) =>
      executor.subscribe(args.contextValue as SubscriptionRequest) as AsyncIterableIterator<ExecutionResult>,
    onNext: (_socket, _id, _payload, _args, { errors, ...result }) =>
      // The executor's errors are formatted already, those of graphql-ws and of `execute` above are not.
      errors ? { ...result, errors: errors.map((error) => error.toJSON?.() ?? error) } : result,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
