import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Account, accountFor } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { createCluster, type DataFolder, MAJOR_VERSION, openDataFolder, SUPERUSER } from "./data-folder.ts";
import { EmbeddedPostgresError, fromServerLog } from "./errors.ts";
import { keepRunning, type Running } from "./keep-running.ts";
import { isAlive, readPostmasterFile } from "./postmaster-file.ts";
import { askFreePort, send, startPostmaster, stopPostmaster } from "./postmaster.ts";
import { type Ownership, takeOwnership } from "./server-session.ts";
import type { Durability, ServerSettings } from "./settings.ts";

export interface EmbeddedPostgresOptions {
  /** Kept between starts; created when missing; must be empty or ours. */
  readonly dataDir: string;
  /** Asked from the system when absent. */
  readonly port?: number;
  /** `none` for data that is thrown away: tests. */
  readonly durability?: Durability;
  /** In place of ours: of a server that is replicated, or a replica. */
  readonly settings?: ServerSettings;
  /** What takes time, in French, for the person who waits. */
  readonly onProgress?: (step: string) => void;
  /** The server ended though nobody here stopped it, and is not started again. */
  readonly onLost?: () => void;
  /** In place of `onLost`: it is started again on its port, until it runs, and each thing new of it is said in a French sentence. */
  readonly onTrouble?: (sentence: string) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** True when the server had outlived a killed Node, and was taken over as it ran. */
  readonly adopted: boolean;
  /** The superuser's URL. It holds the password: not for a log. */
  url(database: string): string;
  /** Waits until the server has written everything and is gone. */
  stop(): Promise<void>;
  /** The same without waiting, for a person who insists; the next start recovers. */
  kill(): void;
}

/** How long the children of a killed server may take to disappear. */
const PATIENCE = 10_000;
/** How long the former owner may take to stop, when a restart overlaps it. */
const OWNER_PATIENCE = 3_000;
/** How long a server that was left behind may recover before it answers. */
const RECOVERY_PATIENCE = 120_000;

/** A real PostgreSQL 18 of the registry's binaries, owned by this process: one folder, one server, one owner. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { onProgress = () => {}, onLost = () => {}, durability = "full" } = options;
  const folder = openDataFolder(options.dataDir);
  const account = accountFor(folder.cluster);
  const binaries = findBinaries(account);
  if (!existsSync(folder.cluster)) {
    onProgress("Création de la base de données");
    await createCluster(folder, binaries, account);
  }
  onProgress(`Démarrage de PostgreSQL ${MAJOR_VERSION}`);
  const acquire = (port: number | undefined, lost: () => void) => runOn({ folder, binaries, account, durability, port, ...(options.settings && { settings: options.settings }) }, lost);
  const { onTrouble } = options;
  const kept = onTrouble ? await keepRunning(acquire, options.port, onTrouble) : notKept(await acquire(options.port, onLost));
  return {
    port: kept.first.port,
    adopted: kept.first.adopted,
    url: (database) => urlOf(folder, kept.first.port, database),
    async stop() {
      const last = await kept.leave();
      await last?.ownership.release();
      if (last) await stopPostmaster(folder, binaries, last.pid);
    },
    kill: () => send("SIGQUIT", kept.pid(), binaries),
  };
}

const notKept = (first: Running) => ({ first, pid: () => first.pid, leave: async () => first });

interface Wanted {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly durability: Durability;
  readonly port: number | undefined;
  readonly settings?: ServerSettings;
}

/** Adopts the server of the folder, or starts it. */
async function runOn({ folder, binaries, account, durability, port, settings }: Wanted, onLost: () => void): Promise<Running> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const running = await findRunning(folder, onLost);
    if (running) return { ...running, adopted: true };
    const started = await startPostmaster(folder, binaries, account, port ?? (await askFreePort()), durability, settings);
    if (typeof started === "object") {
      const ownership = await takeOwnership(urlOf(folder, started.port, "postgres"), onLost);
      if (typeof ownership === "object") return { ...started, ownership, adopted: false };
      if (ownership === "OWNED_BY_ANOTHER") throw inUse(folder); // It was adopted in the instant between.
      await stopPostmaster(folder, binaries, started.pid);
      throw wrongPassword(folder);
    }
    if (performance.now() > end) throw started === "PORT_TAKEN" ? portTaken(port) : fromServerLog(folder.path, started, folder.log);
    await delay(100);
  }
}

function urlOf(folder: DataFolder, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${folder.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/**
 * A server that a killed Node left behind answers to this folder's password and has no owner: it is adopted. One that is
 * starting or stopping is waited for. A file whose process is gone, or belongs to another program, is stale: removed.
 */
async function findRunning(folder: DataFolder, onLost: () => void): Promise<{ pid: number; port: number; ownership: Ownership } | null> {
  const from = performance.now();
  for (;;) {
    const file = readPostmasterFile(folder.cluster);
    if (!file || !isAlive(file.pid)) return null; // PostgreSQL itself replaces the file of a dead process.
    const answer = file.port ? await takeOwnership(urlOf(folder, file.port, "postgres"), onLost) : "NOT_YET";
    if (typeof answer === "object") return { pid: file.pid, port: file.port, ownership: answer };
    if (answer === "WRONG_PASSWORD") throw wrongPassword(folder);
    // A server holds its port from before it is ready until after its file is removed: nobody there is nobody of ours.
    if (answer === "NO_SERVER" && file.status === "ready") {
      rmSync(join(folder.cluster, "postmaster.pid"), { force: true });
      return null;
    }
    if (performance.now() - from > (answer === "OWNED_BY_ANOTHER" ? OWNER_PATIENCE : RECOVERY_PATIENCE)) throw inUse(folder);
    await delay(100);
  }
}

function inUse(folder: DataFolder): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "FOLDER_IN_USE",
    `Les données de ${folder.path} servent déjà à une plateforme en marche : arrêtez-la, ou choisissez un autre dossier par STAGES_DATA_DIR.`,
  );
}

function wrongPassword(folder: DataFolder): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "PASSWORD_LOST",
    `Le mot de passe de ${join(folder.path, "password")} n'ouvre pas la base de données : remettez le fichier d'origine, ou supprimez tout le dossier pour repartir de données neuves.`,
  );
}

function portTaken(port: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError("DID_NOT_START", `Le port ${port ?? "demandé au système"} de PostgreSQL est déjà pris : choisissez-en un autre.`);
}
