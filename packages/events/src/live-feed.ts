import { refused } from "@stages/kernel/refusal.ts";
import { rememberOrigin } from "@stages/telemetry/tracing.ts";
import type { Bus, LoggedEvent } from "./bus.ts";
import type { DomainEvent, EventType } from "./contracts.ts";
import { cursorOf, positionIn } from "./cursor.ts";
import { type Follower, Followers } from "./followers.ts";
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

export interface Following {
  /**
   * Ids, or places, of which an event names one (`keysOf`): no other event is looked at for this follower. It narrows and
   * decides nothing: `choose` still does. Everything of these types when left out or null.
   */
  readonly keys?: readonly string[] | null;
}

export interface LiveFeed {
  /**
   * Events of one type, or of several in the log's order, from now on, or from after a cursor: first those of the log, then live, none missed, none twice.
   * What was committed just before, and is still on its way, comes too: to leave out what may be older would be to lose some.
   * `choose` turns each, as it is sent, into what its follower is sent, or null when it is not for this one. Leaving ends it at once, also
   * while it waits. Refused with CURSOR_TOO_OLD when the log has forgotten events of these types after it, INVALID_CURSOR when it is none.
   */
  follow<T extends EventType, S>(types: T | readonly T[], after: string | null, choose: (event: EventOf<T>) => S | null | Promise<S | null>, following?: Following): Promise<Followed<S>>;
  stop(): Promise<void>;
}

type Told = LoggedEvent & { readonly cursor: string };

interface Waiting extends Follower<Told> {
  end(): void;
}

const BATCH = 500;

/** How many events wait for one follower. One that is slower lets go of them, and reads them again from the log. */
export const MOST_WAITING = 1_000;

/** Reads new events of the bus once for the whole process and hands them to every open subscription that follows them. */
export async function startLiveFeed(options: {
  bus: Bus;
  types: readonly EventType[];
  onFailure: (error: unknown) => void;
  mostWaiting?: number;
}): Promise<LiveFeed> {
  const { bus, types, onFailure, mostWaiting = MOST_WAITING } = options;
  const followers = new Followers<Told>();
  let position = await bus.head();
  let log = bus.log;

  /** One object for all who are handed it. */
  const told = (event: LoggedEvent): Told => ({ ...event, cursor: cursorOf(bus.log, event.position) });

  /** Nobody knows what an event is about that cannot be read: it is for all who follow its type. */
  const hand = (event: Told) => {
    const those = event.unread ? [...followers].filter(({ types: followed }) => followed.includes(event.type)) : followers.of(event);
    for (const follower of those) follower.push(event);
  };

  const turns = worker(async () => {
    // The log was made anew: who follows comes back with a cursor of the other, and is told to load again.
    if (log !== bus.log) {
      for (const follower of followers) (follower as Waiting).end();
      position = 0;
      log = bus.log;
    }
    for (;;) {
      const events = await bus.read(position, types, BATCH);
      for (const event of events) {
        if (event.unread?.why === "UNREADABLE") onFailure(event.unread.error);
        else hand(told(event));
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
      for (const event of events) if (event.position <= until) yield told(event);
      if (events.length < BATCH) return;
      from = events.at(-1)!.position;
    }
  }

  async function insistOnAll(followed: readonly EventType[], after: number): Promise<void> {
    if ((await bus.horizon(followed)) > after) throw refused("CURSOR_TOO_OLD", "after");
  }

  function open(followed: readonly EventType[], after: number | null, chooseFrom: (event: never) => unknown, keys: readonly string[] | null) {
    const choose = (event: Told) => {
      // Whoever follows takes it up again from there at a process that knows it.
      if (event.unread?.why === "NEWER") throw event.unread.error;
      return event.unread ? null : chooseFrom(event as never);
    };
    /** It has no other way to carry by what it came about to whoever answers it. */
    const withOrigin = <S>(event: Told, chosen: S): S => {
      rememberOrigin(chosen, event.traceparent);
      return chosen;
    };
    const queue: Told[] = [];
    let ended = false;
    let signal = () => {};
    /** Something was handed to it that it has let go of: it is read again. */
    let isBehind = false;
    const follower: Waiting = {
      types: followed,
      keys,
      push(event) {
        if (isBehind) return;
        if (queue.length >= mostWaiting) {
          queue.length = 0;
          isBehind = true;
        } else queue.push(event);
        signal();
      },
      end() {
        ended = true;
        signal();
      },
    };
    // From this point on the queue holds every event after `from`; what came before it is read from the log.
    const from = position;
    /** Everything up to here was given, or was not for this one. */
    let seen = after ?? from;
    followers.add(follower);

    /** From the log, all that is known by now; what comes meanwhile waits in the queue again. */
    async function* missed() {
      const until = Math.max(seen, position);
      isBehind = false;
      for await (const event of missedSince(seen, until, followed)) {
        const chosen = await choose(event);
        seen = event.position;
        if (chosen !== null) yield withOrigin(event, chosen);
      }
      seen = until;
    }

    async function* events() {
      try {
        if (after !== null) yield* missed();
        for (;;) {
          // At the end it goes on from the log elsewhere, after the last that it was given.
          if (isBehind && ended) return;
          if (isBehind) yield* missed();
          const next = queue.shift();
          if (!next) {
            if (ended) return;
            await new Promise<void>((resolve) => (signal = resolve));
            continue;
          }
          // Another replica's feed may have been ahead of this one.
          if (next.position <= seen) continue;
          const chosen = await choose(next);
          seen = next.position;
          if (chosen !== null) yield withOrigin(next, chosen);
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
    async follow(wanted, cursor, choose, { keys = null } = {}) {
      const after = cursor === null ? null : positionIn(bus.log, cursor);
      const followed = [wanted].flat() as readonly EventType[];
      if (after !== null) await insistOnAll(followed, after);
      return open(followed, after, choose, keys) as never;
    },
    async stop() {
      stopListening();
      for (const follower of followers) (follower as Waiting).end();
      await turns.stop();
    },
  };
}
