import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

/** By which name the replica is known to the primary: its slot, and whom commits wait for. */
export const REPLICA = "replica";

export interface Admission {
  readonly primaryUrl: string;
  readonly replicaUrl: string;
}

const POLL_MS = 20;
const LAG_POLL_MS = 500;

/**
 * From here on commits wait for the replica. That is seen rather than believed, since a server takes up a new setting when
 * it comes to it: with the replica held still, a commit must be found waiting for it. Once the replica goes on, that commit
 * is let go, and with it everything committed before is shown there.
 */
export async function admitReplica({ primaryUrl, replicaUrl }: Admission, signal: AbortSignal): Promise<void> {
  await using clients = new Clients();
  const [primary, replica, probing] = [clients.of(primaryUrl), clients.of(replicaUrl), clients.of(primaryUrl)];
  await until(() => isStreaming(primary), signal);
  await primary.unsafe(`alter system set synchronous_standby_names = '${REPLICA}'`);
  await primary`select pg_reload_conf()`;
  const [session] = await probing<{ pid: number }[]>`select pg_backend_pid() as pid`;
  try {
    for (;;) {
      await replica`select pg_wal_replay_pause()`;
      await until(async () => (await replica`select pg_get_wal_replay_pause_state() as state`)[0]!["state"] === "paused", signal);
      let isAnswered = false;
      const committed = probing`select pg_logical_emit_message(true, 'stages', 'seen by the replica')`.then(() => (isAnswered = true));
      committed.catch(() => {});
      const waits = await until(async () => isAnswered || ((await waitsForReplica(primary, session!.pid)) && "WAITS"), signal);
      await replica`select pg_wal_replay_resume()`;
      await orAborted(committed, signal);
      if (waits === "WAITS") return;
    }
  } finally {
    // Held still it would hold every commit.
    await replica`select pg_wal_replay_resume()`.catch(() => {});
  }
}

/** Commits wait for nobody any more. The replica must be dead before; false when they did not wait for it anyway. */
export async function dismissReplica({ primaryUrl }: Admission): Promise<boolean> {
  await using clients = new Clients();
  const primary = clients.of(primaryUrl);
  const [setting] = await primary`show synchronous_standby_names`;
  if (setting!["synchronous_standby_names"] === "") return false;
  await primary`alter system set synchronous_standby_names = ''`;
  await primary`select pg_reload_conf()`;
  return true;
}

/** Resolves once the replica no longer follows, or holds commits for longer than they can wait. */
export async function untilItLags({ primaryUrl }: Admission, signal: AbortSignal, patienceMs: number): Promise<void> {
  await using clients = new Clients();
  const primary = clients.of(primaryUrl);
  await until(async () => !(await isStreaming(primary)) || (await holdsCommits(primary, patienceMs)), signal, LAG_POLL_MS).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

const isStreaming = async (primary: postgres.Sql) => (await primary`select from pg_stat_replication where application_name = ${REPLICA} and state = 'streaming'`).length > 0;
const waitsForReplica = async (primary: postgres.Sql, pid: number) => (await primary`select from pg_stat_activity where pid = ${pid} and wait_event = 'SyncRep'`).length > 0;
const holdsCommits = async (primary: postgres.Sql, patienceMs: number) =>
  (await primary`select from pg_stat_activity where wait_event = 'SyncRep' and query_start < clock_timestamp() - make_interval(secs => ${patienceMs / 1_000}) limit 1`).length > 0;

/** Whatever becomes of the servers, none of these connections stays. */
class Clients implements AsyncDisposable {
  readonly #open: postgres.Sql[] = [];

  of(url: string): postgres.Sql {
    const client = postgres(url, { max: 1, connect_timeout: 2, backoff: false, connection: { application_name: "stages replication" }, onnotice: () => {} });
    this.#open.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.map((client) => client.end({ timeout: 1 })));
  }
}

async function until<T>(condition: () => Promise<T>, signal: AbortSignal, everyMs = POLL_MS): Promise<T> {
  for (;;) {
    const met = await orAborted(condition(), signal);
    if (met) return met;
    await delay(everyMs, undefined, { signal });
  }
}

/** A server that is frozen answers neither yes nor no. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason as Error);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  work.catch(() => {});
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener("abort", onAbort));
}
