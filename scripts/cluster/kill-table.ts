import type { KillRow } from "../kills/prove-kills.ts";

const COLUMNS = ["composant", "de retour (s)", "écritures", "lectures", "à redemander", "trou d'écriture (ms)", "trou de lecture (ms)"] as const;
export const HEAD = COLUMNS.map((name, n) => (n === 0 ? name.padEnd(16) : name.padStart(name.length + 2))).join("");

export function lineOf({ component, awayMs, writes, reads, refusals, writeGapMs, readGapMs }: KillRow): string {
  const refused = Object.values(refusals).reduce((sum, count) => sum + count, 0);
  const cells = [component, (awayMs / 1_000).toFixed(1).replace(".", ","), String(writes), String(reads), String(refused), writeGapMs.toFixed(0), readGapMs.toFixed(0)];
  return cells.map((cell, n) => (n === 0 ? cell.padEnd(16) : cell.padStart(COLUMNS[n]!.length + 2))).join("");
}
