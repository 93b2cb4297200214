import { type JetStreamClient, JetStreamApiError, type JetStreamManager, jetstream, jetstreamManager, RetentionPolicy, StorageType, type StreamConfig, type StreamInfo } from "@nats-io/jetstream";
import { connect, errors, type NatsConnection, nanos } from "@nats-io/transport-node";
import { connectSql } from "@stages/database/connection.ts";
import { lookAtCertificate, type Peer, whereIs } from "@stages/kernel/peer-certificate.ts";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { BusUnreachableError } from "./bus-unreachable.ts";
import { anyEvent } from "./nats-subject.ts";

/** A log in NATS that was opened: the connection, and where the log stands. */
export interface NatsStream {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Its name in NATS, which stays when it is made anew. */
  readonly name: string;
  /** What its subjects begin with. */
  readonly root: string;
  /** This incarnation, in cursors. */
  log(): string;
  /** Looks again at how it stands; makes it anew, under another `log`, when it is not there any more. */
  look(): Promise<StreamInfo>;
  /** Does it when NATS is there; fails at once, and with the same failure each time, while it is not. */
  reach<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A relay that publishes again after a crash does it within seconds; what is older is known by its subject. */
const DUPLICATE_WINDOW_MS = 120_000;
const REQUEST_MS = 5_000;
/** A server that is gone without a word is noticed when it has not answered two of them. */
const PING_MS = 5_000;
const UNANSWERED_PINGS = 2;
const RECONNECT_MS = 250;
/** A cluster chooses a new leader in four to nine seconds, and in more on a machine that is busy. */
const ELECTION_MS = 60_000;
const REPLICAS = 3;
const NOT_FOUND = 10_059;
const ALREADY_MADE = 10_058;

export async function openNatsStream({ databaseUrl, natsUrl, label }: { readonly databaseUrl: string; readonly natsUrl: string; readonly label: string }): Promise<NatsStream> {
  const token = await tokenOf(databaseUrl);
  const name = `stages-${token}`;
  const root = `stages.${token}`;
  const connection = await connectNats(natsUrl, label);
  try {
    return await openOver(connection, { name, root, peers: natsAt(natsUrl) });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Its servers that are reached over TLS. */
export function natsAt(natsUrl: string): readonly Peer[] {
  const urls = natsUrl.split(",").map((text) => text.trim());
  if (!urls.some((url) => url.startsWith("tls:"))) return [];
  // As an address of the web's, whose host and port are read alike in every case.
  return urls.map((url) => ({ of: "de NATS (NATS_URL)", consequence: "ce qui est dit attend dans les boîtes d'envoi", opening: "NATS", ...whereIs(url.replace(/^\w+:/, "http:"), 4222) }));
}

/** `natsUrl`: one server, or several separated by commas; an account and a password in it stand for all of them. */
export async function connectNats(natsUrl: string, label: string): Promise<NatsConnection> {
  const urls = natsUrl.split(",").map((text) => new URL(text.trim()));
  const account = urls.find(({ username }) => username);
  const user = account && decodeURIComponent(account.username);
  const pass = account && decodeURIComponent(account.password);
  return connect({
    servers: urls.map(({ host }) => host),
    name: label,
    ...(user && (pass ? { user, pass } : { token: user })),
    ...(urls.some(({ protocol }) => protocol === "tls:") && { tls: {} }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_MS,
    pingInterval: PING_MS,
    maxPingOut: UNANSWERED_PINGS,
    timeout: REQUEST_MS,
  });
}

async function openOver(connection: NatsConnection, { name, root, peers }: { readonly name: string; readonly root: string; readonly peers: readonly Peer[] }): Promise<NatsStream> {
  const manager = await patiently(() => jetstreamManager(connection, { timeout: REQUEST_MS }));
  const js = jetstream(connection, { timeout: REQUEST_MS });
  let connected = true;
  let outage: BusUnreachableError | null = null;
  const unreachable = (cause: unknown) => {
    // Its client tries again by itself, and says to nobody why it does not succeed.
    if (!outage) peers.forEach(lookAtCertificate);
    return (outage ??= new BusUnreachableError("NATS does not answer: what is told waits in the outboxes, and leaves when it does", { cause }));
  };

  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") connected = false;
      if (type === "reconnect") connected = true;
    }
  })();

  const reach = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!connected) throw unreachable(null);
    try {
      const done = await work();
      outage = null;
      return done;
    } catch (error) {
      // The server's own word on what was asked: it can be reached.
      if (error instanceof JetStreamApiError && !isElection(error)) throw error;
      throw unreachable(error);
    }
  };

  let log = "";
  const look = () =>
    reach(async () => {
      const info = await manager.streams.info(name).catch((error: unknown) => {
        if (error instanceof JetStreamApiError && error.code === NOT_FOUND) return make();
        throw error;
      });
      log = info.config.description ?? "";
      return info;
    });

  async function make(): Promise<StreamInfo> {
    const config: Partial<StreamConfig> & { name: string } = {
      name,
      subjects: [anyEvent(root)],
      // 2.9 keeps no metadata of a stream: its description is what a stream made anew does not share with this one.
      description: `nats${randomBytes(5).toString("hex")}`,
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      num_replicas: connection.info?.cluster ? REPLICAS : 1,
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    };
    try {
      return await manager.streams.add(config);
    } catch (error) {
      // Another process was first, with a description of its own.
      if (error instanceof JetStreamApiError && error.code === ALREADY_MADE) return manager.streams.info(name);
      throw error;
    }
  }

  await patiently(look);
  return { connection, js, manager, name, root, log: () => log, look, reach, close: () => connection.close() };
}

/** For who opens the log, and has nobody to try again for it: servers that are there may be between two leaders. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + ELECTION_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || performance.now() > until) throw error;
      await delay(RECONNECT_MS);
    }
  }
}

const mayPass = (error: unknown) =>
  error instanceof BusUnreachableError || error instanceof errors.TimeoutError || (error instanceof JetStreamApiError && isElection(error));

/** Between two leaders the cluster answers, and says that it cannot. */
const isElection = ({ code, status }: JetStreamApiError) => status === 503 || code === 10_008;

async function tokenOf(databaseUrl: string): Promise<string> {
  const sql = connectSql({ url: databaseUrl, name: "bus", max: 1 });
  try {
    return await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended('stages stream', 0))`;
      const [kept] = await tx<{ token: string }[]>`select token from bus.stream`;
      if (kept) return kept.token;
      const token = randomBytes(5).toString("hex");
      await tx`insert into bus.stream (token) values (${token})`;
      return token;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
