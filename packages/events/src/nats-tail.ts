import { isForgotten, readSubject } from "./nats-subject.ts";
import { doubles, PRELUDE } from "./nats-doubles.ts";
import { leaderHas, push, type StreamMessage } from "./nats-consumer.ts";
import type { Entry } from "./nats-message.ts";
import type { NatsStream } from "./nats-stream.ts";
import { worker } from "./worker.ts";

export interface Tail {
  /** Whether it holds everything after this position. */
  covers(after: number): boolean;
  /** The first that it holds; null when it holds none. */
  first(): number | null;
  read(after: number, types: ReadonlySet<string>, limit: number): readonly Entry[];
  /** Where an event of late stands. */
  find(id: string): number | null;
  drop(ids: ReadonlySet<string>): void;
  /** The log is known to go up to here. */
  expect(position: number): void;
  /**
   * Once it goes as far as the log is known to: what it gives is then whole, and a reader who gets less than they asked for has all.
   * Fails when that takes long.
   */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const KEPT = 4_000;
const LOOK_MS = 2_000;
const REACH_MS = 10_000;

/**
 * The end of the log in memory, from which almost every read is answered: one consumer for the process, made anew from the
 * beginning of what is kept whenever anything is in doubt.
 */
export async function startTail(stream: NatsStream, { onArrival, onForgotten, onRemade, onFailure }: {
  readonly onArrival: () => void;
  /** Someone was erased: what was read before and is still held tells of them. */
  readonly onForgotten: () => void;
  /** It was not there any more, and is begun anew. */
  readonly onRemade: () => void;
  readonly onFailure: (error: unknown) => void;
}): Promise<Tail> {
  let entries: Entry[] = [];
  /** It holds everything after `from`, up to `until`. */
  let from = Number.MAX_SAFE_INTEGER;
  let until = 0;
  let log = stream.log();
  let pushed: { stop(): void } | null = null;
  let twice = doubles();
  /** What came before is not its to give. */
  let begun = 0;
  /** Up to where it is known to be written. */
  let known = 0;
  let behindAt: number | null = null;
  let behindSince = 0;
  const waiting = new Set<{ readonly position: number; readonly resolve: () => void }>();

  const clear = () => {
    pushed?.stop();
    pushed = null;
    entries = [];
    from = Number.MAX_SAFE_INTEGER;
    until = 0;
    behindAt = null;
  };

  const take = (message: StreamMessage) => {
    moveTo(message.seq);
    behindAt = null;
    const read = readSubject(stream.root, message.subject);
    if (read && "forgotten" in read) {
      entries = entries.filter((entry) => !isForgotten(read.forgotten, entry));
      onForgotten();
    } else if (read) {
      const entry = { ...message, ...read.event };
      if (!twice.has(entry) && message.seq > begun) entries.push(entry);
    }
    if (entries.length > 2 * KEPT) {
      from = entries[KEPT - 1]!.seq;
      entries = entries.slice(KEPT);
    }
    onArrival();
  };

  const moveTo = (position: number) => {
    until = Math.max(until, position);
    known = Math.max(known, until);
    for (const one of waiting) if (one.position <= until) one.resolve();
  };

  const turns = worker(async () => {
    const { state } = await stream.look();
    if (stream.log() !== log) {
      log = stream.log();
      clear();
      known = 0;
      onRemade();
    }
    known = Math.max(known, state.last_seq);
    if (pushed && state.last_seq > until) {
      const at = until;
      // What the leader has not, was forgotten. What it has and this has not may be on its way, or asked of a replica that is late.
      if (!(await leaderHas(stream, at + 1))) moveTo(state.last_seq);
      else if (behindAt === at && until === at && performance.now() - behindSince > LOOK_MS) clear();
      else if (behindAt !== at) [behindAt, behindSince] = [at, performance.now()];
    }
    if (pushed) return;
    let lost = false;
    twice = doubles();
    from = until = begun = Math.max(0, state.last_seq - KEPT);
    const pushing = await push(stream, begun + 1 - PRELUDE, take, () => {
      lost = true;
      clear();
      turns.wake();
    });
    if (!lost) pushed = pushing;
    // Where nothing is left to be pushed, the next turn says so.
    turns.wake();
    onArrival();
  }, onFailure);
  const looking = setInterval(turns.wake, LOOK_MS);
  turns.wake();

  return {
    covers: (after) => after >= from,
    first: () => entries[0]?.seq ?? null,
    read(after, types, limit) {
      let at = entries.length;
      while (at > 0 && entries[at - 1]!.seq > after) at -= 1;
      const found: Entry[] = [];
      for (; at < entries.length && found.length < limit; at++) if (types.has(entries[at]!.type)) found.push(entries[at]!);
      return found;
    },
    find: (id) => entries.findLast((entry) => entry.id === id)?.seq ?? null,
    drop(ids) {
      entries = entries.filter((entry) => !ids.has(entry.id));
    },
    expect(position) {
      known = Math.max(known, position);
    },
    async caughtUp() {
      const position = known;
      if (position <= until) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { position, resolve };
      waiting.add(one);
      turns.wake();
      const late = setTimeout(resolve, REACH_MS);
      await promise.finally(() => {
        clearTimeout(late);
        waiting.delete(one);
      });
      if (position > until && position <= known) throw new Error(`the end of the log is not here: ${until} of ${position}`);
    },
    async stop() {
      clearInterval(looking);
      await turns.stop();
      clear();
      for (const { resolve } of waiting) resolve();
    },
  };
}
