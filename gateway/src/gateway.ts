import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GraphQLError } from "graphql";
import { Admission, admitting } from "./admission.ts";
import { answer, answerErrors, answerJson } from "./answer.ts";
import type { GatewayConfig } from "./config.ts";
import { exportRoutes } from "./exports/export-routes.ts";
import { fileRoutes } from "./files.ts";
import { countConnections } from "./connections.ts";
import { startGraph } from "./graph.ts";
import { answerHttp } from "./http.ts";
import { createSessions } from "./identity.ts";
import { LIVE_LIMITS } from "./limits.ts";
import { servePage } from "./page/serve-page.ts";
import { isReady } from "./readiness.ts";
import { answerStreams } from "./streams.ts";
import { webSockets } from "./websocket.ts";

export interface RunningGateway {
  /** The address of the graph, such as `http://localhost:4000/graphql`. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, ends sockets (1001) and streams, lets the running requests finish. The transports are its owner's. */
  stop(): Promise<void>;
}

const DRAIN_DEADLINE_MS = 10_000;

/** One graph to the outside, over HTTP, WebSocket, SSE and multipart on one path. It knows no subgraph's code. */
export async function startGateway(config: GatewayConfig): Promise<RunningGateway> {
  // Else @apollo/gateway probes the metadata addresses of clouds at start, and calls home.
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";

  const unbounded = await startGraph(config);
  const sessions = createSessions(config);
  const stopping = new AbortController();
  const { trustedProxies = 0 } = config;
  const limits = { ...LIVE_LIMITS, ...config.liveLimits };
  const graph = admitting(unbounded, new Admission(limits));
  const live = { graph, sessions, clock: config.clock, trustedProxies, limits, connections: countConnections(limits) };
  const stream = answerStreams({ ...live, stopping: stopping.signal });
  const sockets = webSockets({ ...live, log: config.log });
  const page = servePage(config);
  const files = fileRoutes(config);
  const exports = exportRoutes({ ...config, ...live, graph: unbounded });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.split("?")[0]!;
    if (path === "/graphql") return answerHttp(request, response, graph, sessions, trustedProxies, stream);
    if (path === "/health") return answerJson(response, 200, { status: "ok" });
    if (path === "/ready") {
      const ready = await isReady(config);
      return answerJson(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready" });
    }
    if (await files(path, request, response)) return;
    if (await exports(path, request, response)) return;
    if (!(await page(path, request, response))) answer(response, 404, "", { "content-type": "text/plain; charset=utf-8" });
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      // A stream that breaks half way can only be cut.
      if (response.headersSent) return void response.destroy();
      const graphQLError =
        error instanceof GraphQLError
          ? error
          : new GraphQLError("Unexpected", { originalError: error instanceof Error ? error : new Error(String(error)) });
      const { status } = (graphQLError.extensions["http"] ?? {}) as { status?: number };
      answerErrors(response, status ?? 500, graph.formatError(graphQLError));
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.url!.split("?")[0] === "/graphql") sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  // A stopping gateway lets running requests finish, but asks their connections not to come back.
  server.on("request", (_request, response: ServerResponse) => {
    if (stopping.signal.aborted) response.shouldKeepAlive = false;
  });

  server.listen(config.port, config.host);
  try {
    await once(server, "listening");
  } catch (error) {
    await Promise.all([sessions.stop(), graph.stop()]);
    throw error;
  }
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://localhost:${port}/graphql`,
    port,
    async stop() {
      const closed = once(server, "close");
      server.close();
      stopping.abort();
      await sockets.stop();
      server.closeIdleConnections();
      const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_DEADLINE_MS);
      await closed;
      clearTimeout(deadline);
      await sessions.stop();
      await graph.stop();
    },
  };
}
