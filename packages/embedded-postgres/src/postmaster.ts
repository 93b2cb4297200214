import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { type Account, pathSeenBy } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { type DataFolder, serverEnvironment } from "./data-folder.ts";
import { fromServerLog, unsupportedPlatform } from "./errors.ts";
import { isAlive, readPostmasterFile } from "./postmaster-file.ts";
import { type Durability, type ServerSettings, serverSettings } from "./settings.ts";
import { until } from "./wait.ts";

/** Recovery after a crash replays at most `max_wal_size`; a server that takes longer than this is not coming. */
const START_LIMIT = 300_000;
const FAST_SHUTDOWN_LIMIT = 30_000;
const IMMEDIATE_SHUTDOWN_LIMIT = 5_000;

export type StartResult = { readonly pid: number; readonly port: number } | "PORT_TAKEN" | "ALREADY_RUNNING" | "STILL_ENDING";

/**
 * One try. The server leads a process group of its own, so that Ctrl-C in the terminal reaches only us and we stop it
 * after those who use it; its output goes to a file, so that it outlives us when we are killed, to be adopted.
 */
export async function startPostmaster(
  folder: DataFolder,
  binaries: Binaries,
  account: Account | null,
  port: number,
  durability: Durability,
  settings?: ServerSettings,
): Promise<StartResult> {
  if (existsSync(folder.log)) renameSync(folder.log, `${folder.log}.previous`);
  const log = openSync(folder.log, "w", 0o600);
  const child = spawn(binaries.postgres, ["-D", pathSeenBy(account, folder.cluster), ...serverSettings(port, durability, settings)], {
    ...account,
    cwd: folder.cluster,
    detached: true,
    env: serverEnvironment(),
    stdio: ["ignore", log, log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  const end = endOf(child);
  const outcome = await until(() => end.reached || (isReady(folder, child.pid) && "READY"), { within: START_LIMIT });
  if (outcome === "READY" && child.pid) return { pid: child.pid, port };
  child.kill("SIGKILL");
  if (outcome instanceof Error) throw unsupportedPlatform(outcome);
  const output = readFileSync(folder.log, "utf8");
  if (/Address already in use|could not create any TCP\/IP sockets/i.test(output)) return "PORT_TAKEN";
  if (/lock file "postmaster.pid" already exists/.test(output)) return "ALREADY_RUNNING";
  // A server that was killed outright leaves children for a moment.
  if (/pre-existing shared memory block/.test(output)) return "STILL_ENDING";
  throw fromServerLog(folder.path, output, folder.log);
}

function isReady(folder: DataFolder, pid: number | undefined): boolean {
  const file = readPostmasterFile(folder.cluster);
  return file?.pid === pid && file?.status === "ready";
}

function endOf(child: ChildProcess): { reached: Error | "EXITED" | null } {
  const end: { reached: Error | "EXITED" | null } = { reached: null };
  child.once("error", (error) => (end.reached = error));
  child.once("exit", () => (end.reached ??= "EXITED"));
  return end;
}

/** Fast shutdown; an immediate one when a backend does not end. Gone means that the server gave its file back. */
export async function stopPostmaster(folder: DataFolder, binaries: Binaries, pid: number): Promise<void> {
  const isGone = () => !isAlive(pid) || readPostmasterFile(folder.cluster)?.pid !== pid;
  for (const [signal, within] of [["SIGINT", FAST_SHUTDOWN_LIMIT], ["SIGQUIT", IMMEDIATE_SHUTDOWN_LIMIT]] as const) {
    if (isGone()) return;
    send(signal, pid, binaries);
    if (await until(isGone, { within })) return;
  }
  process.kill(pid, "SIGKILL");
}

export function send(signal: "SIGINT" | "SIGQUIT", pid: number, binaries: Binaries): void {
  try {
    // Windows has no signals: PostgreSQL's own tool imitates them.
    if (process.platform === "win32") execFileSync(binaries.pgCtl, ["kill", signal.slice(3), String(pid)]);
    else process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export function askFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
