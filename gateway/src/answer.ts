import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "@stages/kernel/refusal.ts";
import { BodyTooLargeError, readBody } from "@stages/transport/read-body.ts";
import type { GraphQLFormattedError } from "graphql";
import { refusalError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

export const GRAPHQL_RESPONSE = "application/graphql-response+json";

export function answer(response: ServerResponse, status: number, body: string | Buffer, headers: Record<string, string> = {}): void {
  if (response.destroyed) return; // the client has left
  response.writeHead(status, { "x-content-type-options": "nosniff", ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

export function answerJson(response: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): void {
  answer(response, status, JSON.stringify(value), { "content-type": "application/json; charset=utf-8", ...headers });
}

/** A client that knows the media type of GraphQL reads the errors whatever the status; of plain JSON it may keep the status alone. */
export function answerErrors(response: ServerResponse, status: number, ...errors: GraphQLFormattedError[]): void {
  const type = response.req.headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : "application/json";
  answerJson(response, status, { errors }, { "content-type": `${type}; charset=utf-8` });
}

/** The body as text, within the limit that every request has. Throws REQUEST_TOO_LARGE. */
export async function readText(request: IncomingMessage): Promise<string> {
  try {
    return await readBody(request, LIMITS.bodyBytes);
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw refusalError(refuse("REQUEST_TOO_LARGE", { max: `${LIMITS.bodyBytes / 1024} ko` }), 413);
    throw error;
  }
}
