import type { DomainEvent, EventType } from "./contracts.ts";

/** An event in the log. Its position grows with the order of publication and never changes. */
export type LoggedEvent = { [T in EventType]: DomainEvent<T> & { readonly position: number } }[EventType];

/** The log of all facts, in one order that every reader shares. PostgreSQL by default; NATS JetStream has the same face. */
export interface Bus {
  /** Idempotent: an event whose id is known is not logged again. */
  publish(events: readonly DomainEvent[]): Promise<void>;
  /** Events of these types after the position, oldest first. */
  read(after: number, types: readonly EventType[], limit: number): Promise<readonly LoggedEvent[]>;
  /** The newest event of this type about this key; null when there is none. */
  newest<T extends EventType>(type: T, key: string): Promise<(DomainEvent<T> & { readonly position: number }) | null>;
  /** Drops events of these types that occurred before then. Positions are never drawn again. */
  forget(types: readonly EventType[], before: Temporal.Instant): Promise<void>;
  /** The position of the newest event; 0 when there is none. */
  head(): Promise<number>;
  /** Calls the listener soon after something was published, and at least every second. Returns how to stop. */
  onArrival(listener: () => void): () => void;
  stop(): Promise<void>;
}
