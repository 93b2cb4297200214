import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedPostgresError } from "./errors.ts";
import type { Ownership } from "./server-session.ts";

export interface Running {
  readonly pid: number;
  readonly port: number;
  readonly ownership: Ownership;
  readonly adopted: boolean;
}

export interface KeptRunning {
  readonly first: Running;
  pid(): number;
  /** From here on it is not started again; the server to be stopped, if one runs. */
  leave(): Promise<Running | null>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Whoever uses the server finds it again at its address: a server that ended, that was killed or that had no room left for its journal is
 * started anew, for as long as it takes. What it had answered is in its journal.
 */
export async function keepRunning(acquire: (port: number | undefined, onLost: () => void) => Promise<Running>, port: number | undefined, onTrouble: (sentence: string) => void): Promise<KeptRunning> {
  const leaving = new AbortController();
  let again: Promise<void> | null = null;
  /** Also while it is just being found again. */
  let isLost = false;
  const onLost = () => {
    isLost = true;
    again ??= recover().finally(() => (again = null));
  };
  let running: Running | null = await acquire(port, onLost);
  const first = running;

  async function recover(): Promise<void> {
    running = null;
    onTrouble("PostgreSQL s'est arrêté : il est relancé, et ce qui était répondu est dans son journal.");
    let said = "";
    for (let pause = FIRST_PAUSE_MS; !leaving.signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        isLost = false;
        running = await acquire(first.port, onLost);
        if (isLost) continue;
        onTrouble("PostgreSQL répond de nouveau.");
        return;
      } catch (error) {
        const sentence = error instanceof EmbeddedPostgresError ? error.message : `PostgreSQL ne repart pas (${(error as Error).message}) : nouvel essai.`;
        if (sentence !== said) onTrouble((said = sentence));
      }
      await delay(pause, undefined, { signal: leaving.signal }).catch(() => {});
    }
  }

  return {
    first,
    pid: () => running?.pid ?? first.pid,
    async leave() {
      leaving.abort();
      await again;
      return running;
    },
  };
}
