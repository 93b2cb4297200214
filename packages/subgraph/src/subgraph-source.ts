import type { Database } from "@stages/database/connection.ts";
import type { Bus } from "@stages/events/bus.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import type { EventType } from "@stages/events/contracts.ts";
import { eventReadings } from "@stages/events/event-readings.ts";
import type { MessagingTables } from "@stages/events/tables.ts";
import { jobReadings } from "@stages/jobs/job-readings.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import { differencesOfLastRecount } from "@stages/statistics/last-recount.ts";
import type { Reading, Source } from "@stages/telemetry/measure.ts";

export interface SubgraphSourceOptions {
  readonly name: string;
  /** As the platform. */
  readonly db: Database;
  readonly tables: MessagingTables;
  readonly bus: Bus;
  readonly handlers: Handlers;
  /** Of what it counts. */
  readonly schema: string;
  readonly now: Clock;
  readonly readings?: (db: Database, now: Temporal.Instant) => Promise<readonly Reading[]>;
}

/** What stands in a subgraph's tables, for whoever measures it: asked for at most every few seconds, and when nobody does never. */
export const subgraphSource = ({ name, db, tables, bus, handlers, schema, now, readings }: SubgraphSourceOptions): Source => ({
  name,
  async read() {
    const at = now();
    const [events, jobs, differences, own] = await Promise.all([
      eventReadings({ name, db, tables, bus, hears: Object.keys(handlers) as EventType[], now: at }),
      jobReadings(db, name),
      differencesOfLastRecount(db, schema),
      readings?.(db, at) ?? [],
    ]);
    return [...events, ...jobs, { metric: "stages_recount_differences", labels: { subgraph: name }, value: differences }, ...own];
  },
});
