import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from "graphql";
import { CloseCode } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { Log } from "./config.ts";
import { addressOf } from "./credentials.ts";
import { expirySignal } from "./expiry.ts";
import type { Graph, Operation } from "./graph.ts";
import type { Session, Sessions } from "./identity.ts";
import { LIMITS } from "./limits.ts";

type Opened = { session?: Session };

interface Call {
  readonly operation: Operation;
  readonly session: Session;
}

const CONNECTION_INIT_TIMEOUT_MS = 5_000;

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client that the gateway goes away (1001). */
  stop(): Promise<void>;
}

/** All operations over graphql-ws. The token comes in the connection's parameters, and the socket does not outlive it. */
export function webSockets(graph: Graph, sessions: Sessions, clock: () => Temporal.Instant, log: Log, trustedProxies: number): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.bodyBytes });
  const protocol = useServer<Record<string, unknown>, Opened>(
    {
      connectionInitWaitTimeout: CONNECTION_INIT_TIMEOUT_MS,
      onConnect: async ({ connectionParams, extra }) => {
        try {
          extra.session = await sessions.open({
            authorization: textOf(connectionParams?.["authorization"]),
            role: textOf(connectionParams?.["role"]),
            now: textOf(connectionParams?.["now"]),
            address: addressOf(extra.request, trustedProxies),
          });
        } catch (error) {
          log.info("Socket refused", { cause: String(error) });
          // Its reason is short by protocol (123 bytes) and made of codes.
          extra.socket.close(CloseCode.Forbidden, error instanceof GraphQLError ? String(error.extensions["code"]) : "Forbidden");
          return false;
        }
        const closed = new AbortController();
        extra.socket.once("close", () => closed.abort());
        const expired = expirySignal(extra.session, clock, closed.signal);
        expired.addEventListener("abort", () => extra.socket.close(CloseCode.Forbidden, "UNAUTHENTICATED"), { once: true });
        return true;
      },
      onSubscribe: ({ extra }, _id, { query, operationName, variables }) => {
        const operation = { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
        const prepared = graph.prepare(operation);
        if (prepared.kind === "refused") return prepared.errors;
        const call: Call = { operation, session: extra.session! };
        return { schema: graph.schema, document: prepared.document, operationName: operationName ?? null, contextValue: call };
      },
      execute: (args: ExecutionArgs) => {
        const { operation, session } = args.contextValue as Call;
        return graph.execute(operation, session) as Promise<ExecutionResult>;
      },
      subscribe: (args: ExecutionArgs) => {
        const { operation, session } = args.contextValue as Call;
        return graph.subscribe(operation, args.document, session) as AsyncIterableIterator<ExecutionResult>;
      },
      // The graph's results are formatted already; graphql-ws would format them as GraphQLErrors.
      onNext: (_context, _id, _payload, _args, result) => result as never,
      onError: (_context, _id, _payload, errors) => errors.map((error) => graph.formatError(error)),
    },
    server,
  );
  server.on("connection", (socket) => {
    // graphql-ws would write a stack to the console for each message that a client makes too large.
    socket.removeAllListeners("error");
    socket.on("error", (error) => log.info("Socket failed", { cause: error.message }));
  });
  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, (opened) => server.emit("connection", opened, request)),
    stop: async () => protocol.dispose(),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
