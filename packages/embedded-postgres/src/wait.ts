import { setTimeout as delay } from "node:timers/promises";

/** Asks again until there is an answer, or until the time is over: then null. */
export async function until<T>(ask: () => T | null | false | Promise<T | null | false>, { every = 20, within }: { every?: number; within: number }): Promise<T | null> {
  const end = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > end) return null;
    await delay(every);
  }
}
