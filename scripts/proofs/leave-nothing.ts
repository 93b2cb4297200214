import { execFileSync } from "node:child_process";

/*
 * Imported by what starts servers of its own and is often stopped by Ctrl-C: whatever it has begotten ends with it. A PostgreSQL leads
 * a process group of its own and would outlive it, to be adopted by a next start that does not come.
 */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
process.on("exit", () => {
  for (const pid of descendants(process.pid)) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It ended by itself.
    }
  }
});

/** Those nearest first. */
function descendants(of: number): readonly number[] {
  if (process.platform === "win32") return [];
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const found: number[] = [];
  const visit = (parent: number) => {
    for (const [pid, ppid] of rows) {
      if (ppid !== parent) continue;
      found.push(pid);
      visit(pid);
    }
  };
  visit(of);
  return found;
}
