import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** In bytes. */
export interface Memory {
  readonly rss: number;
  /** V8's and what its objects hold beside it. */
  readonly heap: number;
}

const POLL_MS = 20;
const PATIENCE_MS = 60_000;

/** What makes a process one of those whose memory can be read. */
export const measurable = (folder: string): Record<string, string> => ({
  NODE_OPTIONS: `--expose-gc --import=${new URL("collect-on-signal.mjs", import.meta.url).href}`,
  BENCH_MEMORY_FOLDER: folder,
});

/** Of a process, after a full collection: from inside, so that what is garbage is not counted on either side. */
export async function memoryOf(pid: number, folder: string): Promise<Memory> {
  const file = join(folder, String(pid));
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await delay(POLL_MS)) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Memory;
  }
  throw new Error(`Process ${pid} does not say what it holds`);
}
