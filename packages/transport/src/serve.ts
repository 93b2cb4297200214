import type { KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { Executor } from "./executor.ts";
import { sayingSkew } from "./clock-skew.ts";
import { callerVerifier } from "./internal-token.ts";
import { BodyTooLargeError } from "./read-body.ts";
import { PATIENCE } from "./patience.ts";
import { quietTurn } from "./quiet-turn.ts";
import { readiness } from "./readiness.ts";
import { errorBody, operationsOverHttp, send } from "./serve-operations.ts";
import { subscriptionsOverWebSocket } from "./serve-subscriptions.ts";
import type { Servable } from "./transport.ts";

export interface ServeOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly host: string;
  readonly verificationKey: KeyObject;
  readonly clock?: () => Temporal.Instant;
  /** For how long it answers that it is not ready, and everything else as ever, before it stops: so that whoever sends to it sees it. */
  readonly drainMs?: number;
  /** Hears of what is missing when it is asked whether it is ready. */
  readonly onMissing?: (need: string, reason: unknown) => void;
  /** A line for whoever runs the platform. */
  readonly onTrouble?: (sentence: string) => void;
}

export interface ServedSubgraph {
  readonly url: string;
  /** Stops accepting, tells sockets to go (1001), lets the running requests finish. */
  close(): Promise<void>;
}

const PATH = "/graphql";
/** Generous: only the gateway calls; one `_entities` fetch may carry thousands of representations, and a deposited file of 5 MB is 7 in base64. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Longer than the gateway's pool keeps an idle connection, so that it never writes on one that is being closed. */
const KEEP_ALIVE_MS = 65_000;
/** What is under way is finished: no mutation is waited for longer. */
const CLOSE_DEADLINE_MS = PATIENCE.mutations;

/**
 * One subgraph as a process of its own: HTTP for operations, graphql-ws on the same path for subscriptions. Whoever calls
 * without the gateway's signed token gets 401, whatever is asked.
 */
export async function serveSubgraph(servable: Servable, options: ServeOptions): Promise<ServedSubgraph> {
  const executor = new Executor(servable);
  const callerOf = callerVerifier(servable.name, options.verificationKey, options.clock ?? systemClock, sayingSkew(servable.name, options.onTrouble));
  const operations = operationsOverHttp(executor, callerOf, MAX_BODY_BYTES);

  const ready = readiness(() => ({ [servable.name]: async () => servable.ready?.() }), options.onMissing ?? (() => {}));
  let draining = false;
  let stopping = false;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    // Unread, so that whoever asks may ask another replica, a mutation too.
    if (stopping) return send(response, 503, "", { connection: "close" });
    // What is under way when it stops would keep its connection, and the end would wait for its deadline.
    response.once("close", () => stopping && server.closeIdleConnections());
    if (request.url === "/health") return send(response, 200, JSON.stringify({ status: "ok" }));
    if (request.url === "/ready") {
      const answerReady = (is: boolean) => send(response, is ? 200 : 503, JSON.stringify({ status: draining ? "draining" : is ? "ready" : "not ready" }));
      return void (draining ? answerReady(false) : ready.isReady().then(answerReady));
    }
    if (request.url?.split("?")[0] !== PATH) return send(response, 404, "");
    operations(request, response).catch((error: unknown) => {
      if (error instanceof BodyTooLargeError) return send(response, 413, errorBody("REQUEST_TOO_LARGE", error.message));
      response.destroy();
    });
  });
  const sockets = new WebSocketServer({ server, path: PATH, maxPayload: MAX_BODY_BYTES });
  const subscriptions = useServer(subscriptionsOverWebSocket(executor, callerOf), sockets);

  server.listen(options.port, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}${PATH}`,
    async close() {
      draining = true;
      if (options.drainMs) await delay(options.drainMs);
      stopping = true;
      const closed = once(server, "close");
      await quietTurn();
      server.close();
      await subscriptions.dispose();
      server.closeIdleConnections();
      const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
      await closed;
      clearTimeout(deadline);
    },
  };
}
