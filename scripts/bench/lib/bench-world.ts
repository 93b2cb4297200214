import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectSql } from "@stages/database/connection.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import type { BenchmarkRun } from "./benchmark.ts";
import { cpuOfFamily, parentOf } from "./cpu.ts";

/** A database of its own with the demonstration in it, in a folder that `npm start` would take as its own. */
export interface BenchWorld {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly postgresVersion: string;
  /** CPU of all of PostgreSQL's processes so far, in ms. */
  cpu(): number;
  /** Ends the server, and leaves the folder. */
  stopPostgres(): Promise<void>;
}

/** The layout and the name of packages/standalone/src/launch.ts. */
const DATABASE = "stages";

/** Where `--keep` leaves what took long to load; ignored by Git like the platform's own folder. */
const KEPT = fileURLToPath(new URL("../../../.data/bench", import.meta.url));

/** `kept`: the name of a folder that later runs find as it was left, when the run asks to keep. */
export async function openBenchWorld({ started, onProgress, keep }: BenchmarkRun, kept?: string): Promise<BenchWorld> {
  const dataDir = keep && kept ? join(KEPT, kept) : mkdtempSync(join(tmpdir(), "stages-bench-"));
  if (keep && kept) mkdirSync(dataDir, { recursive: true });
  else started.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const starting = startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), durability: "none", onProgress });
  let stopped: Promise<void> | null = null;
  const stopPostgres = () => (stopped ??= starting.then((server: EmbeddedPostgres) => server.stop(), () => {}));
  // Registered before it is ready: a Ctrl-C in between waits for it rather than leaving it behind.
  started.defer(stopPostgres);
  const databaseUrl = (await starting).url(DATABASE);
  await ensureDatabase(databaseUrl);
  useDevelopmentKeys();
  await prepareDatabase({ databaseUrl, clock: systemClock, onProgress });
  const { version, postmaster } = await identify(databaseUrl);
  return { dataDir, databaseUrl, postgresVersion: version, cpu: () => cpuOfFamily(postmaster), stopPostgres };
}

async function identify(databaseUrl: string): Promise<{ version: string; postmaster: number }> {
  const sql = connectSql({ url: databaseUrl, name: "bench", max: 1 });
  try {
    const [row] = await sql<{ version: string; pid: number }[]>`select current_setting('server_version') as version, pg_backend_pid() as pid`;
    return { version: row!.version, postmaster: parentOf(row!.pid) ?? Number.NaN };
  } finally {
    await sql.end();
  }
}
