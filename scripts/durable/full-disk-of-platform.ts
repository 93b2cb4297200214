import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { clientOf } from "@stages/client/personas.ts";
import postgres from "postgres";
import { faultsOf } from "../kills/compare.ts";
import { type Load, publish } from "../kills/load.ts";
import { oneProcessSubject } from "../kills/one-process-subject.ts";
import { Window } from "../kills/window.ts";

export interface FullDiskOfPlatform {
  readonly acknowledged: number;
  /** Answered and not there, there twice, or the program ended. */
  readonly faults: readonly string[];
  /** Answers that were no data, by their code; those that are not to be tried again end the proof. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Whether PostgreSQL refused a statement for want of room, before its journal found none. */
  readonly refusedByPostgres: boolean;
  /** Whether whoever runs the platform was told that PostgreSQL ended, and then that it is back. */
  readonly told: boolean;
}

const PUBLISHERS = 4;
const PAUSE_MS = 20;
const REFUSALS = 40;
const ANSWERS_AFTER = 20;
const PATIENCE_MS = 120_000;
const JOURNAL_BYTES = 256 * 1_024;
/** What whoever runs the platform is told (`packages/embedded-postgres/src/keep-running.ts`). */
const ENDED = "PostgreSQL s'est arrêté";
const BACK = "PostgreSQL répond de nouveau";

/**
 * `npm start` on a small disk, under clients that publish by its graph: first there is no room left for tables, then none for PostgreSQL's
 * journal either, at which it ends; then there is room again. An answer of another kind than data or `TEMPORARILY_UNAVAILABLE` throws.
 */
export async function playFullDiskOfPlatform(disk: string, journalFile: string): Promise<FullDiskOfPlatform> {
  const ballast = join(disk, "ballast");
  const journal = openSync(journalFile, "w");
  const said = () => readFileSync(journalFile, "utf8");
  await using started = new AsyncDisposableStack();
  started.defer(() => closeSync(journal));
  const subject = await oneProcessSubject(join(disk, "data"), journal);
  started.use(subject);
  started.defer(() => rmSync(ballast, { force: true }));
  const sql = postgres(subject.databaseUrl, { max: 1, onnotice: () => {}, connect_timeout: 5, backoff: () => 0.1 });
  started.defer(() => sql.end({ timeout: 1 }));
  const client = await clientOf("host-manager", { url: subject.url });
  started.defer(() => client.close());
  const { viewer } = await client.need<{ viewer: { hostIds: readonly string[] } }>("{ viewer { hostIds } }");

  const program = subject.components["npm start"]!();
  const window = new Window("disk");
  const run = `Disque ${crypto.randomUUID().slice(0, 8)}`;
  let over = false;
  let failed: unknown = null;
  const load: Load = { window: () => window, isOver: () => over, pauseMs: PAUSE_MS };
  const publishing = Promise.all(Array.from({ length: PUBLISHERS }, (_, n) => publish(client, viewer.hostIds[0]!, `${run} ${n}`, true, load)));
  publishing.catch((error: unknown) => (failed = error));
  const until = async (what: string, is: () => boolean, meanwhile: () => Promise<unknown> = () => delay(50)) => {
    for (const end = performance.now() + PATIENCE_MS; !is(); ) {
      if (failed) throw failed;
      if (performance.now() > end) throw new Error(`${what} did not come within ${PATIENCE_MS / 1_000} s`);
      await meanwhile();
    }
  };
  const refused = () => [...window.refusals.values()].reduce((sum, count) => sum + count, 0);

  try {
    await until("the first publications", () => window.writes > ANSWERS_AFTER);
    fill(ballast);
    await until("a refusal for want of room", () => refused() > REFUSALS);
    const refusedByPostgres = said().includes("53100");
    // Nothing but its journal grows by this: what PostgreSQL cannot do without.
    await until("the end of PostgreSQL", () => said().includes(ENDED), () => sql`select pg_logical_emit_message(true, 'ballast', repeat('x', ${JOURNAL_BYTES}))`.catch(() => delay(50)));
    const before = refused();
    await until("refusals while it is away", () => refused() > before + REFUSALS);
    rmSync(ballast);
    const written = window.writes;
    await until("answers once there is room", () => window.writes > written + ANSWERS_AFTER);
    over = true;
    const publications = await publishing;
    const faults = await faultsOf(sql, publications, run);
    if (subject.components["npm start"]!() !== program) faults.push("npm start ended when its disk was full");
    return { acknowledged: publications.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0), faults, refusals: Object.fromEntries(window.refusals), refusedByPostgres, told: said().lastIndexOf(BACK) > said().indexOf(ENDED) };
  } finally {
    over = true;
    rmSync(ballast, { force: true });
    await publishing.catch(() => {});
  }
}

/** Until there is no room left, whoever writes meanwhile. */
function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (let bytes = 2 ** 20; bytes >= 4_096; ) {
      try {
        writeSync(file, Buffer.alloc(bytes, 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        bytes /= 2;
      }
    }
  } finally {
    closeSync(file);
  }
}
