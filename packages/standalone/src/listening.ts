import type { GraphAnswer } from "@stages/client/client.ts";
import { expect, vi } from "vitest";

/** What a subscription has told so far. */
export interface Ear<T> {
  readonly heard: readonly T[];
  /** The first one for which `wanted` holds, of those told so far or to come. */
  until(wanted: (event: T) => boolean): Promise<T>;
  /** Ends the subscription, and waits until nothing of it is left here. */
  leave(): Promise<void>;
}

const PATIENCE = { timeout: 30_000, interval: 20 };

/** Listens to a subscription's one field; an error in an answer fails whoever waits for the next. */
export function earOn<T>(events: AsyncIterableIterator<GraphAnswer>, field: string): Ear<T> {
  const heard: T[] = [];
  let failure: unknown = null;
  const listening = (async () => {
    for await (const { data, errors } of events) {
      if (errors) throw new Error(JSON.stringify(errors));
      heard.push(data![field] as T);
    }
  })().catch((error: unknown) => (failure = error));
  return {
    heard,
    until: (wanted) =>
      vi.waitFor(() => {
        expect(failure).toBeNull();
        const event = heard.find(wanted);
        expect(event, `one of ${heard.length} events`).toBeDefined();
        return event!;
      }, PATIENCE),
    async leave() {
      await events.return?.();
      await listening;
      if (failure) throw failure;
    },
  };
}
