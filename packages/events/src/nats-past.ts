import { pull } from "./nats-consumer.ts";
import { doubles, PRELUDE } from "./nats-doubles.ts";
import { type Entry, entryOf } from "./nats-message.ts";
import type { NatsStream } from "./nats-stream.ts";
import { typeIn } from "./nats-subject.ts";

export interface Past {
  /** What stands after the position and before what memory holds; `met` when it came as far as that. */
  read(after: number, types: ReadonlySet<string>, limit: number, first: () => number | null): Promise<{ readonly entries: readonly Entry[]; readonly met: boolean }>;
  /** Whoever goes on reads again. */
  forget(): void;
}

interface Place {
  readonly seq: number;
  readonly entry: Entry | null;
}

/** Of as many followers that catch up at once: who is not among them reads what came before again. */
const READERS = 32;

/**
 * Reads the log from further back than memory goes. By one consumer of all types, and not by one of each: they could be served by
 * replicas of which one is behind the other, and what that one lacks would be passed over. Whoever reads on after
 * the last event of a read goes on with the same consumer.
 */
export function pastOf(stream: NatsStream): Past {
  const readers = new Map<string, AsyncGenerator<Place>>();
  const nameOf = (after: number, types: ReadonlySet<string>) => `${after} ${[...types].join(" ")}`;
  const drop = (name: string) => {
    void readers.get(name)?.return(undefined).catch(() => {});
    readers.delete(name);
  };

  /** Every place, and what stands there when it is wanted: most is not, and is not looked at further. */
  async function* placesFrom(after: number, types: ReadonlySet<string>): AsyncGenerator<Place> {
    const twice = doubles();
    for await (const message of pull(stream, after + 1 - PRELUDE)) {
      const entry = types.has(typeIn(stream.root, message.subject)) ? entryOf(stream.root, message) : null;
      const isFirst = entry !== null && !twice.has(entry);
      if (message.seq > after) yield { seq: message.seq, entry: isFirst ? entry : null };
    }
  }

  return {
    async read(after, types, limit, first) {
      const name = nameOf(after, types);
      const messages = readers.get(name) ?? placesFrom(after, types);
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
          if (!value.entry || entries.push(value.entry) < limit) continue;
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
