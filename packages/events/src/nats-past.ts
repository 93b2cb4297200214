import { pull } from "./nats-consumer.ts";
import { doubles, PRELUDE } from "./nats-doubles.ts";
import { type Entry, entryOf } from "./nats-message.ts";
import type { NatsStream } from "./nats-stream.ts";

export interface Past {
  /** What stands after the position and before what memory holds; `met` when it came as far as that. */
  read(after: number, types: ReadonlySet<string>, limit: number, first: () => number | null): Promise<{ readonly entries: readonly Entry[]; readonly met: boolean }>;
  /** Whoever goes on reads again. */
  forget(): void;
}

const READERS = 8;

/**
 * Reads the log from further back than memory goes. By one consumer of all types, and not by one of each: they could be served by
 * replicas of which one is behind the other, and what that one lacks would be passed over. Whoever reads on after
 * the last event of a read goes on with the same consumer.
 */
export function pastOf(stream: NatsStream): Past {
  const readers = new Map<string, AsyncGenerator<Entry>>();
  const nameOf = (after: number, types: ReadonlySet<string>) => `${after} ${[...types].join(" ")}`;
  const drop = (name: string) => {
    void readers.get(name)?.return(undefined).catch(() => {});
    readers.delete(name);
  };

  async function* eventsFrom(after: number): AsyncGenerator<Entry> {
    const twice = doubles();
    for await (const message of pull(stream, after + 1 - PRELUDE)) {
      const entry = entryOf(stream.root, message);
      if (entry && !twice.has(entry) && entry.seq > after) yield entry;
    }
  }

  return {
    async read(after, types, limit, first) {
      const name = nameOf(after, types);
      const messages = readers.get(name) ?? eventsFrom(after);
      readers.delete(name);
      const entries: Entry[] = [];
      let met = false;
      try {
        for (;;) {
          const { done, value } = await messages.next();
          if (done) break;
          const known = first();
          if (known !== null && value.seq >= known) {
            met = true;
            break;
          }
          if (!types.has(value.type) || entries.push(value) < limit) continue;
          readers.set(nameOf(value.seq, types), messages);
          for (const oldest of [...readers.keys()].slice(0, -READERS)) drop(oldest);
          return { entries, met };
        }
      } catch (error) {
        void messages.return(undefined).catch(() => {});
        throw error;
      }
      void messages.return(undefined).catch(() => {});
      return { entries, met };
    },
    forget() {
      for (const name of readers.keys()) drop(name);
    },
  };
}
