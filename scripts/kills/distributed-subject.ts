import { writeSync } from "node:fs";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { startPlatform } from "@stages/standalone/platform.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { postgresPidIn } from "./postgres-pid.ts";
import type { Subject } from "./subject.ts";

export interface RunningSubject extends Subject, AsyncDisposable {}

/** What `npm run start:distributed` runs, supervised from here: gateway, subgraphs and PostgreSQL, each a process. */
export async function distributedSubject(folder: string, journal: number, drainSeconds = 0): Promise<RunningSubject> {
  await using started = new AsyncDisposableStack();
  const dataDir = join(folder, "postgres");
  const server = await startEmbeddedPostgres({ dataDir, onTrouble: (sentence) => writeSync(journal, `${sentence}\n`) });
  started.defer(() => server.stop());
  const databaseUrl = server.url("stages");
  await ensureDatabase(databaseUrl);
  await prepareDatabase({ databaseUrl, clock: systemClock });
  const platform = await startPlatform({ mode: "distributed", databaseUrl, port: 0, dataDir: folder, identity: { development: true, issuers: [] }, drainSeconds, output: journal, door: { liveLimits: NO_RATES } });
  started.defer(() => platform.stop());
  const programs = ["gateway", ...SUBGRAPH_NAMES] as const;
  const running = started.move();
  return {
    url: platform.url, databaseUrl, natsUrl: null, programs,
    components: { postgresql: () => postgresPidIn(dataDir), ...Object.fromEntries(programs.map((name) => [name, () => platform.pidOf(name)])) },
    isWhole: () => fetch(new URL("/ready", platform.url)).then(({ ok }) => ok, () => false),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
