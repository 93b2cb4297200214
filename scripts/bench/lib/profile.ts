import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type CpuProfile, selfTimes } from "./self-times.ts";

/** Beside what `--keep` leaves: to be opened with a browser's developer tools too. */
const PROFILES = fileURLToPath(new URL("../../../.data/bench/profiles", import.meta.url));
const POLL_MS = 20;
const PATIENCE_MS = 60_000;
const TOP = 25;

/** What makes a process one of those that can be profiled; its CPU is sampled only during `profileOf`. */
export const profilable = (): Record<string, string> => {
  mkdirSync(PROFILES, { recursive: true });
  return { NODE_OPTIONS: `--import=${new URL("profile-on-signal.mjs", import.meta.url).href}`, BENCH_PROFILES: PROFILES };
};

/** Where the CPU of these processes goes while `work` lasts: a summary for each, its profile left under its name. */
export async function profileOf(processes: Readonly<Record<string, number>>, work: () => Promise<unknown>): Promise<string> {
  const written = Object.entries(processes).map(([name, pid]) => ({ name, pid, file: join(PROFILES, `${pid}.cpuprofile`) }));
  for (const { pid, file } of written) {
    rmSync(file, { force: true });
    process.kill(pid, "SIGUSR2");
  }
  await work();
  for (const { pid } of written) process.kill(pid, "SIGUSR2");
  const summaries: string[] = [];
  for (const { name, file } of written) {
    await appearance(file);
    const kept = join(PROFILES, `${name}.cpuprofile`);
    renameSync(file, kept);
    summaries.push(summaryOf(name, JSON.parse(readFileSync(kept, "utf8")) as CpuProfile));
  }
  return summaries.join("\n\n");
}

function summaryOf(name: string, profile: CpuProfile): string {
  const { busy, byPackage, byFile } = selfTimes(profile);
  const lines = (times: ReadonlyMap<string, number>) =>
    [...times]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, TOP)
      .map(([place, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${place}`);
  return [`profile of ${name}: self time, of ${(busy / 1e6).toFixed(2)} s busy`, "by package", ...lines(byPackage), "by file", ...lines(byFile)].join("\n");
}

async function appearance(file: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !existsSync(file); await delay(POLL_MS)) {
    if (performance.now() > end) throw new Error(`No profile was written: ${file}`);
  }
}
