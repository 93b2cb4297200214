import type { Database } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { endedSpan, isTracing } from "@stages/telemetry/tracing.ts";
import { asc, sql } from "drizzle-orm";
import type { Bus } from "./bus.ts";
import { type DomainEvent, EVENT_TYPES } from "./contracts.ts";
import { EventSetAside, setToldAside, transienceOfEvent } from "./set-aside.ts";
import type { MessagingTables } from "./tables.ts";
import { type Worker, worker } from "./worker.ts";

const BATCH = 500;
const POLL_MS = 50;
const TRIES = 3;

export interface Relay {
  /** Called after a commit that told something: the event leaves at once instead of at the next poll. */
  wake(): void;
  stop(): Promise<void>;
}

/** Held until the end of a transaction, it lets nothing of this outbox leave. */
export const relayLock = (name: string) => sql`hashtextextended(${`relay ${name}`}, 0)`;

/**
 * Empties a subgraph's outbox into the bus. One replica at a time holds the lock. An event is published before its row
 * is deleted: a crash between the two publishes it again, which the bus ignores. Rows of a transaction still open are not
 * visible and leave later; the events of one object keep their order, because its row is locked before each change.
 * A row that cannot be opened is set aside, and so is one that the bus refuses while it takes others: nothing waits behind
 * it. When it takes none, it is the bus that fails, and all of them wait.
 */
export function startRelay(options: {
  name: string;
  db: Database;
  tables: MessagingTables;
  bus: Bus;
  now: () => Temporal.Instant;
  onFailure: (error: unknown) => void;
}): Relay {
  const { name, db, tables, bus, now, onFailure } = options;
  const { outbox } = tables;

  type Row = typeof outbox.$inferSelect;
  interface Leaving {
    readonly row: Row;
    readonly event: DomainEvent;
  }
  interface Stuck {
    readonly row: Row;
    readonly why: "FAILED" | "UNREADABLE";
    readonly error: unknown;
  }
  let refusals = 0;
  /** Another replica was emptying this outbox at the last look: it takes what is told meanwhile too, or the next poll does. */
  let isAnothers = false;

  /** One span for each act that told some of them, for they leave together. */
  const relaying = async (events: readonly DomainEvent[]) => {
    const from = performance.now();
    await bus.publish(events);
    if (!isTracing()) return;
    for (const [parent, told] of Map.groupBy(events, ({ traceparent }) => traceparent ?? null)) {
      if (parent === null) continue;
      const attributes = { "stages.subgraph": name, "stages.event": told[0]!.type, "stages.events": told.length };
      endedSpan("relay", performance.now() - from, { kind: "PRODUCER", parent, attributes });
    }
  };

  const opened = (row: Row): Leaving | Stuck => {
    const { eventId, position: _, about: __, ...rest } = row;
    try {
      return { row, event: { ...rest, id: eventId, payload: openFrom(outbox.payload, { eventId }, row.payload) } as DomainEvent };
    } catch (error) {
      return { row, why: "UNREADABLE", error };
    }
  };

  const publishOneByOne = async (leaving: readonly Leaving[], cause: unknown): Promise<readonly Stuck[]> => {
    const stuck: Stuck[] = [];
    for (const { row, event } of leaving) {
      try {
        await relaying([event]);
      } catch (error) {
        if (transienceOfEvent(error)) throw error;
        stuck.push({ row, why: "FAILED", error });
      }
    }
    if (stuck.length === leaving.length) throw cause;
    return stuck;
  };

  const publish = async (leaving: readonly Leaving[]): Promise<readonly Stuck[]> => {
    if (leaving.length === 0) return [];
    try {
      await relaying(leaving.map(({ event }) => event));
      refusals = 0;
      return [];
    } catch (error) {
      if (transienceOfEvent(error)) throw error;
      refusals += 1;
      if (refusals < TRIES) throw error;
      return await publishOneByOne(leaving, error);
    }
  };

  const moveBatch = () =>
    db.transaction(async (tx) => {
      const [lock] = await tx.execute<{ mine: boolean }>(
        sql`select pg_try_advisory_xact_lock(${relayLock(name)}) as mine`,
      );
      isAnothers = !lock?.mine;
      if (isAnothers) return { moved: 0, stuck: [] };
      const rows = await tx.select().from(outbox).orderBy(asc(outbox.position)).limit(BATCH);
      // A type that a newer replica tells is for its own relay, once this process has ended.
      const all = rows.filter(({ type }) => EVENT_TYPES.includes(type)).map(opened);
      if (all.length === 0) return { moved: 0, stuck: [] };
      const stuck = [...all.filter((one): one is Stuck => "why" in one), ...(await publish(all.filter((one): one is Leaving => "event" in one)))];
      for (const { row, why, error } of stuck) await setToldAside(tx, tables, row, { why, error, tries: why === "FAILED" ? TRIES : 1, since: now() });
      // As one parameter: a list of them would be parsed and planned anew for each length.
      await tx.delete(outbox).where(sql`${outbox.position} = any(${`{${all.map(({ row }) => row.position).join(",")}}`}::bigint[])`);
      return { moved: all.length, stuck };
    });

  const moveAll = async () => {
    for (;;) {
      const { moved, stuck } = await moveBatch();
      for (const { row, error } of stuck) onFailure(new EventSetAside(name, { id: row.eventId, type: row.type }, error));
      if (moved < BATCH) return;
    }
  };

  const isEmpty = async () => (await db.select({ position: outbox.position }).from(outbox).limit(1)).length === 0;

  const turns: Worker = worker(async () => {
    if (await isEmpty()) return;
    await moveAll();
  }, onFailure);
  const poll = setInterval(() => {
    isAnothers = false;
    turns.wake();
  }, POLL_MS);
  return {
    wake: () => {
      if (!isAnothers) turns.wake();
    },
    async stop() {
      clearInterval(poll);
      await turns.stop();
    },
  };
}
