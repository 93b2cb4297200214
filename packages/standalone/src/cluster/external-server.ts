import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Account } from "@stages/embedded-postgres/account.ts";
import { ConfigurationError } from "../configuration-error.ts";

export interface RunningServer {
  readonly pid: number;
  /** How it ended, once it has. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ExternalServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly port: number;
  readonly account?: Account | null;
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 5_000;
/** Debian has servers where only root's path looks. */
const PATH = `${process.env["PATH"]}:/usr/sbin`;

/**
 * A program of the distribution, which answers on its port once this resolves. It has a process group of its own, as
 * Ctrl-C is ours to act on first, and ends with us however we end.
 */
export async function startExternalServer({ command, args, folder, port, account = null }: ExternalServer): Promise<RunningServer> {
  const log = `${folder}/${command}.log`;
  const output = openSync(log, "w", 0o600);
  const child = spawn("setpriv", ["--pdeathsig", "TERM", command, ...args], { ...account, cwd: folder, detached: true, env: { PATH }, stdio: ["ignore", output, output] });
  closeSync(output);
  const ended = endOf(child, command);
  let over: string | null = null;
  void ended.then((how) => (over = how), () => {});
  for (const limit = performance.now() + START_LIMIT_MS; !(await answersOn(port)); await delay(25)) {
    if (over === null && performance.now() < limit) continue;
    child.kill("SIGKILL");
    throw new Error(`${command} n'a pas démarré (${over ?? "il ne répond pas"}) : ${readFileSync(log, "utf8").trim().split("\n").slice(-5).join(" | ")}`);
  }
  return {
    pid: child.pid!,
    ended,
    async stop() {
      if (over !== null) return;
      child.kill("SIGTERM");
      const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      await ended;
      clearTimeout(deadline);
    },
  };
}

async function endOf(child: ChildProcess, command: string): Promise<string> {
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    // As a shell says of a command that it does not find, which setpriv says too.
    if (code === 127) throw new ConfigurationError(`${command} n'est pas installé : sous Debian, bash scripts/install-debian-packages.sh.`);
    return signal ?? `code ${code}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ConfigurationError("setpriv n'est pas installé : sous Debian, apt-get install util-linux.");
  }
}

export function answersOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
