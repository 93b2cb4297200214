import type { Sql } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import type { Bus } from "@stages/events/bus.ts";
import type { DomainEvent } from "@stages/events/contracts.ts";
import { toyTables } from "@stages/events/toy-messaging.ts";
import { worker } from "@stages/events/worker.ts";
import type postgres from "postgres";

const BATCH = 500;
const POLL_MS = 50;

interface Row {
  readonly xid: string;
  readonly position: string;
  readonly event_id: string;
  readonly type: "ActorChanged";
  readonly version: number;
  readonly key: string;
  readonly payload: Uint8Array;
  readonly occurred: string;
}

type Next = (tx: postgres.TransactionSql) => Promise<readonly Row[]>;

/** Rows stay: a cursor says which were published, and waits for every transaction that began before the last of them. */
export const startCursorRelay = (sql: Sql, bus: Bus) =>
  startRelayFrom(sql, bus, (tx) => tx<Row[]>`
    select xid::text, position, event_id, type, version, key, payload, to_json(occurred_at) #>> '{}' as occurred from toy.kept
    where (xid, position) > (select xid, position from toy.kept_cursor) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by kept.xid, kept.position limit ${BATCH}`);

/** The control: what commits after a later row was published is never seen. */
export const startNaiveRelay = (sql: Sql, bus: Bus) =>
  startRelayFrom(sql, bus, (tx) => tx<Row[]>`
    select xid::text, position, event_id, type, version, key, payload, to_json(occurred_at) #>> '{}' as occurred from toy.kept
    where position > (select position from toy.kept_cursor) order by position limit ${BATCH}`);

function startRelayFrom(sql: Sql, bus: Bus, next: Next) {
  const moveBatch = () =>
    sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended('relay kept', 0))`;
      const rows = await next(tx);
      const last = rows.at(-1);
      if (!last) return 0;
      await bus.publish(rows.map((row): DomainEvent => ({
        id: row.event_id, type: row.type, version: row.version, key: row.key, occurredAt: Temporal.Instant.from(row.occurred),
        payload: openFrom(toyTables.outbox.payload, { eventId: row.event_id }, row.payload as never) as never,
      })));
      await tx`update toy.kept_cursor set xid = ${last.xid}::xid8, position = ${last.position}`;
      return rows.length;
    });
  const turns = worker(async () => {
    while ((await moveBatch()) === BATCH);
  }, (error) => console.error(error));
  const poll = setInterval(turns.wake, POLL_MS);
  return {
    async stop() {
      clearInterval(poll);
      await turns.stop();
    },
  };
}
