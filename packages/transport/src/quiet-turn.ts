import { setImmediate } from "node:timers/promises";

const QUIET_MS = 1;
const TURNS = 100;

/**
 * Resolves at the end of a turn of the event loop in which next to nothing was done: whoever came has been accepted. A server that closes
 * after a long turn breaks the connections that the system took meanwhile, unread, where it might have answered them.
 */
export async function quietTurn(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    const from = performance.now();
    await setImmediate();
    if (performance.now() - from < QUIET_MS) return;
  }
}
