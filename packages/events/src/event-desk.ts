import type { Database } from "@stages/database/connection.ts";
import { count, eq, min } from "drizzle-orm";
import type { Bus } from "./bus.ts";
import type { Handlers } from "./consumer.ts";
import type { EventType } from "./contracts.ts";
import { readerIn } from "./cursor.ts";
import { drop, listSetAside, replay, type Replayed, type SetAsideLine } from "./set-aside.ts";
import type { MessagingTables } from "./tables.ts";

/** Where a subgraph's events stand, for whoever runs the platform. */
export interface EventsState {
  readonly setAside: readonly SetAsideLine[];
  /** What has not left yet. */
  readonly outbox: { readonly rows: number; readonly oldest: Temporal.Instant | null };
  /** How many events it has still to hear, counted up to MOST_BEHIND. */
  readonly behind: number;
}

export const MOST_BEHIND = 1_000;

export interface EventDesk {
  /** What it does something on hearing, and what its subscriptions stream. */
  readonly hears: readonly EventType[];
  readonly streams: readonly EventType[];
  state(bus: Bus): Promise<EventsState>;
  /** Oldest first, as long as there are some; one alone when it is named. */
  replay(eventId?: string): Promise<readonly (SetAsideLine & { readonly replayed: Replayed })[]>;
  /** False when it is not set aside here. */
  drop(eventId: string, because: string): Promise<boolean>;
}

export function eventDesk({ name, db, tables, handlers, streams, now }: { name: string; streams: readonly EventType[]; db: () => Database; tables: MessagingTables; handlers: Handlers; now: () => Temporal.Instant }): EventDesk {
  const { outbox, busCursor } = tables;
  const hears = Object.keys(handlers) as EventType[];
  return {
    hears,
    streams,
    async state(bus) {
      const [waiting] = await db().select({ rows: count(), oldest: min(outbox.occurredAt) }).from(outbox);
      const [cursor] = await db().select({ position: busCursor.position }).from(busCursor).where(eq(busCursor.consumer, readerIn(bus.log, name)));
      const unheard = await bus.read(cursor?.position ?? 0, hears, MOST_BEHIND);
      return { setAside: await listSetAside(db(), tables), outbox: waiting!, behind: unheard.length };
    },
    async replay(eventId) {
      const done = [];
      for (const line of await listSetAside(db(), tables)) {
        if (eventId !== undefined && line.eventId !== eventId) continue;
        done.push({ ...line, replayed: await replay(db(), tables, handlers, line.eventId, now()) });
      }
      return done;
    },
    drop: (eventId, because) => drop(db(), tables, eventId, because),
  };
}
