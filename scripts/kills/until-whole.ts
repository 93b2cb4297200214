import { setTimeout as delay } from "node:timers/promises";
import type { Subject } from "./subject.ts";

const BACK_LIMIT_MS = 90_000;

/** Another process in its place, and everything there. */
export async function untilWhole(subject: Subject, component: string, former: number, failed: () => unknown): Promise<void> {
  const end = performance.now() + BACK_LIMIT_MS;
  for (;;) {
    if (failed()) throw failed();
    const pid = subject.components[component]!();
    if (pid !== null && pid !== former && (await subject.isWhole())) return;
    if (performance.now() > end) throw new Error(`${component} did not come back within ${BACK_LIMIT_MS / 1_000} s`);
    await delay(25);
  }
}
