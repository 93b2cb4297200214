import { setTimeout as delay } from "node:timers/promises";
import { BreakerOpenError } from "./breaker.ts";
import { isMutation } from "./is-mutation.ts";
import type { SubgraphTransport } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

/** How often besides the first time, and after how many milliseconds at most: a random part of it, so that those who failed together do not come back together. */
const PAUSES = [100, 300];

/**
 * To the only replica: what cannot have been done is asked again, and a query whose answer was lost, since reading twice does no
 * harm. What was too slow is not, for that would make it slower; what a breaker refused is not either, as it has just been seen not to answer.
 */
export function retrying(transport: SubgraphTransport, pause: (most: number) => Promise<unknown> = (most) => delay(Math.random() * most)): SubgraphTransport {
  return {
    ...transport,
    async execute(request) {
      for (const most of [...PAUSES, null]) {
        try {
          return await transport.execute(request);
        } catch (error) {
          if (most === null || !(error instanceof SubgraphUnavailableError) || !mayBeAskedAgain(error, request.query)) throw error;
          await pause(most);
        }
      }
      throw new Error("Unreachable");
    },
  };
}

function mayBeAskedAgain({ fate, cause }: SubgraphUnavailableError, query: string): boolean {
  if (cause instanceof BreakerOpenError || fate === "TOO_SLOW") return false;
  return fate === "NOT_BEGUN" || !isMutation(query);
}
