import { readFileSync, writeFileSync } from "node:fs";
import type { Clock } from "@stages/kernel/civil-time.ts";

/**
 * The clock that every process of the proof reads: it runs as fast as any other, and jumps over the stretches in which
 * nothing is due. The file holds by how much it is ahead of the machine's, in milliseconds.
 */
export const sharedClock =
  (file: string): Clock =>
  () =>
    Temporal.Now.instant().add({ milliseconds: Number(readFileSync(file, "utf8")) });

export function setAhead(file: string, milliseconds: number): void {
  writeFileSync(file, String(Math.round(milliseconds)).padEnd(20));
}
