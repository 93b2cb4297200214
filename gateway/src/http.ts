import type { IncomingMessage, ServerResponse } from "node:http";
import { HeaderMap } from "@apollo/server";
import { answer, answerErrors, readText } from "./answer.ts";
import { credentialsOf } from "./credentials.ts";
import type { Graph, Operation } from "./graph.ts";
import type { Sessions } from "./identity.ts";
import { MULTIPART, acceptsMultipart } from "./multipart.ts";
import { badRequest, isJson, jsonOf, operationOf, operationOfRequest } from "./request-operation.ts";
import { EVENT_STREAM, acceptsEventStream, prefersEventStream, resumedBy } from "./sse.ts";
import type { AnswerStream } from "./streams.ts";

const THREE_WAYS =
  "une souscription passe par WebSocket (sous-protocole « graphql-transport-ws »), par SSE (« Accept: text/event-stream ») ou en plusieurs parties (« Accept: multipart/mixed;subscriptionSpec=1.0 »).";

/**
 * Queries and mutations by plain HTTP, of which Apollo Server decides all that GraphQL over HTTP says, CSRF prevention
 * included; and subscriptions as a stream of the kind that the client takes.
 */
export async function answerHttp(request: IncomingMessage, response: ServerResponse, graph: Graph, sessions: Sessions, trustedProxies: number, stream: AnswerStream): Promise<void> {
  const text = request.method === "POST" ? await readText(request) : "";
  if (prefersEventStream(request)) return streamed(operationOfRequest(request, text));

  // Without this type Apollo refuses the request, as a browser could send it from another site without asking.
  const body = request.method === "POST" && isJson(request.headers["content-type"]) ? jsonOf(text) : undefined;
  const operation = possibleSubscription(request, body);
  if (operation) {
    const { kind } = graph.prepare(operation);
    if (kind !== "operation" && acceptsMultipart(request)) return stream(request, response, operation, MULTIPART);
    if (kind !== "operation" && acceptsEventStream(request)) return streamed(operation);
    const refusal = refusalOf(graph, operation);
    if (refusal.length > 0) return answerErrors(response, 400, ...refusal.map(graph.formatError));
  }

  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const { status, headers: answered, body: result } = await graph.executeHttp(
    { method: request.method!.toUpperCase(), headers, search: new URL(request.url!, "http://gateway").search, body },
    async () => ({ caller: await (await sessions.open(credentialsOf(request, trustedProxies))).caller() }),
  );
  if (result.kind !== "complete") throw new Error("Incremental delivery is not supported");
  answer(response, status ?? 200, result.string, Object.fromEntries(answered));

  function streamed(operation: Operation): Promise<void> {
    const prepared = graph.prepare(operation);
    return stream(request, response, prepared.kind === "subscription" ? resumedBy(request, operation, prepared.document) : operation, EVENT_STREAM);
  }
}

function possibleSubscription(request: IncomingMessage, body: unknown): Operation | null {
  if (request.method === "GET") return request.url!.includes("subscription") ? operationOfRequest(request, "") : null;
  const { query } = (body ?? {}) as { query?: unknown };
  return typeof query === "string" && query.includes("subscription") ? operationOf(body) : null;
}

/** Said here, for Apollo would answer a subscription with an unexpected error. */
function refusalOf(graph: Graph, operation: Operation) {
  const prepared = graph.prepare(operation);
  if (prepared.kind === "refused") return prepared.errors;
  return prepared.kind === "subscription" ? [badRequest(THREE_WAYS)] : [];
}
