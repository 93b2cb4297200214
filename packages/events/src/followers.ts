import type { LoggedEvent } from "./bus.ts";
import type { EventType } from "./contracts.ts";
import { keysOf } from "./keys-of.ts";

export interface Follower<E extends LoggedEvent = LoggedEvent> {
  readonly types: readonly EventType[];
  /** What it follows, by `keysOf`; null for all of these types. */
  readonly keys: readonly string[] | null;
  push(event: E): void;
}

/**
 * Who is to be handed an event, found by its type and by what it is about: an event costs those who follow it, and not
 * everyone who follows something.
 */
export class Followers<E extends LoggedEvent = LoggedEvent> {
  readonly #all = new Set<Follower<E>>();
  readonly #byPlace = new Map<string, Set<Follower<E>>>();

  add(follower: Follower<E>): void {
    this.#all.add(follower);
    for (const place of placesOf(follower)) {
      const there = this.#byPlace.get(place);
      if (there) there.add(follower);
      else this.#byPlace.set(place, new Set([follower]));
    }
  }

  delete(follower: Follower<E>): void {
    if (!this.#all.delete(follower)) return;
    for (const place of placesOf(follower)) {
      const there = this.#byPlace.get(place);
      there?.delete(follower);
      if (there?.size === 0) this.#byPlace.delete(place);
    }
  }

  /** Each once, however many of its keys the event names. */
  of(event: LoggedEvent): ReadonlySet<Follower<E>> {
    const found = new Set(this.#byPlace.get(event.type));
    for (const key of keysOf(event)) for (const follower of this.#byPlace.get(`${event.type} ${key}`) ?? []) found.add(follower);
    return found;
  }

  [Symbol.iterator](): IterableIterator<Follower<E>> {
    return this.#all.values();
  }
}

const placesOf = ({ types, keys }: Follower): readonly string[] => (keys ? types.flatMap((type) => keys.map((key) => `${type} ${key}`)) : types);
