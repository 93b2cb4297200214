import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** For `node --import`, with --expose-gc: on SIGUSR2 what is garbage goes, and what is left is written down. */
process.on("SIGUSR2", () => {
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  const file = join(process.env.BENCH_MEMORY_FOLDER, String(process.pid));
  writeFileSync(`${file}.new`, JSON.stringify({ rss, heap: heapUsed + external }));
  renameSync(`${file}.new`, file);
});
