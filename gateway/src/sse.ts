import type { IncomingMessage, ServerResponse } from "node:http";
import { GraphQLError } from "graphql";
import { type RequestParams, createHandler } from "graphql-sse";
import { readText } from "./answer.ts";
import { credentialsOf } from "./credentials.ts";
import { expirySignal } from "./expiry.ts";
import type { FormattedResult, Graph, Operation } from "./graph.ts";
import { type Session, type Sessions, unauthenticated } from "./identity.ts";
import { endingOn } from "./results.ts";

interface Stream {
  readonly session: Session;
  /** Aborted when the token expires or the gateway stops. */
  readonly end: AbortSignal;
}

/** A client that would take JSON too, as some announce all they can read, is answered over plain HTTP. */
export function acceptsEventStream({ headers: { accept = "" } }: IncomingMessage): boolean {
  return accept.includes("text/event-stream") && !accept.includes("json");
}

/**
 * Operations answered as server-sent events, one connection each (graphql-sse's "distinct connections" mode): the way in for
 * networks that block WebSockets, as schools' often do. graphql-sse sends the heartbeats.
 */
export function eventStreams(graph: Graph, sessions: Sessions, clock: () => Temporal.Instant, stopping: AbortSignal, trustedProxies: number) {
  const handle = createHandler<IncomingMessage, Stream>({
    // Never a token of its own: only the distinct connections mode.
    authenticate: () => null,
    onSubscribe: ({ method, context }, params) => resultsOf(method, operationOf(params), context) as never,
  });

  // Always a stream, for graphql-sse takes a result without `data` for no result.
  async function resultsOf(method: string, operation: Operation, { session, end }: Stream) {
    const prepared = graph.prepare(operation);
    if (prepared.kind === "refused") return only({ errors: prepared.errors.map(graph.formatError) });
    if (prepared.kind === "subscription") {
      return endingOn(end, graph.subscribe(operation, prepared.document, session), () => (stopping.aborted ? null : expired(graph)));
    }
    // Anyone's page could make a browser send a GET.
    if (method === "GET" && isMutation(prepared.document)) {
      const error = new GraphQLError("une mutation ne passe pas par GET.", { extensions: { code: "BAD_REQUEST" } });
      return only({ errors: [graph.formatError(error)] });
    }
    return only(await graph.execute(operation, session));
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = request.method === "POST" ? await readText(request) : null;
    const session = await sessions.open(credentialsOf(request, trustedProxies));
    const left = new AbortController();
    response.once("close", () => left.abort());
    const [events, { status, statusText, headers }] = await handle({
      method: request.method!,
      url: request.url!,
      headers: { get: (name) => (name === "accept" ? "text/event-stream" : (request.headers[name] as string | undefined)) },
      body,
      raw: request,
      context: { session, end: AbortSignal.any([expirySignal(session, clock, left.signal), stopping]) },
    });
    response.writeHead(status, statusText, headers);
    if (events === null || typeof events === "string") return void response.end(events);
    left.signal.addEventListener("abort", () => void events.return(undefined), { once: true });
    if (left.signal.aborted) return void events.return(undefined);
    for await (const event of events) {
      if (!response.write(event)) await drained(response);
    }
    response.end();
  };
}

async function* only(result: FormattedResult): AsyncGenerator<FormattedResult, undefined> {
  yield result;
}

function operationOf({ query, operationName, variables }: RequestParams): Operation {
  return { query, operationName: operationName ?? undefined, variables: (variables as Record<string, unknown>) ?? undefined };
}

function isMutation({ definitions }: { definitions: readonly object[] }): boolean {
  return definitions.some((definition) => "operation" in definition && definition.operation === "mutation");
}

function expired(graph: Graph): FormattedResult {
  return { errors: [graph.formatError(unauthenticated())] };
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}
