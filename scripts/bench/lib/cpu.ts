import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time for programs in hundredths of a second, whatever its own tick. */
const TICK_MS = 10;

/**
 * CPU time of a process so far, its own and its threads', in ms; NaN where there is no /proc. Read from outside, so that
 * what is measured stays exactly what runs elsewhere.
 */
export function cpuOf(pid: number): number {
  const stat = statOf(pid);
  return stat ? (stat.user + stat.system) * TICK_MS : Number.NaN;
}

/** The same for a process and all its children, the ended ones included: PostgreSQL has a process for each connection. */
export function cpuOfFamily(parent: number): number {
  const own = statOf(parent);
  if (!own) return Number.NaN;
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === parent);
  return [own, ...children].reduce((sum, stat) => sum + stat!.user + stat!.system, own.endedChildren) * TICK_MS;
}

export function parentOf(pid: number): number | null {
  return statOf(pid)?.parent ?? null;
}

/** proc_pid_stat(5): the name, field 2, may hold spaces; the rest is counted from behind it. */
function statOf(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const field = (number: number) => Number(fields[number - 3]);
    return { parent: field(4), user: field(14), system: field(15), endedChildren: field(16) + field(17) };
  } catch {
    return null; // it has ended, or this is not Linux
  }
}
