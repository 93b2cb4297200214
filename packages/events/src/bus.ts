import type { DomainEvent, EventType } from "./contracts.ts";
import type { Unread } from "./logged-event.ts";

/**
 * An event in the log. Its position grows with the order of publication and never changes. One that is `unread` has no
 * payload: whoever reads the log looks at that first.
 */
export type LoggedEvent = { [T in EventType]: DomainEvent<T> & { readonly position: number; readonly unread?: Unread } }[EventType];

/** A reader of the log that must hear everything of these types, and has up to this position. */
export interface Registration {
  readonly name: string;
  readonly types: readonly EventType[];
  readonly position: number;
  readonly at: Temporal.Instant;
}

/** The log of all facts, in one order that every reader shares. PostgreSQL by default; NATS JetStream has the same face. */
export interface Bus {
  /** Which log this is, in every cursor of it; empty for PostgreSQL's. */
  readonly log: string;
  /** Idempotent: an event whose id is known is not logged again. */
  publish(events: readonly DomainEvent[]): Promise<void>;
  /** Events of these types after the position, oldest first. */
  read(after: number, types: readonly EventType[], limit: number): Promise<readonly LoggedEvent[]>;
  /** The newest event of this type about this key; null when there is none. */
  newest<T extends EventType>(type: T, key: string): Promise<(DomainEvent<T> & { readonly position: number }) | null>;
  /** The position of the newest event; 0 when there is none. */
  head(): Promise<number>;
  /** Up to where the log may have forgotten events of these types; 0 while it has all of them. */
  horizon(types: readonly EventType[]): Promise<number>;
  /** From now on the log forgets nothing that this reader has still to hear, for as long as it comes back every few days. */
  register(registration: Registration): Promise<void>;
  /** Calls the listener soon after something was published, and at least every second. Returns how to stop. */
  onArrival(listener: () => void): () => void;
  stop(): Promise<void>;
}
