import type { SubgraphName } from "./transport.ts";
import { SubgraphUnavailableError, tooSlow } from "./unavailable.ts";

/** How long an answer is waited for, in milliseconds. */
export interface Patience {
  readonly queries: number;
  readonly mutations: number;
}

/**
 * A mutation is not given up while it goes on: five hundred conventions are validated by one, in some twenty seconds. Below, what
 * a subgraph waits for of its own is shorter than a query's patience: see `packages/database/src/patience.ts`.
 */
export const PATIENCE: Patience = { queries: 10_000, mutations: 120_000 };

/** Gives up after so long, whatever it is that hangs; `onGivenUp` may stop the work. */
export async function within<T>(name: SubgraphName, milliseconds: number, work: Promise<T>, onGivenUp: () => void = () => {}): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new SubgraphUnavailableError(name, tooSlow()));
    onGivenUp();
  }, milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
