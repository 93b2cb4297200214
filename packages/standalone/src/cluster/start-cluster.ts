import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Door } from "@stages/gateway/config.ts";
import type { PapersSettings } from "@stages/conventions/papers.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { askFreePort } from "@stages/embedded-postgres/postmaster.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import type { TelemetrySettings } from "@stages/telemetry/start-telemetry.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { type SubgraphUrls, toEnvironment } from "../gateway-environment.ts";
import type { IdentityOptions } from "../platform.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { mainOf, subgraphEnvironment } from "../subgraph-environment.ts";
import { superviseProcess } from "../supervised-process.ts";
import { telemetryEnvironment } from "../telemetry-environment.ts";
import { copyForReplica, makeSlot } from "./copy-for-replica.ts";
import { startHaproxy } from "./haproxy.ts";
import { isInstalled } from "./is-installed.ts";
import { startNatsCluster } from "./nats.ts";
import { pgBouncerIn, pooledUrl } from "./pgbouncer.ts";
import { startPooler } from "./pooler.ts";
import { PRIMARY_SETTINGS, startReplicatedDatabase } from "./replicated-database.ts";

export interface ClusterOptions {
  /** Holds everything that the cluster keeps. */
  readonly dataDir: string;
  readonly host?: string;
  /** Of the entrance; 0 for any free one. */
  readonly port: number;
  readonly identity?: IdentityOptions;
  readonly keys?: string;
  readonly door?: Door;
  /** How its processes are seen: each has a port of its own for its figures. */
  readonly telemetry?: TelemetrySettings;
  readonly onProgress?: (step: string) => void;
  readonly log?: (line: string) => void;
}

export interface Cluster {
  /** Of the graph, by the entrance. */
  readonly url: string;
  readonly gatewayUrls: readonly string[];
  readonly subgraphUrls: SubgraphUrls;
  /** The primary, straight: for whoever looks, not for requests. */
  readonly databaseUrl: string;
  /** The replica, straight. */
  readonly replicaUrl: string;
  readonly natsUrl: string;
  /** Where the processes of the gateways and subgraphs print. */
  readonly journal: string;
  /** Everything that can be killed, by its name: its process, null while there is none. */
  readonly components: Readonly<Record<string, () => number | null>>;
  /** Whether requests may read the replica now. */
  readonly isReplicaRead: () => boolean;
  /** In order: the entrance, the gateways, the subgraphs, what is between them and their data, then the data. */
  stop(): Promise<void>;
}

const DATABASE = "stages";
const REPLICAS = [1, 2] as const;
const DISTRIBUTION = ["pgbouncer", "haproxy", "nats-server", "setpriv"];
const DEVELOPMENT: IdentityOptions = { development: true, issuers: [] };

