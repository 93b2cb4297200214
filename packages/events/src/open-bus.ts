import { connectSql } from "@stages/database/connection.ts";
import type { Bus } from "./bus.ts";
import { forgetOldEvents, type Forgotten, type ForgetOptions } from "./forget-old-events.ts";

/** Where the log of facts is: in this database, unless a NATS is named, which keeps it beside what this database knows of it. */
export interface BusAddress {
  readonly databaseUrl: string;
  readonly natsUrl: string | null;
}

/** NATS' client is loaded by whoever uses it alone. */
export async function openBus({ databaseUrl, natsUrl }: BusAddress, options: { readonly label: string; readonly onFailure: (error: unknown) => void }): Promise<Bus> {
  if (natsUrl === null) {
    const { postgresBus } = await import("./postgres-bus.ts");
    return postgresBus(databaseUrl);
  }
  const { natsBus } = await import("./nats-bus.ts");
  return natsBus({ databaseUrl, natsUrl, ...options });
}

/** Of both logs: PostgreSQL's may still hold what was told before NATS was named. */
export async function forgetOldEventsOf({ databaseUrl, natsUrl }: BusAddress, options: ForgetOptions): Promise<Forgotten> {
  const inPostgres = await forgetOldEvents(databaseUrl, options);
  if (natsUrl === null) return inPostgres;
  const { forgetOldEventsInNats } = await import("./forget-in-nats.ts");
  const sql = connectSql({ url: databaseUrl, name: "forget old events", max: 2 });
  try {
    const inNats = await forgetOldEventsInNats({ databaseUrl, natsUrl, sql }, options);
    return { rows: inPostgres.rows + inNats.rows, waitsFor: [...new Set([...inPostgres.waitsFor, ...inNats.waitsFor])].toSorted() };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
