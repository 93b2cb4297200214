import { execFileSync } from "node:child_process";

/** A server's processes: each of PostgreSQL's sessions reads and answers by itself. */
export function processesOf(server: number): readonly number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table.trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  return [server, ...rows.filter(([, parent]) => parent === server).map(([pid]) => pid)];
}

/** After this nothing of that server answers anyone, frozen or not, now or later. It is frozen first, so that it begets nobody meanwhile. */
export function fence(server: number): void {
  signal(server, "SIGSTOP");
  for (const pid of processesOf(server)) signal(pid, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