/** Two of each process, three of the log's servers, a database and its replica, each by its own address of this machine. */
export async function startCluster({ dataDir, host = "127.0.0.1", port, identity = DEVELOPMENT, keys, door = {}, telemetry, onProgress = () => {}, log = () => {} }: ClusterOptions): Promise<Cluster> {
  const missing = DISTRIBUTION.filter((command) => !isInstalled(command));
  if (missing.length > 0) throw new ConfigurationError(`Il manque ${missing.join(", ")} : sous Debian, bash scripts/install-debian-packages.sh.`);
  await using started = new AsyncDisposableStack();
  const keep = <T extends { stop(): Promise<void> }>(one: T): T => (started.defer(() => one.stop()), one);
  const components: Record<string, () => number | null> = {};

  const entrance = port || (await askFreePort());
  const papers: PapersSettings = { verifyUrl: `http://localhost:${entrance}/verifier`, sealing: { key: null, timeStampUrl: null, timeStampCertificates: null }, folder: join(dataDir, "seal"), production: false };
  const folder = join(dataDir, "cluster");
  const ports = { primary: await askFreePort(), replica: await askFreePort() };
  const { databaseUrl, replicaUrl } = await preparedPair(folder, ports, identity, papers, onProgress);

  onProgress("Démarrage de trois serveurs NATS, de PgBouncer, de PostgreSQL et de son réplica");
  const nats = keep(await startNatsCluster(join(folder, "nats"), log));
  for (const [name, server] of Object.entries(nats.servers)) components[name] = () => server.pid;
  const bouncer = pgBouncerIn(join(folder, "pgbouncer"), await askFreePort());
  const pooler = await startPooler(bouncer, { url: databaseUrl, readsUrl: null }, log);
  started.defer(() => pooler.stop());
  const database = keep(
    await startReplicatedDatabase({ folder, database: DATABASE, ports, log, setReads: (allowed) => pooler.lead({ url: databaseUrl, readsUrl: allowed ? replicaUrl : null }) }),
  );
  components["pgbouncer"] = () => pooler.pid;
  components["primary"] = () => database.pids.primary;
  components["replica"] = () => database.pids.replica;

  onProgress("Démarrage des quatre sous-graphes, deux processus chacun");
  const { signingKey, verificationKey } = newInternalKeys();
  const journal = join(folder, "processes.log");
  const output = openSync(journal, "w", 0o600);
  started.defer(async () => closeSync(output));
  const requestsUrl = pooledUrl(bouncer, databaseUrl, "{subgraph}");
  const readsUrl = pooledUrl(bouncer, databaseUrl, "{subgraph}_reads");
  const common = { databaseUrl, requestsUrl, readsUrl, natsUrl: nats.url, port: 0, dataDir, identity, papers, verificationKey, ...(keys ? { keys } : {}) };
  const startSubgraph = async (name: SubgraphName, replica: number) => {
    const environment = { ...subgraphEnvironment(name, common), ...telemetryEnvironment(telemetry, name, replica) };
    const process = keep(await superviseProcess({ title: `Le sous-graphe ${name} (${replica})`, script: mainOf(name), environment, log, output }));
    components[`${name}-${replica}`] = () => process.pid;
    return process.url;
  };
  const subgraphUrls = Object.fromEntries(
    await settled(SUBGRAPH_NAMES.map(async (name) => [name, await settled(REPLICAS.map((replica) => startSubgraph(name, replica)))] as const)),
  ) as unknown as SubgraphUrls;

  onProgress("Démarrage de deux passerelles, et de l'entrée");
  const script = fileURLToPath(new URL("../gateway-process.ts", import.meta.url));
  const environment = toEnvironment({ host: "127.0.0.1", port: 0, dataDir, identity, trustedProxies: 1, drainSeconds: 2, door, subgraphUrls, signingKey });
  const gatewayUrls = await settled(
    REPLICAS.map(async (replica) => {
      const gateway = keep(await superviseProcess({ title: `La passerelle ${replica}`, script, environment: { ...environment, ...telemetryEnvironment(telemetry, "gateway", replica) }, log, output }));
      components[`gateway-${replica}`] = () => gateway.pid;
      return gateway.url;
    }),
  );
  const proxy = keep(await startHaproxy({ folder: join(folder, "haproxy"), host, port: entrance, gateways: gatewayUrls, log }));
  components["haproxy"] = () => proxy.pid;

  const running = started.move();
  return {
    url: `http://${host}:${entrance}/graphql`,
    gatewayUrls, subgraphUrls, journal, databaseUrl, replicaUrl, natsUrl: nats.url, components,
    isReplicaRead: () => database.isRead,
    stop: () => running.disposeAsync(),
  };
}

/** The primary, with its tables and its data, alone; then a copy of it, while neither runs. */
async function preparedPair(folder: string, ports: { readonly primary: number; readonly replica: number }, { development }: IdentityOptions, papers: PapersSettings, onProgress: (step: string) => void) {
  const home = join(folder, "primary");
  rmSync(join(folder, "replica"), { recursive: true, force: true });
  // Whatever an earlier run left it to wait for.
  const settings = { ...PRIMARY_SETTINGS, synchronous_standby_names: "" };
  const alone = await startEmbeddedPostgres({ dataDir: home, port: ports.primary, settings, onProgress });
  const databaseUrl = alone.url(DATABASE);
  try {
    await ensureDatabase(databaseUrl);
    await makeSlot(databaseUrl);
    await prepareDatabase({ databaseUrl, clock: systemClock, demonstration: development, papers, onProgress });
  } finally {
    await alone.stop();
  }
  onProgress("Copie de la base pour le réplica");
  copyForReplica(home, join(folder, "replica"), databaseUrl);
  return { databaseUrl, replicaUrl: Object.assign(new URL(databaseUrl), { port: String(ports.replica) }).href };
}

/** All have ended before the first failure is told: what did start is known, and will be stopped. */
async function settled<T>(starting: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(starting);
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}
