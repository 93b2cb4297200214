import type { Database } from "@stages/database/connection.ts";
import type { Reading } from "@stages/telemetry/measure.ts";
import { count, eq, min } from "drizzle-orm";
import type { Bus } from "./bus.ts";
import type { EventType } from "./contracts.ts";
import { readerIn } from "./cursor.ts";
import { MOST_BEHIND } from "./event-desk.ts";
import type { MessagingTables } from "./tables.ts";

interface Read {
  readonly name: string;
  readonly db: Database;
  readonly tables: MessagingTables;
  readonly bus: Bus;
  readonly hears: readonly EventType[];
  readonly now: Temporal.Instant;
}

/** How far a subgraph is with telling and hearing, for whoever measures it. */
export async function eventReadings({ name: subgraph, db, tables: { outbox, busCursor, setAside }, bus, hears, now }: Read): Promise<readonly Reading[]> {
  const age = (since: Temporal.Instant | null | undefined) => (since ? Math.max(0, now.since(since).total("seconds")) : 0);
  const [[waiting], [cursor], aside] = await Promise.all([
    db.select({ rows: count(), oldest: min(outbox.occurredAt) }).from(outbox),
    db.select({ position: busCursor.position }).from(busCursor).where(eq(busCursor.consumer, readerIn(bus.log, subgraph))),
    db.select({ why: setAside.why, rows: count() }).from(setAside).groupBy(setAside.why),
  ]);
  const unheard = hears.length > 0 ? await bus.read(cursor?.position ?? 0, hears, MOST_BEHIND) : [];
  return [
    { metric: "stages_outbox_waiting", labels: { subgraph }, value: waiting!.rows },
    { metric: "stages_outbox_oldest_seconds", labels: { subgraph }, value: age(waiting!.oldest) },
    { metric: "stages_consumer_behind_events", labels: { subgraph }, value: unheard.length },
    { metric: "stages_consumer_behind_seconds", labels: { subgraph }, value: age(unheard[0]?.occurredAt) },
    ...aside.map(({ why, rows }): Reading => ({ metric: "stages_set_aside", labels: { subgraph, why }, value: rows })),
  ];
}
