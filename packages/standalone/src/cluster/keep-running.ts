import { setTimeout as delay } from "node:timers/promises";
import type { RunningServer } from "./external-server.ts";

export interface KeptServer {
  /** Null for one that is just dead. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

const AGAIN_MS = 250;

/** Starts a server, and again whenever it ends, on the same address. */
export async function keepRunning(title: string, start: () => Promise<RunningServer>, log: (line: string) => void): Promise<KeptServer> {
  const stopping = new AbortController();
  let running: RunningServer | null = await start();

  const keep = async () => {
    while (!stopping.signal.aborted) {
      const how = await running!.ended;
      running = null;
      if (stopping.signal.aborted) return;
      log(`${title} s'est arrêté (${how}) : redémarrage.`);
      while (!running && !stopping.signal.aborted) {
        running = await start().catch((error: unknown) => (log(`${title} ne redémarre pas encore : ${String(error)}`), null));
        if (!running) await delay(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
      if (running) log(`${title} répond de nouveau.`);
    }
  };
  const keeping = keep();
  return {
    get pid() {
      return running?.pid ?? null;
    },
    async stop() {
      stopping.abort();
      await running?.stop();
      await keeping;
      await running?.stop();
    },
  };
}
