import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "@stages/kernel/refusal.ts";
import type { GraphQLFormattedError } from "graphql";
import type { Connections } from "./connections.ts";
import { credentialsOf } from "./credentials.ts";
import { refusalError } from "./errors.ts";
import { expirySignal } from "./expiry.ts";
import type { FormattedResult, Graph } from "./graph.ts";
import { type Session, type Sessions, unauthenticated } from "./identity.ts";
import type { LiveLimits } from "./limits.ts";
import type { AskedOperation, Prepared } from "./prepare.ts";
import type { Rates } from "./rates.ts";
import { badRequest } from "./request-operation.ts";
import { endingOn } from "./results.ts";

/** How a stream of results is written in the body of an answer. */
export interface StreamFormat {
  readonly headers: Readonly<Record<string, string>>;
  readonly opening: string;
  /** Written when nothing else is. `eventBefore`: there was an event since the last one. */
  heartbeat(eventBefore: boolean): string;
  result(result: FormattedResult): string;
  /** Instead of a further result: the session has ended, and with it the stream. */
  ended(errors: readonly GraphQLFormattedError[]): string;
  /** There will be no more results. */
  readonly closing: string;
  /** There would be more: the gateway stops, and another will answer. */
  away(errors: readonly GraphQLFormattedError[]): string;
}

export interface StreamsOptions {
  readonly graph: Pick<Graph, "prepare" | "execute" | "subscribe" | "formatError">;
  readonly sessions: Sessions;
  readonly clock: () => Temporal.Instant;
  readonly stopping: AbortSignal;
  readonly trustedProxies: number;
  readonly connections: Connections;
  readonly rates: Pick<Rates, "spend">;
  readonly limits: Pick<LiveLimits, "heartbeatMs">;
}

export type AnswerStream = (request: IncomingMessage, response: ServerResponse, operation: AskedOperation, format: StreamFormat) => Promise<void>;

/**
 * Operations answered as a stream in the body, one request each. Our own writer, for graphql-sse's reads as many results as
 * there are into a list, however slowly its client takes them: here no result is asked for before the one before it has been taken.
 */
export function answerStreams({ graph, sessions, clock, stopping, trustedProxies, connections, rates, limits }: StreamsOptions): AnswerStream {
  const format = graph.formatError;

  async function* resultsOf(method: string, prepared: Prepared, session: Session): AsyncGenerator<FormattedResult, undefined> {
    // Anyone's page could make a browser send a GET.
    if (method === "GET" && isMutation(prepared.document)) return void (yield { errors: [format(badRequest("une mutation ne passe pas par GET."))] });
    yield await graph.execute(prepared.operation, session);
  }

  return async (request, response, operation, as) => {
    const credentials = credentialsOf(request, trustedProxies);
    const prepared = graph.prepare(operation);
    if (prepared.kind === "refused") {
      response.writeHead(200, { ...as.headers, "x-content-type-options": "nosniff" });
      return void response.end(as.opening + as.result({ errors: prepared.errors.map(format) }) + as.closing);
    }
    const session = await sessions.open(credentials);
    await rates.spend(session, credentials.address, prepared.cost);
    if (response.destroyed) return; // the client has left meanwhile
    const leave = connections.enter(session, credentials.address);
    const left = new AbortController();
    // However the connection ends, this comes.
    response.once("close", () => {
      leave();
      left.abort();
    });
    const expired = expirySignal(session, clock, left.signal);
    let cut = false;
    const results =
      prepared.kind === "subscription"
        ? endingOn(AbortSignal.any([expired, stopping]), graph.subscribe(prepared.operation, prepared.document, session), () => ((cut = true), null))
        : resultsOf(request.method!, prepared, session);
    left.signal.addEventListener("abort", () => void results.return!(), { once: true });

    response.writeHead(200, { ...as.headers, "x-content-type-options": "nosniff" });
    const writer = new Writer(response, as, limits.heartbeatMs);
    for await (const result of results) await writer.write(as.result(result));
    if (!cut) writer.end(as.closing);
    else if (expired.aborted) writer.end(as.ended([format(unauthenticated())]));
    else writer.end(as.away([format(refusalError(refuse("TEMPORARILY_UNAVAILABLE")))]));
  };
}

/** Writes as fast as the client reads, speaks when there is nothing to say, and lets a client go that takes nothing. */
class Writer {
  readonly #response: ServerResponse;
  readonly #heart: NodeJS.Timeout;
  #written = false;
  #waited = false;

  constructor(response: ServerResponse, as: StreamFormat, heartbeatMs: number) {
    this.#response = response;
    response.write(as.opening);
    this.#heart = setInterval(() => this.#beat(as), heartbeatMs).unref();
    response.once("close", () => clearInterval(this.#heart));
  }

  /** Resolves when the client has taken enough of it for more, or has left. */
  async write(text: string): Promise<void> {
    if (this.#response.destroyed) return;
    this.#written = true;
    if (this.#response.write(text)) return;
    await new Promise<void>((resolve) => {
      this.#response.once("drain", resolve);
      this.#response.once("close", resolve);
    });
    this.#waited = false;
  }

  end(text: string): void {
    this.#response.end(text);
  }

  #beat(as: StreamFormat): void {
    // Since the last beat it has taken nothing of what waits for it: more would only fill our memory.
    if (this.#response.writableNeedDrain && this.#waited) return void this.#response.destroy();
    this.#waited = this.#response.writableNeedDrain;
    if (this.#waited || this.#response.writableEnded) return;
    this.#response.write(as.heartbeat(this.#written));
    this.#written = false;
  }
}

function isMutation({ definitions }: { definitions: readonly object[] }): boolean {
  return definitions.some((definition) => "operation" in definition && definition.operation === "mutation");
}
