import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { readPostmasterFile } from "@stages/embedded-postgres/postmaster-file.ts";
import type { ServerSettings } from "@stages/embedded-postgres/settings.ts";
import { fence } from "./fence.ts";
import { type Admission, admitReplica, dismissReplica, REPLICA, untilItLags } from "./replica-admission.ts";

export interface ReplicatedDatabase {
  /** Null for one that is just dead. */
  readonly pids: { readonly primary: number | null; readonly replica: number | null };
  /** Whether requests may read the replica now. */
  readonly isRead: boolean;
  stop(): Promise<void>;
}

export interface ReplicatedDatabaseOptions {
  /** Holds the folders `primary`, which was prepared and stopped, and `replica`, which is a copy of it: see `copyForReplica`. */
  readonly folder: string;
  readonly database: string;
  readonly ports: { readonly primary: number; readonly replica: number };
  /** Has the replica answer requests, or nobody: resolves once that is so. */
  readonly setReads: (allowed: boolean) => Promise<void>;
  readonly log: (line: string) => void;
  /** How long commits wait for a replica that is away, before it is done without. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;
const AGAIN_MS = 250;

/** What a primary needs to be replicated. A commit is answered once the replica shows it. */
export const PRIMARY_SETTINGS: ServerSettings = {
  wal_level: "replica",
  max_wal_senders: 5,
  max_connections: 400,
  synchronous_commit: "remote_apply",
  // A replica that is away keeps no more than this from being recycled: past it, it is made anew at the next start.
  max_slot_wal_keep_size: "2GB",
  // One that is frozen is known as such after this, in milliseconds.
  wal_sender_timeout: 3_000,
};
const REPLICA_SETTINGS: ServerSettings = {
  ...PRIMARY_SETTINGS,
  primary_slot_name: REPLICA,
  hot_standby_feedback: "on",
  // A long read must not hold the commits that wait for this replica: it is cancelled, and asked of the primary.
  max_standby_streaming_delay: 1_000,
  wal_receiver_timeout: 3_000,
  wal_receiver_status_interval: "1s",
  wal_retrieve_retry_interval: "200ms",
};

interface Server {
  readonly postgres: EmbeddedPostgres;
  readonly pid: number;
  readonly ended: Promise<void>;
  isOver: boolean;
}

/**
 * A primary and its synchronous replica. The order is everything: the replica is read only while commits wait for it, so
 * that whoever was answered finds on it what they wrote. Reads stop before anything else is done; a replica is dead
 * before commits stop waiting for it, and read again only after one was seen to wait for it and to be let go by it.
 */
export async function startReplicatedDatabase({ folder, database, ports, setReads, log, patienceMs = PATIENCE_MS }: ReplicatedDatabaseOptions): Promise<ReplicatedDatabase> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isRead = false;
  const allowReads = async (allowed: boolean) => {
    await setReads(allowed);
    isRead = allowed;
  };

  const start = async (which: "primary" | "replica"): Promise<Server> => {
    const over = Promise.withResolvers<void>();
    const settings = which === "primary" ? PRIMARY_SETTINGS : REPLICA_SETTINGS;
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, which), port: ports[which], settings, onLost: over.resolve });
    const server: Server = { postgres, pid: readPostmasterFile(join(folder, which, "cluster"))!.pid, ended: over.promise, isOver: false };
    void over.promise.then(() => (server.isOver = true));
    return server;
  };

  let primary = await start("primary");
  let replica: Server | null = null;
  const replicaLives = () => replica !== null && !replica.isOver;
  const urlOn = (port: number) => Object.assign(new URL(primary.postgres.url(database)), { port: String(port) }).href;
  const admission: Admission = { primaryUrl: urlOn(ports.primary), replicaUrl: urlOn(ports.replica) };

  const backToTwo = async () => {
    if (!replicaLives()) replica = await start("replica");
    await admitReplica(admission, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
    await allowReads(true);
  };

  /** Nobody reads it any more, nor is it about to answer anyone: only then may commits be answered without it. */
  const goOnWithout = async () => {
    if (replicaLives()) {
      fence(replica!.pid);
      await replica!.ended;
    }
    if (await dismissReplica(admission)) log("Les écritures n'attendent plus le réplica, que personne ne lit plus.");
  };

  const keep = async () => {
    let untroubled = true;
    while (!signal.aborted) {
      try {
        if (!untroubled) {
          await allowReads(false);
          if (primary.isOver) {
            primary = await start("primary");
            log("PostgreSQL (primaire) répond de nouveau.");
          }
          await backToTwo();
          log("Le réplica est de nouveau lu.");
          untroubled = true;
        }
        await Promise.race([primary.ended, replica!.ended, untilItLags(admission, signal, patienceMs)]);
        if (!signal.aborted) log(primary.isOver ? "PostgreSQL (primaire) s'est arrêté : redémarrage." : "Le réplica ne suit plus : les lectures vont au primaire, les écritures l'attendent un moment.");
        untroubled = false;
      } catch (error) {
        untroubled = false;
        if (signal.aborted) return;
        log(`Le réplica n'est pas encore de retour : ${error instanceof Error ? error.message : String(error)}`);
        if (!primary.isOver) await goOnWithout().catch((failure: unknown) => log(`Le réplica n'a pas pu être écarté : ${String(failure)}`));
        await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
      }
    }
  };

  const stop = async () => {
    stopping.abort();
    await keeping;
    await allowReads(false).catch(() => {});
    // Its next start may be without any replica.
    if (!primary.isOver) await dismissReplica(admission).catch(() => {});
    if (replicaLives()) await replica!.postgres.stop();
    if (!primary.isOver) await primary.postgres.stop();
  };
  let keeping: Promise<void> = Promise.resolve();
  try {
    await backToTwo();
  } catch (error) {
    await stop();
    throw error;
  }
  keeping = keep();
  return {
    get pids() {
      return { primary: primary.isOver ? null : primary.pid, replica: replicaLives() ? replica!.pid : null };
    },
    get isRead() {
      return isRead;
    },
    stop,
  };
}
