import type { Entry } from "./nats-message.ts";

/** How far behind an event its double may stand: far more than is on its way at once when a leader changes. */
export const PRELUDE = 2_000;

/**
 * An event that stands twice in the log, which servers killed while they lead may come to: the first place is the event's. Who
 * begins in the middle reads what came before, to know.
 */
export function doubles(): { has(entry: Entry): boolean } {
  const seen = new Map<string, number>();
  return {
    has({ id, seq }) {
      const first = seen.get(id);
      if (first !== undefined) return first !== seq;
      seen.set(id, seq);
      // In the order in which they came.
      if (seen.size > 2 * PRELUDE) for (const oldest of [...seen.keys()].slice(0, PRELUDE)) seen.delete(oldest);
      return false;
    },
  };
}
