import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { PATIENCE } from "@stages/transport/patience.ts";
import type { ListeningMessage } from "@stages/transport/served-process.ts";
import { inSeconds } from "./progress-lines.ts";
import { isSecretVariable } from "./secret-files.ts";

export interface ProcessToSupervise {
  /** As a sentence says it: "Le sous-graphe offers". */
  readonly title: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  /** Where it prints; where we do when left out. */
  readonly output?: number;
}

export interface SupervisedProcess {
  /** The same for its whole life: a restarted process takes its old port, as others know it by. */
  readonly url: string;
  readonly pid: number | null;
  stop(): Promise<void>;
}

/**
 * Room for what lives as long as a request, in MB. With V8's own choice it is collected several times in that life, and what
 * a request still holds is copied each time.
 */
const YOUNG_GENERATION = "--max-semi-space-size=64";
const THIRD_PARTY_IMPORTS = new URL("./third-party-imports.mjs", import.meta.url).href;
const FIRST_BACKOFF = 250;
const LONGEST_BACKOFF = 30_000;
/** Who has lived this long had a good start, and died of something else. */
const GOOD_LIFE = 10_000;
/** So many short lives in a row may be bad luck: only from there on is each restart twice as long in coming as the one before. */
const QUICK_RESTARTS = 5;

/** For how long it is left, in milliseconds, after so many short lives in a row. */
export const pauseAfter = (shortLives: number) => Math.min(FIRST_BACKOFF * 2 ** Math.max(0, shortLives - QUICK_RESTARTS), LONGEST_BACKOFF);

/** What it has under way is finished, mutations too; the drain comes before. */
const STOP_LIMIT = PATIENCE.mutations + 90_000;

/** Starts a process, waits until it answers, and from then on starts it again whenever it dies. */
export async function superviseProcess(options: ProcessToSupervise): Promise<SupervisedProcess> {
  const stopping = new AbortController();
  let child = launch(options, options.environment);
  const url = await listening(child, options.title);
  const environment = { ...options.environment, PORT: new URL(url).port };

  const supervise = async () => {
    let shortLives = 0;
    for (;;) {
      const bornAt = performance.now();
      if (isRunning(child)) await once(child, "exit");
      if (stopping.signal.aborted) return;
      shortLives = performance.now() - bornAt > GOOD_LIFE ? 0 : shortLives + 1;
      const backoff = pauseAfter(shortLives);
      options.log(`${options.title} s'est arrêté (${howItEnded(child)}) : redémarrage dans ${inSeconds(backoff)}.`);
      await delay(backoff, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      child = launch(options, environment);
      await listening(child, options.title).then(
        () => options.log(`${options.title} répond de nouveau.`),
        () => {}, // It ended, which the next turn says.
      );
    }
  };
  const supervision = supervise();

  return {
    url,
    get pid() {
      return isRunning(child) ? (child.pid ?? null) : null;
    },
    async stop() {
      stopping.abort();
      await endProcess(child);
      await supervision;
    },
  };
}

/** In a process group of its own, so that Ctrl-C does not reach it before those who still use it. */
function launch({ script, output = -1 }: ProcessToSupervise, environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [YOUNG_GENERATION, "--import", "tsx", "--import", THIRD_PARTY_IMPORTS, script], {
    detached: true,
    env: { ...inherited(), ...environment },
    stdio: output < 0 ? ["ignore", "inherit", "inherit", "ipc"] : ["ignore", output, output, "ipc"],
  });
}

/** The launcher's own settings are not its children's: each is told what it needs, and no more. */
function inherited(): NodeJS.ProcessEnv {
  const OURS = /^(STAGES_.*|PORT|HOST)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name) && !isSecretVariable(name)));
}

function listening(child: ChildProcess, title: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: Partial<ListeningMessage>) => message.listening && resolve(message.listening));
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`${title} n'a pas démarré (${howItEnded(child)}).`)));
  });
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `code ${exitCode}`;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
  await ended;
  clearTimeout(deadline);
}
