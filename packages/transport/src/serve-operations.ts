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
    onSubscribe: ({ context: caller }, { query, operationName, variables }) => {
      const document = executor.prepare(query);
      if ("length" in document) return document;
      const request = { query, caller, operationName: operationName ?? undefined, variables: variables ?? undefined };
      return { schema: executor.schema, document, operationName, contextValue: { request } };
    },
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
    send(response, status, body ?? "", headers);
  };
}

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
