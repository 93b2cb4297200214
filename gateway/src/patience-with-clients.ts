import type { Server, ServerOptions, ServerResponse } from "node:http";

/**
 * How long the gateway waits for clients who do not finish what they begin. Node's own values are meant for who stands behind
 * a proxy that has such limits; this server can stand alone. Who takes nothing of a stream or an export is let go elsewhere:
 * `heartbeatMs` and `stalledExportMs` of LIVE_LIMITS.
 */
export const PATIENCE_WITH_CLIENTS = {
  /** From a connection's first byte to the end of its headers, those of an upgrade included. */
  headersMs: 10_000,
  /** To the end of the body, and as long again until an answer is taken: a file of 5 MB at 350 kbit/s, a school's worst line. */
  requestMs: 120_000,
  /** Between two requests of one connection: longer than most proxies keep one that they do not use, so that none is closed while it is being written to. */
  keepAliveMs: 65_000,
  /** How often connections are looked at: a request without an end is ended that much later at most. */
  lookedAtMs: 2_000,
  /** While nothing passes in either direction: an answer that nobody takes, a client that vanished without a word. Longer than any act takes; streams and sockets are written to at each heartbeat. */
  silentMs: 180_000,
  /** From the opening of a WebSocket to its `connection_init`. */
  introductionMs: 5_000,
  headerBytes: 16 * 1024,
  /** All that are open together, idle ones included: a process has so many descriptors less. */
  connections: 50_000,
} as const;

export type PatienceWithClients = { readonly [Patience in keyof typeof PATIENCE_WITH_CLIENTS]: number };

export const serverOptions = ({ headersMs, requestMs, keepAliveMs, lookedAtMs, headerBytes }: PatienceWithClients): ServerOptions => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: lookedAtMs,
  maxHeaderSize: headerBytes,
});

/** Who asks and takes nothing, yet says something now and then, is not silent: what is complete, and kept for them, is kept so long and no longer. */
export function boundAnswer(response: ServerResponse, { requestMs }: Pick<PatienceWithClients, "requestMs">): void {
  response.once("prefinish", () => {
    if (response.writableFinished) return;
    const late = setTimeout(() => response.socket?.destroy(), requestMs).unref();
    response.once("close", () => clearTimeout(late));
  });
}

/** What a server takes once it is made. */
export function boundConnections(server: Server, { silentMs, connections }: PatienceWithClients): void {
  server.timeout = silentMs;
  server.maxConnections = connections;
}
