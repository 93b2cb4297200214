import type { PapersSettings } from "@stages/conventions/papers.ts";
import type { Door } from "@stages/gateway/config.ts";
import type { Issuer } from "@stages/identity/issuer.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import type { TelemetrySettings } from "@stages/telemetry/start-telemetry.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";

/** Whom the platform believes. */
export interface IdentityOptions {
  /** Personas, anyone's to act as; their issuer, login and token, and travel in time. Never in production. */
  readonly development: boolean;
  /** Real ones, besides. */
  readonly issuers: readonly Issuer[];
}

export interface PlatformOptions {
  readonly mode: "in-process" | "distributed";
  /** Prepared: see `prepareDatabase`. */
  readonly databaseUrl: string;
  /** For the statements of requests, and for what they only read: see `SubgraphOptions`. */
  readonly requestsUrl?: string | null;
  readonly readsUrl?: string | null;
  /** Where the log of facts is kept; in the database when left out. */
  readonly natsUrl?: string | null;
  readonly host?: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Where the development issuer keeps its keys. */
  readonly dataDir: string;
  readonly identity: IdentityOptions;
  /** The keyring, in JSON, which this process has in use already; that of development when left out. */
  readonly keys?: string;
  /** What documents are drawn and sealed with; an authority of this launch alone when left out. */
  readonly papers?: PapersSettings;
  /** Proxies of our own before the gateway; none when left out. */
  readonly trustedProxies?: number;
  /** For how long a part that is told to stop says that it is not ready, and answers as ever; not at all when left out. */
  readonly drainSeconds?: number;
  /** Where people reach the gateway, and the other origins whose pages may ask it: see GatewayConfig. */
  readonly publicUrl?: string | null;
  readonly allowedOrigins?: readonly string[];
  /** What time it is for the graph, in one process; the system's when left out. Tokens are held against the system's in any case. */
  readonly clock?: Clock;
  /** Whose documents the gateway answers, whether it tells its schema, and what of its limits is to be otherwise. A crowd from one address says NO_RATES. */
  readonly door?: Door;
  /** How the processes of a distributed one log, and where their metrics are read. In one process, whoever starts it has seen to that. */
  readonly telemetry?: TelemetrySettings;
  readonly onProgress?: (step: string) => void;
  /** Where its processes print, when it has several; where this one does when left out. */
  readonly output?: number;
  /** A line for the person at the terminal, about the life of the processes. */
  readonly log?: (line: string) => void;
}

export type Component = "gateway" | SubgraphName;

/** A running graph. Its database is someone else's to start and to stop. */
export interface Platform {
  /** Of the graph, such as `http://127.0.0.1:4000/graphql`; the page is at `/` of the same server. */
  readonly url: string;
  /** The process of a component; this one's for all of them when in process, null for one that is just dead. */
  pidOf(component: Component): number | null;
  /** Where a component listens by itself; null for what only lives within another's process. */
  urlOf(component: Component): string | null;
  /** In order: the gateway lets its clients go, then the subgraphs finish. */
  stop(): Promise<void>;
}

/** The same graph in one process, or as a process each over HTTP and graphql-ws. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  if (options.mode === "distributed") {
    const { startDistributedPlatform } = await import("./distributed-platform.ts");
    return startDistributedPlatform(options);
  }
  const { startInProcessPlatform } = await import("./in-process-platform.ts");
  return startInProcessPlatform(options);
}
