import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from "graphql";
import { CloseCode, handleProtocols, makeServer } from "graphql-ws";
import { refuse } from "@stages/kernel/refusal.ts";
import { PATIENCE } from "@stages/transport/patience.ts";
import { count } from "@stages/telemetry/measure.ts";
import { type WebSocket, WebSocketServer } from "ws";
import type { Log } from "./config.ts";
import type { Connections } from "./connections.ts";
import { addressOf } from "./credentials.ts";
import { refusalError } from "./errors.ts";
import { expirySignal } from "./expiry.ts";
import type { FormattedResult, Graph } from "./graph.ts";
import type { Session, Sessions } from "./identity.ts";
import { LIMITS, type LiveLimits } from "./limits.ts";
import type { Operation, PreparedOperation } from "./prepare.ts";
import type { Rates } from "./rates.ts";
import { operationOf } from "./request-operation.ts";
import { knownCode } from "./observed.ts";
import { PATIENCE_WITH_CLIENTS } from "./patience-with-clients.ts";
import { attend } from "./socket-attendance.ts";

interface Opened {
  readonly socket: WebSocket;
  readonly address: string | undefined;
  session?: Session;
  subscriptions: number;
  /** Queries and mutations under way. */
  executing: number;
}

interface Call {
  readonly from: Opened;
  readonly operation: Operation;
  readonly session: Session;
  /** Counts its subscription out, once. */
  readonly done: () => void;
}

const FAREWELL_MS = 5_000;
/** At most 123 bytes, by protocol. */
const AWAY = "Going away: connect again, elsewhere or in a moment, and resume after your last cursor";

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client that the gateway goes away (1001), once what it asked last is answered. */
  stop(): Promise<void>;
}

export interface SocketsOptions {
  readonly graph: Pick<Graph, "schema" | "prepare" | "execute" | "subscribe" | "formatError">;
  readonly sessions: Sessions;
  readonly clock: () => Temporal.Instant;
  readonly log: Log;
  readonly trustedProxies: number;
  readonly connections: Connections;
  readonly rates: Pick<Rates, "request" | "spend">;
  readonly limits: LiveLimits;
  readonly introductionMs?: number;
}

/** All operations over graphql-ws. The token comes in the connection's parameters, and the socket does not outlive it. */
export function webSockets({ graph, sessions, clock, log, trustedProxies, connections, rates, limits, introductionMs = PATIENCE_WITH_CLIENTS.introductionMs }: SocketsOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.bodyBytes, handleProtocols });
  const all = new Set<Opened>();
  let leaving = false;
  const leave = ({ socket, executing }: Opened) => {
    if (executing > 0) return;
    socket.close(1001, AWAY);
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  };
  const protocol = makeServer<Record<string, unknown>, Opened>({
    connectionInitWaitTimeout: introductionMs,
    onConnect: async ({ connectionParams, extra }) => {
      const { socket, address } = extra;
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
        log.info("Socket refused", { cause: error });
        const code = error instanceof GraphQLError ? String(error.extensions["code"]) : "Forbidden";
        count("stages_refused_total", { code: knownCode(code) });
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
    onSubscribe: async ({ extra }, _id, payload) => {
      const { session, address } = extra;
      // Unbegun, on a socket that waits for the last answer.
      if (leaving) return [refusalError(refuse("TEMPORARILY_UNAVAILABLE"))];
      let prepared: PreparedOperation;
      try {
        await rates.request(address);
        prepared = graph.prepare(operationOf(payload));
        if (prepared.kind !== "refused") await rates.spend(session!, address, prepared.cost);
      } catch (error) {
        if (error instanceof GraphQLError) return [error]; // of this operation: the socket goes on
        throw error;
      }
      if (prepared.kind === "refused") return prepared.errors;
      const { operation, document } = prepared;
      const counted = prepared.kind === "subscription";
      // Counted as soon as it is looked at: several wait above at once.
      if (counted && extra.subscriptions >= limits.subscriptionsPerSocket) {
        return [refusalError(refuse("TOO_MANY_SUBSCRIPTIONS", { max: limits.subscriptionsPerSocket }))];
      }
      const call: Call = { from: extra, operation, session: session!, done: counted ? countedIn(extra) : () => {} };
      return { schema: graph.schema, document, operationName: operation.operationName ?? null, contextValue: call };
    },
    execute: async (args: ExecutionArgs) => {
      const { from, operation, session } = args.contextValue as Call;
      from.executing += 1;
      try {
        return (await graph.execute(operation, session)) as ExecutionResult;
      } finally {
        // Once graphql-ws has written it.
        setImmediate(() => {
          from.executing -= 1;
          if (leaving) leave(from);
        });
      }
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
    socket.on("error", (error) => log.info("Socket failed", { cause: error }));
    const extra: Opened = { socket, address: addressOf(request, trustedProxies), subscriptions: 0, executing: 0 };
    all.add(extra);
    socket.once("close", () => all.delete(extra));
    attend(socket, limits, (attended) => protocol.opened(attended, extra), log);
  });
  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, (opened) => server.emit("connection", opened, request)),
    async stop() {
      leaving = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const one of all) leave(one);
      const deadline = setTimeout(() => all.forEach(({ socket }) => socket.terminate()), PATIENCE.mutations);
      await closed;
      clearTimeout(deadline);
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
