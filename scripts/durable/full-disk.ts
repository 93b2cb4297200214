import { randomBytes } from "node:crypto";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { transienceOf } from "@stages/database/transient.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import postgres from "postgres";

export interface FullDisk {
  readonly acknowledged: number;
  /** Of these, how many are not there once all is well again. */
  readonly lost: number;
  readonly refusals: number;
  /** Refusals that do not say that another try may succeed: a client would be told of an unexpected error. */
  readonly uncoded: readonly string[];
  readonly codes: readonly string[];
  /** What whoever runs the platform was told. */
  readonly said: readonly string[];
  readonly wentOn: boolean;
}

const WRITERS = 4;
/** What nothing shortens, so that the disk is full in seconds. */
const ROW_BYTES = 256 * 1_024;
const REFUSALS = 60;
const PATIENCE_MS = 90_000;

/**
 * Writes to the embedded server until its disk is full and it has refused for a while, frees some room, and writes again; then looks for
 * everything that was acknowledged. The control has nobody start the server again: PostgreSQL ends when its journal finds no room.
 */
export async function playFullDisk(disk: string, { kept = true }: { readonly kept?: boolean } = {}): Promise<FullDisk> {
  const said: string[] = [];
  const tell = (sentence: string) => void said.push(sentence);
  const server = await startEmbeddedPostgres({ dataDir: join(disk, "postgres"), ...(kept ? { onTrouble: tell } : { onLost: () => tell("PostgreSQL s'est arrêté.") }) });
  const ballast = join(disk, "ballast");
  const url = server.url("full");
  await ensureDatabase(url);
  // Room for the journal of the rows to come is what is freed later.
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(Math.floor((bavail * bsize) / 2), 1));
  const sql = postgres(url, { max: WRITERS, onnotice: () => {}, connect_timeout: 5, backoff: () => 0.1 });
  const acknowledged: number[] = [];
  const codes = new Map<string, number>();
  const uncoded: string[] = [];
  let [next, refusals, isFreed, wentOn] = [0, 0, false, false];
  // Of the control, nothing is expected any more after as many again.
  const hasEnough = () => !kept && refusals > 3 * REFUSALS;
  try {
    await sql`create table written (id integer primary key, content bytea not null)`;
    const end = performance.now() + PATIENCE_MS;
    const write = async () => {
      while (!wentOn && !hasEnough() && performance.now() < end) {
        const id = (next += 1);
        try {
          await sql`insert into written values (${id}, ${randomBytes(ROW_BYTES)})`;
          acknowledged.push(id);
          if (isFreed) wentOn = true;
        } catch (error) {
          refusals += 1;
          const code = String((error as { code?: string }).code);
          codes.set(code, (codes.get(code) ?? 0) + 1);
          if (transienceOf(error) === null) uncoded.push(`${code} ${(error as Error).message}`);
          if (refusals > REFUSALS && !isFreed) {
            isFreed = true;
            rmSync(ballast);
          }
          await delay(20);
        }
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
    const there = wentOn ? new Set((await sql<{ id: number }[]>`select id from written`).map(({ id }) => id)) : new Set<number>();
    return { acknowledged: acknowledged.length, lost: acknowledged.filter((id) => !there.has(id)).length, refusals, uncoded, codes: [...codes].map(([code, count]) => `${code} × ${count}`), said, wentOn };
  } finally {
    rmSync(ballast, { force: true });
    await sql.end({ timeout: 1 });
    await server.stop();
  }
}
