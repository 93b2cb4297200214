import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a running server says of itself in `postmaster.pid` (lines as in PostgreSQL's `pidfile.h`). */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

/** Null when no server runs, or when the file is just being written. */
export function readPostmasterFile(cluster: string): PostmasterFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  // A standalone backend writes its number with a minus.
  const pid = Math.abs(Number(lines[0]));
  return pid ? { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? "").trim() } : null;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
