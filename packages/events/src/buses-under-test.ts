import { connectSql } from "@stages/database/connection.ts";
import { type NatsUnderTest, startNats } from "@stages/testing/nats-under-test.ts";
import type { Bus } from "./bus.ts";
import type { Forgotten, ForgetOptions } from "./forget-old-events.ts";
import { EVENT_TYPES } from "./contracts.ts";
import { forgetOldEventsOf, openBus } from "./open-bus.ts";

/** One of the two logs, for tests that say the same of both. */
export interface BusUnderTest {
  readonly name: string;
  /** Once for the file. */
  begin(): Promise<void>;
  open(databaseUrl: string, onFailure: (error: unknown) => void): Promise<Bus>;
  forgetOldEvents(databaseUrl: string, options: ForgetOptions): Promise<Forgotten>;
  /** Until what erasures asked for is done. */
  settled(databaseUrl: string): Promise<boolean>;
  end(): Promise<void>;
}

const postgres: BusUnderTest = {
  name: "PostgreSQL",
  begin: async () => {},
  open: (databaseUrl, onFailure) => openBus({ databaseUrl, natsUrl: null }, { label: "test", onFailure }),
  forgetOldEvents: (databaseUrl, options) => forgetOldEventsOf({ databaseUrl, natsUrl: null }, options),
  settled: async () => true,
  end: async () => {},
};

let server: NatsUnderTest | null = null;

const nats: BusUnderTest = {
  name: "NATS",
  async begin() {
    server = await startNats();
  },
  open: (databaseUrl, onFailure) => openBus({ databaseUrl, natsUrl: server!.url }, { label: "test", onFailure }),
  forgetOldEvents: (databaseUrl, options) => forgetOldEventsOf({ databaseUrl, natsUrl: server!.url }, options),
  async settled(databaseUrl) {
    const sql = connectSql({ url: databaseUrl, name: "toy", max: 1 });
    const [row] = await sql<{ left: number }[]>`select count(*)::int as left from bus.to_forget`;
    await sql.end();
    return row!.left === 0;
  },
  async end() {
    await server?.stop();
    server = null;
  },
};

export const BUSES: readonly BusUnderTest[] = [postgres, nats];

/** All that it holds, in its order. */
export const eventsIn = (bus: Bus) => bus.read(0, EVENT_TYPES, 100_000);
