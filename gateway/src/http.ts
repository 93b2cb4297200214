import type { IncomingMessage, ServerResponse } from "node:http";
import { HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import { answer, answerErrors, readText } from "./answer.ts";
import { credentialsOf } from "./credentials.ts";
import type { Graph } from "./graph.ts";
import type { Sessions } from "./identity.ts";

/** Queries and mutations by plain HTTP. Apollo Server decides all that GraphQL over HTTP says, CSRF prevention included. */
export async function answerHttp(request: IncomingMessage, response: ServerResponse, graph: Graph, sessions: Sessions, trustedProxies: number): Promise<void> {
  const body = await parsedBody(request);
  const refusal = refusalOfSubscription(graph, body);
  if (refusal.length > 0) return answerErrors(response, 400, ...refusal.map(graph.formatError));

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
}

async function parsedBody(request: IncomingMessage): Promise<unknown> {
  if (request.method !== "POST") return undefined;
  const text = await readText(request);
  // Without this type Apollo refuses the request, as a browser could send it from another site without asking.
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new GraphQLError("le corps n'est pas du JSON valide.", { extensions: { code: "BAD_REQUEST", http: { status: 400 } } });
  }
}

/** Said here, for Apollo would answer a subscription with an unexpected error. */
function refusalOfSubscription(graph: Graph, body: unknown): readonly GraphQLError[] {
  const { query, operationName } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof query !== "string" || !query.includes("subscription")) return [];
  const prepared = graph.prepare({ query, operationName: typeof operationName === "string" ? operationName : undefined });
  if (prepared.kind === "refused") return prepared.errors;
  if (prepared.kind === "operation") return [];
  const message = "une souscription passe par WebSocket (graphql-ws), ou par SSE avec « Accept: text/event-stream ».";
  return [new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } })];
}
