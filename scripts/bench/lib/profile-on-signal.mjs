import { renameSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";

/**
 * For `node --import`: on SIGUSR2 the process's CPU is sampled, on the next one what was sampled is written down. `--cpu-prof`
 * samples a whole life, where loading and warming up would hide what a request costs.
 */
let session = null;

process.on("SIGUSR2", async () => {
  if (!session) {
    session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: 500 });
    await session.post("Profiler.start");
    return;
  }
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  session = null;
  const file = join(process.env.BENCH_PROFILES, `${process.pid}.cpuprofile`);
  writeFileSync(`${file}.new`, JSON.stringify(profile));
  renameSync(`${file}.new`, file);
});
