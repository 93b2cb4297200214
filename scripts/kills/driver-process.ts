import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import type postgres from "postgres";
import { postgresPidIn } from "./postgres-pid.ts";

/**
 * A process of its own, for a driver may end it: `driver-process.ts <entry of postgres.js> <kills>`. Asks the driver in each of its ways, more at once than it
 * has connections, while its server is killed; says how many questions were never answered, neither by rows nor by an error, though the server was back.
 */
const [entry = "postgres", kills = "20"] = process.argv.slice(2);
const EACH_WAY = 6;
/** The server is back, and asked again within half a second. */
const ANSWERED_MS = 3_000;
const { default: connect } = (await import(entry === "postgres" ? entry : pathToFileURL(entry).href)) as { default: typeof postgres };

const thrown: string[] = [];
process.on("uncaughtException", (error) => thrown.push(String(error)));
process.on("unhandledRejection", (error) => thrown.push(String(error)));

const folder = mkdtempSync(join(tmpdir(), "stages-driver-"));
const dataDir = join(folder, "postgres");
let back = Promise.withResolvers<void>();
const server = await startEmbeddedPostgres({ dataDir, onTrouble: (sentence) => sentence.includes("répond de nouveau") && back.resolve() });
const sql = connect(server.url("postgres"), { max: 10, backoff: () => 0.1, onnotice: () => {} });

/** As drizzle asks, and as our own reads and writes do (`packages/database/src/standing.ts`). */
const WAYS: readonly (() => PromiseLike<unknown>)[] = [
  () => sql`select 1`,
  () => sql.begin(async (tx) => {
    await tx`select 1`;
    await tx`select pg_sleep(0.005)`;
  }),
  () => sql.begin((tx) => [tx`select 1`, tx`select pg_sleep(0.002)`]),
  () => sql.begin((tx) => Promise.all([tx.unsafe("select 1"), tx.unsafe("select $1::int", [2], { prepare: true }), tx.unsafe("select pg_sleep(0.002)", [], { prepare: true })])),
  async () => {
    const held = await sql.reserve();
    try {
      await Promise.all([held.unsafe("begin"), held.unsafe("select pg_sleep(0.002)", [], { prepare: true }), held.unsafe("commit")]);
    } finally {
      held.release();
    }
  },
];

const waiting = new Set<{ readonly since: number }>();
let asked = 0;
let over = false;
for (const ask of WAYS) {
  for (let worker = 0; worker < EACH_WAY; worker++) {
    void (async () => {
      while (!over) {
        const question = { since: performance.now() };
        waiting.add(question);
        asked += 1;
        await Promise.resolve(ask()).catch(() => delay(20));
        waiting.delete(question);
      }
    })();
  }
}

let unanswered = 0;
for (let kill = 0; kill < Number(kills) && unanswered === 0; kill++) {
  await delay(200 + Math.random() * 200);
  back = Promise.withResolvers();
  process.kill(postgresPidIn(dataDir)!, "SIGKILL");
  await back.promise;
  const isBack = performance.now();
  const ofBefore = () => [...waiting].filter(({ since }) => since < isBack).length;
  for (const end = isBack + ANSWERED_MS; ofBefore() > 0 && performance.now() < end; ) await delay(20);
  unanswered = ofBefore();
}
over = true;
console.log(JSON.stringify({ asked, unanswered, thrown: thrown.length }));
await server.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
