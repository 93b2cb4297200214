import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { PATIENCE } from "@stages/transport/patience.ts";
import { quietTurn } from "@stages/transport/quiet-turn.ts";
import { refuse } from "@stages/kernel/refusal.ts";
import { addSource, count } from "@stages/telemetry/measure.ts";
import { GraphQLError } from "graphql";
import { Admission, admitting } from "./admission.ts";
import { answer, answerErrors, answerJson } from "./answer.ts";
import type { GatewayConfig } from "./config.ts";
import { exportRoutes } from "./exports/export-routes.ts";
import { fileRoutes } from "./files.ts";
import { countConnections } from "./connections.ts";
import { refusalError } from "./errors.ts";
import { gatewaySource } from "./gateway-source.ts";
import { startGraph } from "./graph.ts";
import { answerHttp } from "./http.ts";
import { createSessions } from "./identity.ts";
import { LIVE_LIMITS } from "./limits.ts";
import { originsOf } from "./origins.ts";
import { servePage } from "./page/serve-page.ts";
import { boundAnswer, boundConnections, PATIENCE_WITH_CLIENTS, serverOptions } from "./patience-with-clients.ts";
import { knownCode, observing } from "./observed.ts";
import { createRates } from "./rates.ts";
import { gatewayReadiness } from "./readiness.ts";
import { headersEverywhere } from "./security-headers.ts";
import { answerStreams } from "./streams.ts";
import { webSockets } from "./websocket.ts";

export interface RunningGateway {
  /** The address of the graph, such as `http://localhost:4000/graphql`. */
  readonly url: string;
  readonly port: number;
  /**
   * Says that it is not ready, and after a pause in which it answers as ever stops accepting, ends sockets (1001) and streams, and
   * lets what is under way finish. The transports are its owner's.
   */
  stop(): Promise<void>;
}

/** What is under way is finished: no mutation is waited for longer. */
const DRAIN_DEADLINE_MS = PATIENCE.mutations;

/** One graph to the outside, over HTTP, WebSocket, SSE and multipart on one path. It knows no subgraph's code. */
export async function startGateway(config: GatewayConfig): Promise<RunningGateway> {
  // Else @apollo/gateway probes the metadata addresses of clouds at start, and calls home.
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";

  const stopping = new AbortController();
  const ready = gatewayReadiness(config);
  let draining = false;
  let stopped: Promise<void> | null = null;
  const { trustedProxies = 0 } = config;
  const limits = { ...LIVE_LIMITS, ...config.liveLimits };
  const rates = createRates(limits);
  const unbounded = await startGraph(config, rates);
  const sessions = createSessions({ ...config, rates });
  const admission = new Admission(limits);
  const patience = { ...PATIENCE_WITH_CLIENTS, ...config.patience };
  const graph = observing(admitting(unbounded, admission), config.log);
  const connections = countConnections(limits);
  const forgetSource = addSource(gatewaySource(admission, connections));
  const live = { graph, sessions, clock: config.clock, trustedProxies, limits, rates, connections };
  const stream = answerStreams({ ...live, stopping: stopping.signal });
  const sockets = webSockets({ ...live, log: config.log, introductionMs: patience.introductionMs });
  const page = servePage(config);
  const files = fileRoutes({ ...config, rates });
  const exports = exportRoutes({ ...config, ...live, graph: observing(unbounded, config.log) });
  const origins = originsOf(config);
  const everywhere = Object.entries(headersEverywhere(config.publicUrl ?? null));

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of everywhere) response.setHeader(name, value);
    if (origins.invite(request, response)) return;
    if (origins.isForeign(request)) throw refusalError(refuse("ORIGIN_NOT_ALLOWED"), 403);
    const path = request.url!.split("?")[0]!;
    if (path === "/graphql") return answerHttp(request, response, { ...live, stream });
    if (path === "/health") return answerJson(response, 200, { status: "ok" });
    // Itself alone, for whoever has others to send to: what stands behind is behind the others too, and costs its own fields.
    if (path === "/ready/self") return answerReady(response, draining ? "draining" : "ready");
    if (path === "/ready") return answerReady(response, draining ? "draining" : (await ready.isReady()) ? "ready" : "not ready");
    if (await files(path, request, response)) return;
    if (await exports(path, request, response)) return;
    if (!(await page(path, request, response))) answer(response, 404, "", { "content-type": "text/plain; charset=utf-8" });
  }

  /** As every 5xx, with a code that says whether to ask again. */
  function answerReady(response: ServerResponse, status: "ready" | "not ready" | "draining"): void {
    if (status === "ready") return answerJson(response, 200, { status });
    answerJson(response, 503, { status, errors: [graph.formatError(refusalError(refuse("TEMPORARILY_UNAVAILABLE")))] });
  }

  const server = createServer(serverOptions(patience), (request, response) => {
    route(request, response).catch((error: unknown) => {
      // Its client left before it had said everything: nobody is there to be answered, and nothing has failed here.
      if (request.destroyed && (error as NodeJS.ErrnoException).code === "ECONNRESET") return;
      // A stream that breaks half way can only be cut.
      if (response.headersSent) return void response.destroy();
      const graphQLError =
        error instanceof GraphQLError
          ? error
          : new GraphQLError("Unexpected", { originalError: error instanceof Error ? error : new Error(String(error)) });
      count("stages_refused_total", { code: knownCode(graphQLError.extensions["code"]) });
      const { status, headers = [] } = (graphQLError.extensions["http"] ?? {}) as { status?: number; headers?: Iterable<[string, string]> };
      for (const [name, value] of headers) response.setHeader(name, value);
      answerErrors(response, status ?? 500, graph.formatError(graphQLError));
    });
  });
  boundConnections(server, patience);
  server.on("upgrade", (request, socket, head) => {
    if (request.url!.split("?")[0] !== "/graphql") socket.destroy();
    // A browser lets any page open a socket to any address, and asks nobody: this is where it is told no.
    else if (origins.isForeign(request)) socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else sockets.upgrade(request, socket, head);
  });
  // A stopping gateway lets running requests finish, but asks their connections not to come back.
  server.on("request", (_request, response: ServerResponse) => {
    if (draining) response.shouldKeepAlive = false;
    boundAnswer(response, patience);
  });

  server.listen(config.port, config.host);
  try {
    await once(server, "listening");
  } catch (error) {
    await Promise.all([sessions.stop(), graph.stop()]);
    throw error;
  }
  const { port } = server.address() as AddressInfo;

  const stop = async () => {
    draining = true;
    if (config.drainMs) await delay(config.drainMs);
    const closed = once(server, "close");
    await quietTurn();
    server.close();
    stopping.abort();
    await sockets.stop();
    server.closeIdleConnections();
    const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_DEADLINE_MS);
    await closed;
    clearTimeout(deadline);
    forgetSource();
    await sessions.stop();
    await graph.stop();
  };
  return { url: `http://localhost:${port}/graphql`, port, stop: () => (stopped ??= stop()) };
}
