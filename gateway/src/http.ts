import type { IncomingMessage, ServerResponse } from "node:http";
import { HeaderMap } from "@apollo/server";
import { answer, answerErrors, readText } from "./answer.ts";
import { credentialsOf } from "./credentials.ts";
import type { Graph } from "./graph.ts";
import type { Session, Sessions } from "./identity.ts";
import { MULTIPART, acceptsMultipart } from "./multipart.ts";
import type { AskedOperation } from "./prepare.ts";
import type { Rates } from "./rates.ts";
import { badRequest, isJson, jsonOf, operationOf, operationOfRequest } from "./request-operation.ts";
import { EVENT_STREAM, acceptsEventStream, prefersEventStream, resumedBy } from "./sse.ts";
import type { AnswerStream } from "./streams.ts";

export interface HttpOptions {
  readonly graph: Graph;
  readonly sessions: Sessions;
  readonly trustedProxies: number;
  readonly rates: Rates;
  readonly stream: AnswerStream;
}

const THREE_WAYS =
  "une souscription passe par WebSocket (sous-protocole « graphql-transport-ws »), par SSE (« Accept: text/event-stream ») ou en plusieurs parties (« Accept: multipart/mixed;subscriptionSpec=1.0 »).";

/**
 * Queries and mutations by plain HTTP, of which Apollo Server decides all that GraphQL over HTTP says, CSRF prevention
 * included; and subscriptions as a stream of the kind that the client takes. What is too much is refused here, before either.
 */
export async function answerHttp(request: IncomingMessage, response: ServerResponse, { graph, sessions, trustedProxies, rates, stream }: HttpOptions): Promise<void> {
  const credentials = credentialsOf(request, trustedProxies);
  await rates.request(credentials.address);
  if (request.method !== "GET" && request.method !== "POST") {
    response.setHeader("allow", "GET, POST");
    throw badRequest("une opération vient par GET ou par POST.", 405);
  }
  const text = request.method === "POST" ? await readText(request) : "";
  if (prefersEventStream(request)) return streamed(operationOfRequest(request, text));

  // Without this type Apollo refuses the request, as a browser could send it from another site without asking.
  let body = request.method === "POST" && isJson(request.headers["content-type"]) ? jsonOf(text) : undefined;
  let { search } = new URL(request.url!, "http://gateway");
  const asked = askedIn(request, body);
  let session: Promise<Session> | undefined;
  const opened = () => (session ??= sessions.open(credentials));
  if (asked) {
    const prepared = graph.prepare(asked);
    if (prepared.kind !== "operation" && acceptsMultipart(request)) return stream(request, response, asked, MULTIPART);
    if (prepared.kind !== "operation" && acceptsEventStream(request)) return streamed(asked);
    // Apollo would answer a subscription with an unexpected error.
    if (prepared.kind === "subscription") throw badRequest(THREE_WAYS);
    if (prepared.kind === "refused") return answerErrors(response, 400, ...prepared.errors.map(graph.formatError));
    response.setHeader("x-stages-cost", String(prepared.cost));
    await rates.spend(await opened(), credentials.address, prepared.cost);
    if (asked.documentId !== undefined) [body, search] = spelledOut(request, body, search, prepared.operation.query);
  }

  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const { status, headers: answered, body: result } = await graph.executeHttp(
    { method: request.method!.toUpperCase(), headers, search, body },
    async () => ({ caller: await (await opened()).caller() }),
  );
  if (result.kind !== "complete") throw new Error("Incremental delivery is not supported");
  answer(response, status ?? 200, result.string, Object.fromEntries(answered));

  function streamed(operation: AskedOperation): Promise<void> {
    const prepared = graph.prepare(operation);
    return stream(request, response, prepared.kind === "subscription" ? resumedBy(request, operation, prepared.document) : operation, EVENT_STREAM);
  }
}

/** Null where there is none that could be read: Apollo says what is wrong. */
function askedIn(request: IncomingMessage, body: unknown): AskedOperation | null {
  if (request.method === "GET") {
    // By their names once decoded, as Apollo reads them: `%71uery` is one.
    const given = new URL(request.url!, "http://gateway").searchParams;
    return ["query", "documentId", "extensions"].some((name) => given.get(name)) ? operationOfRequest(request, "") : null;
  }
  const { query, documentId, extensions } = (body ?? {}) as Record<string, unknown>;
  return typeof query === "string" || documentId != null || extensions != null ? operationOf(body) : null;
}

/** With the text of the document that is meant: Apollo knows none of them, and registers none. */
function spelledOut({ method }: IncomingMessage, body: unknown, search: string, query: string): [unknown, string] {
  if (method !== "GET") {
    const { documentId: _documentId, extensions: _extensions, ...asked } = body as Record<string, unknown>;
    return [{ ...asked, query }, search];
  }
  const asked = new URLSearchParams(search);
  for (const name of ["documentId", "extensions"]) asked.delete(name);
  asked.set("query", query);
  return [body, `?${asked}`];
}
