import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { type Account, pathSeenBy } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { diskFull, EmbeddedPostgresError, fromFileSystem, fromServerLog, unsupportedPlatform } from "./errors.ts";
import { makeFolder } from "./make-folder.ts";
import { isAlive } from "./postmaster-file.ts";

export const MAJOR_VERSION = "18";
export const SUPERUSER = "stages";

/** The folder on disk: our marker, the superuser's password (0600), PostgreSQL's log and its cluster. */
export interface DataFolder {
  readonly path: string;
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
}

const MARKER = "stages-postgres.json";
const PASSWORD = "password";
const HARMLESS = new Set([".DS_Store", ".gitkeep", "lost+found"]);
/** A new cluster takes 40 MB and its journal 80; a running one needs room for a segment of journal and temporary files. */
const ROOM_FOR_NEW = 200 * 2 ** 20;
const ROOM_TO_RUN = 48 * 2 ** 20;

/** Opens the folder, or makes it; refuses one that holds something else. Does not make the cluster. */
export function openDataFolder(dataDir: string): DataFolder {
  const asked = resolve(dataDir);
  try {
    makeFolder(asked);
    const path = realpathSync(asked);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const entries = readdirSync(path).filter((name) => !HARMLESS.has(name));
    if (entries.length > 0 && !entries.includes(MARKER)) throw folderNotOurs(path);
    const cluster = join(path, "cluster");
    const exists = existsSync(cluster);
    const { bavail, bsize } = statfsSync(path);
    if (bavail * bsize < (exists ? ROOM_TO_RUN : ROOM_FOR_NEW)) throw diskFull(path);
    if (exists) checkVersion(path, cluster);
    writeOnce(join(path, MARKER), `${JSON.stringify({ madeBy: "stages-de-seconde", postgres: MAJOR_VERSION })}\n`, 0o644);
    const passwordFile = join(path, PASSWORD);
    if (exists && !existsSync(passwordFile)) throw passwordLost(passwordFile);
    writeOnce(passwordFile, randomBytes(24).toString("base64url"), 0o600);
    return { path, cluster, log: join(path, "server.log"), password: readFileSync(passwordFile, "utf8").trim() };
  } catch (error) {
    throw fromFileSystem(asked, error);
  }
}

function folderNotOurs(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "FOLDER_NOT_OURS",
    `Le dossier ${path} contient autre chose que les données de la plateforme, qui n'y touche donc pas : choisissez un dossier vide ou nouveau par STAGES_DATA_DIR.`,
  );
}

function passwordLost(file: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "PASSWORD_LOST",
    `Le fichier ${file}, sans lequel la base de données ne s'ouvre pas, a disparu : remettez-le en place, ou supprimez tout le dossier pour repartir de données neuves.`,
  );
}

function checkVersion(path: string, cluster: string): void {
  const version = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (version === MAJOR_VERSION) return;
  throw new EmbeddedPostgresError(
    "OTHER_MAJOR_VERSION",
    `Les données de ${path} sont de PostgreSQL ${version} et ce programme utilise PostgreSQL ${MAJOR_VERSION} : choisissez un autre dossier par STAGES_DATA_DIR, ou supprimez celui-ci pour repartir de données neuves.`,
  );
}

/** Whole or not at all, and never over an existing file (a link refuses to): two first starts agree on one password. */
function writeOnce(path: string, content: string, mode: number): void {
  if (existsSync(path)) return;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}

/** initdb works in a draft folder that takes its name when complete: an interruption leaves nothing half made. */
export async function createCluster(folder: DataFolder, binaries: Binaries, account: Account | null): Promise<void> {
  const draft = `${folder.cluster}.${process.pid}`;
  try {
    removeAbandonedDrafts(folder);
    mkdirSync(draft, { mode: 0o700 });
    if (account) chownSync(draft, account.uid, account.gid);
    await initdb(folder, binaries, account, draft);
    renameSync(draft, folder.cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder.cluster)) throw fromFileSystem(folder.path, error); // Otherwise another start made it.
  }
}

function removeAbandonedDrafts(folder: DataFolder): void {
  for (const name of readdirSync(folder.path)) {
    const [, pid] = name.match(/^(?:cluster|password)\.(\d+)$/) ?? [];
    if (pid && !isAlive(Number(pid))) rmSync(join(folder.path, name), { recursive: true, force: true });
  }
}

async function initdb(folder: DataFolder, binaries: Binaries, account: Account | null, draft: string): Promise<void> {
  const password = lendPassword(folder, account);
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${pathSeenBy(account, draft)}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${password.path}`,
      "--auth=scram-sha-256",
      // The built-in locale sorts the same on every machine, and needs none installed.
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
    ],
    { ...account, cwd: draft, env: serverEnvironment(), stdio: [password.stdin, "pipe", "pipe"], windowsHide: true },
  );
  const output: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk));
  try {
    const [code] = await once(child, "close");
    if (code === 0) return;
  } catch (error) {
    throw unsupportedPlatform(error);
  } finally {
    password.takeBack();
  }
  const text = Buffer.concat(output).toString();
  writeFileSync(folder.log, text);
  throw fromServerLog(folder.path, text, folder.log);
}

/** Another account may not walk to the password file, but can read its own copy through an open descriptor. */
function lendPassword(folder: DataFolder, account: Account | null) {
  if (!account) return { path: join(folder.path, PASSWORD), stdin: "ignore" as const, takeBack() {} };
  const copy = join(folder.path, `${PASSWORD}.${process.pid}`);
  writeFileSync(copy, folder.password, { mode: 0o600 });
  chownSync(copy, account.uid, account.gid);
  const stdin = openSync(copy, "r");
  return {
    path: "/dev/stdin",
    stdin,
    takeBack() {
      closeSync(stdin);
      rmSync(copy, { force: true });
    },
  };
}

/** Nothing of ours but what a program needs to run: PGDATA, PGPORT or a French LC_ALL would change the server's ways. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return Object.fromEntries(Object.entries({ PATH, SystemRoot, TEMP, LC_ALL: "C" }).filter(([, value]) => value !== undefined));
}
