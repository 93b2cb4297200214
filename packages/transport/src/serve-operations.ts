import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "@stages/kernel/refusal.ts";
import { type ExecutionResult, GraphQLError } from "graphql";
import { createHandler } from "graphql-http";
import type { Executor } from "./executor.ts";
import { readBody } from "./read-body.ts";
import type { Caller, SubgraphRequest } from "./transport.ts";

/** Reads the gateway's token; null when there is no Caller to believe in. */
export type CallerOf = (token: string | undefined) => Caller | null;

export function unauthenticated(): GraphQLError {
  const { code, message } = refuse("UNAUTHENTICATED");
  return new GraphQLError(message, { extensions: { code } });
}

type Context = { readonly request: SubgraphRequest };

export function operationsOverHttp(executor: Executor, callerOf: CallerOf, maxBodyBytes: number) {
  const handle = createHandler<IncomingMessage, Caller, Context>({
    onSubscribe: ({ context: caller, raw }, { query, operationName, variables }) => {
      const document = executor.prepare(query);
      if ("length" in document) return document;
      const traceparent = raw.headers["traceparent"]?.toString();
      const request = { query, caller, operationName: operationName ?? undefined, variables: variables ?? undefined, traceparent };
      return { schema: executor.schema, document, operationName, contextValue: { request } };
    },
    formatError: coded,
    execute: ({ contextValue }) => executor.execute((contextValue as Context).request) as Promise<ExecutionResult>,
  });
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = callerOf(bearerOf(request.headers.authorization));
    // Before anything is read, so that a stranger learns nothing from what it asks.
    if (!caller) {
      request.resume();
      return send(response, 401, JSON.stringify({ errors: [unauthenticated()] }));
    }
    // Read here: graphql-http would call any failure to read "unparsable JSON".
    const text = await readBody(request, maxBodyBytes);
    const [body, { status, headers }] = await handle({
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: text,
      raw: request,
      context: caller,
    });
    // The one refusal that the library does not have formatted.
    const isMutationByGet = status === 405;
    send(response, status, isMutationByGet ? errorBody("BAD_REQUEST", "A mutation goes by POST.") : (body ?? ""), headers);
  };
}

/** As in one process: what is not run for what it says is its asker's fault. The library's own complaints are about the request around it. */
function coded(error: Readonly<GraphQLError | Error>): GraphQLError {
  if (!(error instanceof GraphQLError)) return "extensions" in error ? (error as GraphQLError) : new GraphQLError(error.message, { extensions: { code: "BAD_REQUEST" } });
  if (error.extensions["code"]) return error;
  const { message, nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code: "BAD_USER_INPUT" } });
}

export const errorBody = (code: string, message: string): string => JSON.stringify({ errors: [{ message, extensions: { code } }] });

function bearerOf(header: string | undefined): string | undefined {
  return header?.startsWith("Bearer ") ? header.slice("Bearer ".length) : undefined;
}

export function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    ...headers,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
