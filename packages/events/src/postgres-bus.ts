import { connectSql } from "@stages/database/connection.ts";
import { WAITS } from "@stages/database/patience.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { migrateSchema } from "@stages/database/migrate.ts";
import { fileURLToPath } from "node:url";
import type { Bus, LoggedEvent } from "./bus.ts";
import { horizonOf, registerReader } from "./bus-registry.ts";
import { events as logged } from "./bus-tables.ts";
import { aboutOf, type EventType } from "./contracts.ts";
import { loggedEvent } from "./logged-event.ts";

const CHANNEL = "stages_bus";
const FALLBACK_MS = 1_000;

const hex = (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString("hex")}`;

export const migrateBus = (url: string): Promise<void> =>
  migrateSchema({ url, schema: "bus", folder: fileURLToPath(new URL("./migrations", import.meta.url)) });

interface Row {
  position: string;
  event_id: string;
  type: EventType;
  version: number;
  key: string;
  payload: Uint8Array;
  about: string | null;
  occurred_at: string;
  traceparent: string | null;
}

const eventOf = ({ position, event_id: id, payload, occurred_at, ...row }: Row): LoggedEvent =>
  loggedEvent({ ...row, position: Number(position), id, occurredAt: Temporal.Instant.from(occurred_at) }, payload);

/**
 * The log as one table. Publishing is serialised by an advisory lock taken before a position is drawn, so positions
 * become visible in their order and `position > cursor` can never skip an event that commits late.
 */
export function postgresBus(url: string): Bus {
  const sql = connectSql({ url, name: "bus", max: 3, waits: WAITS.requests });
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  const listening = sql.listen(CHANNEL, wake, wake);
  // A notification can be lost with its connection; the log cannot.
  const fallback = setInterval(wake, FALLBACK_MS);

  return {
    log: "",

    async publish(events) {
      const rows = events.map((event) => ({
        ...event,
        occurredAt: event.occurredAt.toString(),
        payload: hex(sealFor(logged.payload, { eventId: event.id }, event.payload)),
        about: aboutOf(event),
      }));
      await sql.begin((tx) => [
        tx`select pg_advisory_xact_lock(hashtextextended(${CHANNEL}, 0))`,
        tx`
          insert into bus.events (event_id, type, version, key, payload, about, occurred_at, traceparent)
          select event.id, event.type, event.version, event.key, event.payload, event.about, event."occurredAt", event.traceparent
          from jsonb_to_recordset(${tx.json(rows as never)})
            as event(id uuid, type text, version integer, key text, payload bytea, about uuid, "occurredAt" timestamptz, traceparent text)
          on conflict (event_id) do nothing`,
        tx`select pg_notify(${CHANNEL}, '')`,
      ]);
    },

    async read(after, types, limit) {
      const rows = await sql<Row[]>`
        select position, event_id, type, version, key, payload, about, to_json(occurred_at) #>> '{}' as occurred_at, traceparent
        from bus.events
        where position > ${after} and type = any(${types as string[]})
        order by position
        limit ${limit}`;
      return rows.map(eventOf);
    },

    async newest(type, key) {
      const [row] = await sql<Row[]>`
        select position, event_id, type, version, key, payload, about, to_json(occurred_at) #>> '{}' as occurred_at, traceparent
        from bus.events
        where type = ${type} and key = ${key}
        order by position desc
        limit 1`;
      if (!row) return null;
      const event = eventOf(row);
      if (event.unread) throw event.unread.error;
      return event as never;
    },

    async head() {
      const [row] = await sql<{ head: string }[]>`select coalesce(max(position), 0) as head from bus.events`;
      return Number(row!.head);
    },

    horizon: (types) => horizonOf(sql, "", types),

    register: (registration) => registerReader(sql, "", registration),

    onArrival(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async stop() {
      clearInterval(fallback);
      listeners.clear();
      await listening.then(({ unlisten }) => unlisten()).catch(() => {});
      await sql.end({ timeout: 5 });
    },
  };
}
