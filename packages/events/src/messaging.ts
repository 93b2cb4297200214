import type { Database } from "@stages/database/connection.ts";
import type { Bus } from "./bus.ts";
import type { Handlers } from "./consumer.ts";
import { startConsumer } from "./consumer.ts";
import type { EventType } from "./contracts.ts";
import { BusUnreachableError } from "./bus-unreachable.ts";
import { type LiveFeed, startLiveFeed } from "./live-feed.ts";
import { openBus } from "./open-bus.ts";
import { startRelay } from "./relay.ts";
import type { MessagingTables } from "./tables.ts";

export interface Messaging {
  /** To call after a commit that told something. */
  wakeRelay(): void;
  readonly live: LiveFeed;
  readonly bus: Bus;
  stop(): Promise<void>;
}

/** Everything that makes a subgraph tell, hear and stream facts, started and stopped in the right order. */
export async function startMessaging(options: {
  name: string;
  databaseUrl: string;
  /** Where the log is, when it is not in the database. */
  natsUrl: string | null;
  db: Database;
  tables: MessagingTables;
  handlers: Handlers;
  /** See `startConsumer`. */
  sideBySide?: readonly EventType[];
  /** The types this subgraph streams to its subscribers. */
  streams: readonly EventType[];
  now: () => Temporal.Instant;
  onFailure: (error: unknown) => void;
}): Promise<Messaging> {
  const { name, databaseUrl, natsUrl, db, tables, handlers, sideBySide = [], streams, now } = options;
  // A log that cannot be reached fails every turn of everyone with the same failure: it is told once.
  const told = new WeakSet<object>();
  const onFailure = (error: unknown) => {
    if (error instanceof BusUnreachableError && told.has(error)) return;
    if (error instanceof BusUnreachableError) told.add(error);
    options.onFailure(error);
  };
  const bus = await openBus({ databaseUrl, natsUrl }, { label: `stages ${name}`, onFailure });
  const live = await startLiveFeed({ bus, types: streams, onFailure });
  const relay = startRelay({ name, db, tables, bus, now, onFailure });
  const consumer = startConsumer({ name, db, tables, bus, handlers, sideBySide, now, onApplied: relay.wake, onFailure });
  return {
    wakeRelay: relay.wake,
    live,
    bus,
    async stop() {
      await consumer.stop();
      await relay.stop();
      await live.stop();
      await bus.stop();
    },
  };
}
