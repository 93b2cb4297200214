import { setTimeout as delay } from "node:timers/promises";
import { connectSql } from "@stages/database/connection.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { type KeptServer, keepRunning } from "./keep-running.ts";
import { type PgBouncer, type PooledDatabase, pooledUrl, startPgBouncer, writePgBouncer } from "./pgbouncer.ts";

export interface Pooler extends KeptServer {
  /** Resolves once it leads there, and where nothing may be read any more, once nobody is led there. */
  lead(to: PooledDatabase): Promise<void>;
}

const LIMIT_MS = 10_000;
const POLL_MS = 20;
/** PostgreSQL's `invalid_catalog_name`, and what PgBouncer 1.18 says of an entry that it has not. */
const NO_SUCH_ENTRY = /no such database/;

/** PgBouncer, started again whenever it ends, with what it leads to at that time. */
export async function startPooler(bouncer: PgBouncer, first: PooledDatabase, log: (line: string) => void): Promise<Pooler> {
  const start = async () => {
    const running = await startPgBouncer(bouncer);
    // What was written while it was reading.
    process.kill(running.pid, "SIGHUP");
    return running;
  };
  writePgBouncer(bouncer, first);
  const kept = await keepRunning("PgBouncer", start, log);

  /** Until it says so itself: whoever it led there is gone by then. Where it is not there, it leads nobody. */
  const untilNobodyIsLed = async (url: string) => {
    const entry = pooledUrl(bouncer, url, "{subgraph}_reads").replace("{subgraph}", SUBGRAPH_NAMES[0]);
    for (const limit = performance.now() + LIMIT_MS; performance.now() < limit; await delay(POLL_MS)) {
      if (kept.pid === null) continue;
      process.kill(kept.pid, "SIGHUP");
      const client = connectSql({ url: entry, name: "reads stop", max: 1, pooled: true });
      const answer = await client`select 1`.then(() => "", String);
      await client.end({ timeout: 0 });
      if (NO_SUCH_ENTRY.test(answer)) return;
    }
    throw new Error("PgBouncer n'a pas dit qu'il ne mène plus au réplica");
  };

  return {
    get pid() {
      return kept.pid;
    },
    async lead(to) {
      writePgBouncer(bouncer, to);
      if (kept.pid !== null) process.kill(kept.pid, "SIGHUP");
      if (to.readsUrl === null) await untilNobodyIsLed(to.url);
    },
    stop: () => kept.stop(),
  };
}
