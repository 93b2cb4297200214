import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from "graphql";
import { CloseCode, handleProtocols, makeServer } from "graphql-ws";
import { refuse } from "@stages/kernel/refusal.ts";
import { type WebSocket, WebSocketServer } from "ws";
import type { Log } from "./config.ts";
import type { Connections } from "./connections.ts";
import { addressOf } from "./credentials.ts";
import { refusalError } from "./errors.ts";
import { expirySignal } from "./expiry.ts";
import type { FormattedResult, Graph, Operation } from "./graph.ts";
import type { Session, Sessions } from "./identity.ts";
import { LIMITS, type LiveLimits } from "./limits.ts";
import { attend } from "./socket-attendance.ts";

interface Opened {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  session?: Session;
  subscriptions: number;
}

interface Call {
  readonly operation: Operation;
  readonly session: Session;
  /** Counts its subscription out, once. */
  readonly done: () => void;
}

const CONNECTION_INIT_TIMEOUT_MS = 5_000;
const FAREWELL_MS = 5_000;

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client that the gateway goes away (1001). */
  stop(): Promise<void>;
}

export interface SocketsOptions {
  readonly graph: Pick<Graph, "schema" | "prepare" | "execute" | "subscribe" | "formatError">;
  readonly sessions: Sessions;
  readonly clock: () => Temporal.Instant;
  readonly log: Log;
  readonly trustedProxies: number;
  readonly connections: Connections;
  readonly limits: LiveLimits;
}

/** All operations over graphql-ws. The token comes in the connection's parameters, and the socket does not outlive it. */
export function webSockets({ graph, sessions, clock, log, trustedProxies, connections, limits }: SocketsOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.bodyBytes, handleProtocols });
  const protocol = makeServer<Record<string, unknown>, Opened>({
    connectionInitWaitTimeout: CONNECTION_INIT_TIMEOUT_MS,
    onConnect: async ({ connectionParams, extra }) => {
      const { socket, request } = extra;
      const address = addressOf(request, trustedProxies);
      try {
        extra.session = await sessions.open({
          authorization: textOf(connectionParams?.["authorization"]),
          role: textOf(connectionParams?.["role"]),
          now: textOf(connectionParams?.["now"]),
          address,
        });
        if (socket.readyState === socket.CLOSED) return false;
        socket.once("close", connections.enter(extra.session, address));
      } catch (error) {
        log.info("Socket refused", { cause: String(error) });
        const code = error instanceof GraphQLError ? String(error.extensions["code"]) : "Forbidden";
        // graphql-ws' client takes 4429 for final, and 4403 for what may be let in on another try. The reason is short by protocol (123 bytes).
        socket.close(code === "TOO_MANY_CONNECTIONS" ? CloseCode.TooManyInitialisationRequests : CloseCode.Forbidden, code);
        return false;
      }
      const closed = new AbortController();
      socket.once("close", () => closed.abort());
      const expired = expirySignal(extra.session, clock, closed.signal);
      expired.addEventListener("abort", () => socket.close(CloseCode.Forbidden, "UNAUTHENTICATED"), { once: true });
      return true;
    },
    onSubscribe: ({ extra }, _id, { query, operationName, variables }) => {
      const operation = { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
      const prepared = graph.prepare(operation);
      if (prepared.kind === "refused") return prepared.errors;
      const counted = prepared.kind === "subscription";
      if (counted && extra.subscriptions >= limits.subscriptionsPerSocket) {
        return [refusalError(refuse("TOO_MANY_SUBSCRIPTIONS", { max: limits.subscriptionsPerSocket }))];
      }
      const call: Call = { operation, session: extra.session!, done: counted ? countedIn(extra) : () => {} };
      return { schema: graph.schema, document: prepared.document, operationName: operationName ?? null, contextValue: call };
    },
    execute: (args: ExecutionArgs) => {
      const { operation, session } = args.contextValue as Call;
      return graph.execute(operation, session) as Promise<ExecutionResult>;
    },
    subscribe: (args: ExecutionArgs) => {
      const { operation, session, done } = args.contextValue as Call;
      return tellingEnd(graph.subscribe(operation, args.document, session), done) as AsyncIterableIterator<ExecutionResult>;
    },
    // The graph's results are formatted already; graphql-ws would format them as GraphQLErrors.
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError: (_context, _id, _payload, errors) => errors.map((error) => graph.formatError(error)),
  });
  server.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    socket.on("error", (error) => log.info("Socket failed", { cause: error.message }));
    const extra: Opened = { socket, request, subscriptions: 0 };
    attend(socket, limits, (attended) => protocol.opened(attended, extra), log);
  });
  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, (opened) => server.emit("connection", opened, request)),
    async stop() {
      for (const socket of server.clients) socket.close(1001, "Going away");
      const stubborn = setTimeout(() => server.clients.forEach((socket) => socket.terminate()), FAREWELL_MS);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(stubborn);
    },
  };
}

/** Returns how to count it out. */
function countedIn(extra: Opened): () => void {
  extra.subscriptions += 1;
  let inside = true;
  return () => {
    if (inside) extra.subscriptions -= 1;
    inside = false;
  };
}

/** The same results; whichever way they end, `done` is called. */
function tellingEnd(results: AsyncIterableIterator<FormattedResult>, done: () => void): AsyncIterableIterator<FormattedResult> {
  const end = async () => {
    done();
    return (await results.return!()) as IteratorResult<FormattedResult, undefined>;
  };
  return {
    async next() {
      const step = await results.next();
      if (step.done) done();
      return step;
    },
    return: end,
    // graphql-ws closes only what also has this.
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
