import type { Database } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { asc, inArray, sql } from "drizzle-orm";
import type { Bus } from "./bus.ts";
import type { DomainEvent } from "./contracts.ts";
import type { MessagingTables } from "./tables.ts";
import { type Worker, worker } from "./worker.ts";

const BATCH = 500;
const POLL_MS = 50;

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
 */
export function startRelay(options: {
  name: string;
  db: Database;
  tables: MessagingTables;
  bus: Bus;
  onFailure: (error: unknown) => void;
}): Relay {
  const { name, db, tables, bus, onFailure } = options;
  const { outbox } = tables;

  const moveBatch = () =>
    db.transaction(async (tx) => {
      const [lock] = await tx.execute<{ mine: boolean }>(
        sql`select pg_try_advisory_xact_lock(${relayLock(name)}) as mine`,
      );
      if (!lock?.mine) return 0;
      const rows = await tx.select().from(outbox).orderBy(asc(outbox.position)).limit(BATCH);
      if (rows.length === 0) return 0;
      await bus.publish(
        rows.map(({ eventId, position: _, about: __, ...row }) => ({ ...row, id: eventId, payload: openFrom(outbox.payload, { eventId }, row.payload) }) as DomainEvent),
      );
      await tx.delete(outbox).where(inArray(outbox.position, rows.map((row) => row.position)));
      return rows.length;
    });

  const isEmpty = async () => (await db.select({ position: outbox.position }).from(outbox).limit(1)).length === 0;

  const turns: Worker = worker(async () => {
    if (await isEmpty()) return;
    while ((await moveBatch()) === BATCH);
  }, onFailure);
  const poll = setInterval(turns.wake, POLL_MS);
  return {
    wake: turns.wake,
    async stop() {
      clearInterval(poll);
      await turns.stop();
    },
  };
}
