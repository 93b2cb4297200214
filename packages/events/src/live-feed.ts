import { refused } from "@stages/kernel/refusal.ts";
import type { Bus, LoggedEvent } from "./bus.ts";
import type { DomainEvent, EventType } from "./contracts.ts";
import { cursorOf, positionIn } from "./cursor.ts";
import { worker } from "./worker.ts";

type EventOf<T extends EventType> = DomainEvent<T> & {
  readonly position: number;
  /** Its name for who resumes after it. */
  readonly cursor: string;
};

export interface Followed<S> extends AsyncIterableIterator<S> {
  /** Where it begins: a follower lost before its first event takes it up again from here. */
  readonly cursor: string;
}

export interface LiveFeed {
  /**
   * Events of one type, or of several in the log's order, from now on, or from after a cursor: first those of the log, then live, none missed, none twice.
   * What was committed just before, and is still on its way, comes too: to leave out what may be older would be to lose some.
   * `choose` turns each into what its follower is sent, or null when it is not for this one. Leaving ends it at once, also
   * while it waits. Refused with CURSOR_TOO_OLD when the log has forgotten events of these types after it, INVALID_CURSOR when it is none.
   */
  follow<T extends EventType, S>(types: T | readonly T[], after: string | null, choose: (event: EventOf<T>) => S | null): Promise<Followed<S>>;
  stop(): Promise<void>;
}

interface Follower {
  readonly types: readonly EventType[];
  push(event: LoggedEvent): void;
  end(): void;
}

const BATCH = 500;

/** Reads new events of the bus once for the whole process and hands them to every open subscription. */
export async function startLiveFeed(options: {
  bus: Bus;
  types: readonly EventType[];
  onFailure: (error: unknown) => void;
}): Promise<LiveFeed> {
  const { bus, types, onFailure } = options;
  const followers = new Set<Follower>();
  let position = await bus.head();

  const turns = worker(async () => {
    for (;;) {
      const events = await bus.read(position, types, BATCH);
      for (const event of events) {
        if (event.unread) onFailure(event.unread.error);
        for (const follower of followers) if (follower.types.includes(event.type)) follower.push(event);
        position = event.position;
      }
      if (events.length < BATCH) return;
    }
  }, onFailure);
  const stopListening = bus.onArrival(turns.wake);

  async function* missedSince(after: number, until: number, followed: readonly EventType[]) {
    for (let from = after; from < until; ) {
      const events = await bus.read(from, followed, BATCH);
      // After reading, for what was forgotten in between is not in what was read.
      await insistOnAll(followed, from);
      for (const event of events) if (event.position <= until) yield event;
      if (events.length < BATCH) return;
      from = events.at(-1)!.position;
    }
  }

  async function insistOnAll(followed: readonly EventType[], after: number): Promise<void> {
    if ((await bus.horizon(followed)) > after) throw refused("CURSOR_TOO_OLD", "after");
  }

  function open(followed: readonly EventType[], after: number | null, chooseOf: (event: never) => unknown) {
    const choose = (event: LoggedEvent) => {
      // Whoever follows takes it up again from there at a process that knows it.
      if (event.unread?.why === "NEWER") throw event.unread.error;
      return event.unread ? null : chooseOf({ ...event, cursor: cursorOf(bus.log, event.position) } as never);
    };
    const queue: LoggedEvent[] = [];
    let ended = false;
    let signal = () => {};
    const follower: Follower = {
      types: followed,
      push: (event) => {
        queue.push(event);
        signal();
      },
      end: () => {
        ended = true;
        signal();
      },
    };
    // From this point on the queue holds every event after `from`; what came before it is read from the log.
    const from = position;
    followers.add(follower);

    async function* events() {
      try {
        if (after !== null) {
          for await (const missed of missedSince(after, from, followed)) {
            const chosen = choose(missed);
            if (chosen !== null) yield chosen;
          }
        }
        for (;;) {
          const next = queue.shift();
          // Another replica's feed may have been ahead of this one.
          if (next && after !== null && next.position <= after) continue;
          const chosen = next && choose(next);
          if (chosen) yield chosen;
          else if (next) continue;
          else if (ended) return;
          else await new Promise<void>((resolve) => (signal = resolve));
        }
      } finally {
        followers.delete(follower);
      }
    }
    const iterator = events();
    return {
      cursor: cursorOf(bus.log, after ?? from),
      next: () => iterator.next(),
      // A generator that waits cannot be returned from: wake it first.
      return: async () => {
        follower.end();
        followers.delete(follower);
        return { done: true as const, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  return {
    async follow(wanted, cursor, choose) {
      const after = cursor === null ? null : positionIn(bus.log, cursor);
      const followed = [wanted].flat() as readonly EventType[];
      if (after !== null) await insistOnAll(followed, after);
      return open(followed, after, choose) as never;
    },
    async stop() {
      stopListening();
      for (const follower of followers) follower.end();
      await turns.stop();
    },
  };
}
