import type { Sql } from "@stages/database/connection.ts";
import { civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import { lastDayPast } from "@stages/kernel/term.ts";
import type postgres from "postgres";
import { daysInLog, EVENT_TYPES } from "./contracts.ts";
import { FORGETTING, type Forgotten, type ForgetOptions, PATIENCE } from "./forget-old-events.ts";
import { pull } from "./nats-consumer.ts";
import { occurredAtOf } from "./nats-message.ts";
import { type NatsStream, openNatsStream } from "./nats-stream.ts";
import { aboutSomeone, forgottenAbout, forgottenFilter, forgottenUpTo, ofId, ofType, readSubject } from "./nats-subject.ts";
import type { Tail } from "./nats-tail.ts";
import { type Worker, worker } from "./worker.ts";

const BATCH = 200;
const EVERY_MS = 500;
/** So many are found sooner one by one, through their subjects. */
const FEW = 4;
const ERASING = "stages erasing in nats";

/**
 * Does what erasures asked for in their transaction, until it is done: a process that stops in the middle, or a NATS that is away,
 * leaves the rows for another turn. Bytes are overwritten where they stand; then all that is left is purged by the leader, which
 * knows of what the replica that was read may not have had.
 */
export function startForgettingIn({ stream, sql, tail, onFailure }: {
  readonly stream: NatsStream;
  readonly sql: Sql;
  readonly tail: Tail;
  readonly onFailure: (error: unknown) => void;
}): Worker {
  const { manager, name, root } = stream;

  const erase = async (filter: string) => {
    for await (const { seq } of pull(stream, 1, { filter, headersOnly: true })) await eraseAt(seq);
    await stream.reach(() => manager.streams.purge(name, { filter }));
  };
  // Another process may just have done it.
  const eraseAt = (seq: number) => stream.reach(() => manager.streams.deleteMessage(name, seq, true).catch(() => {}));

  /** Wherever each stands: those that are not at the end of the log are looked for in one reading, when they are several. */
  const eraseIds = async (ids: readonly string[]) => {
    const elsewhere = new Set<string>();
    for (const id of ids) {
      const seq = tail.find(id);
      if (seq) await eraseAt(seq);
      else elsewhere.add(id);
    }
    tail.drop(new Set(ids));
    if (elsewhere.size > FEW) {
      const found = new Set<string>();
      for await (const { seq, subject } of pull(stream, 1, { headersOnly: true })) {
        const read = readSubject(root, subject);
        if (!read || !("event" in read) || !elsewhere.has(read.event.id)) continue;
        await eraseAt(seq);
        found.add(read.event.id);
      }
      for (const id of found) elsewhere.delete(id);
    }
    for (const id of elsewhere) await erase(ofId(root, id));
  };

  /** By one process at a time: what several look for costs the servers as often. */
  const turns = worker(async () => {
    if ((await sql`select from bus.to_forget limit 1`).length === 0) return;
    const own = await sql.reserve();
    try {
      const [lock] = await own<{ mine: boolean }[]>`select pg_try_advisory_lock(hashtextextended(${ERASING}, 0)) as mine`;
      if (!lock!.mine) return await dropWhatIsErased();
      try {
        while ((await eraseSome()) === BATCH);
      } finally {
        await own`select pg_advisory_unlock(hashtextextended(${ERASING}, 0))`;
      }
    } finally {
      own.release();
    }
  }, onFailure);

  const due = () => sql<{ position: string; about: string | null; event_id: string | null }[]>`
    select position, about, event_id from bus.to_forget order by position limit ${BATCH}`;

  /** Out of this process's memory, while another erases it. Of whom is erased, a line in the log says so. */
  async function dropWhatIsErased(): Promise<void> {
    tail.drop(new Set((await due()).flatMap((row) => row.event_id ?? [])));
  }

  async function eraseSome(): Promise<number> {
    const rows = await due();
    for (const about of new Set(rows.flatMap((row) => row.about ?? []))) {
      await erase(aboutSomeone(root, about));
      await stream.reach(() => stream.js.publish(forgottenAbout(root, about)));
    }
    await eraseIds([...new Set(rows.flatMap((row) => row.event_id ?? []))]);
    if (rows.length > 0) await sql`delete from bus.to_forget where position = any(${rows.map((row) => row.position)})`;
    return rows.length;
  }

  const poll = setInterval(turns.wake, EVERY_MS);
  turns.wake();
  return {
    wake: turns.wake,
    async stop() {
      clearInterval(poll);
      await turns.stop();
    },
  };
}

/** What `forgetOldEvents` does with PostgreSQL's log, with the one in NATS, where a purge is whole or not at all. */
export async function forgetOldEventsInNats(
  { databaseUrl, natsUrl, sql }: { readonly databaseUrl: string; readonly natsUrl: string; readonly sql: Sql },
  { now, dryRun = false, daysOf = daysInLog }: Omit<ForgetOptions, "batch">,
): Promise<Forgotten> {
  const stream = await openNatsStream({ databaseUrl, natsUrl, label: "stages forget" });
  const { manager, name, root } = stream;
  const waitsFor = new Set<string>();
  let rows = 0;
  try {
    // Whoever keeps the end of the log in memory has heard these, or has begun anew since.
    if (!dryRun) await stream.reach(() => manager.streams.purge(name, { filter: forgottenFilter(root) }));
    for (const type of EVENT_TYPES) {
      const since = startOf(lastDayPast({ days: daysOf(type) }, civilDateOf(now)).add({ days: 1 }));
      rows += await sql.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(hashtextextended(${FORGETTING}, 0))`;
        const old = await pastDays(stream, type, since);
        const readers = await readersOf(tx, stream.log(), type, now);
        const behind = readers.filter(({ position }) => old.some((seq) => seq > position));
        for (const { name: reader } of behind) waitsFor.add(reader);
        const until = Math.min(...behind.map(({ position }) => position), old.at(-1) ?? 0);
        const due = old.filter((seq) => seq <= until);
        if (!dryRun) await forgetUpTo(type, due.at(-1));
        return due.length;
      });
    }
    return { rows, waitsFor: [...waitsFor].toSorted() };
  } finally {
    await stream.close();
  }

  /** Kept at once, and not when the lock is let go: what was purged is never beyond it. */
  async function forgetUpTo(type: string, until = 0): Promise<void> {
    const [kept] = await sql<{ position: string }[]>`
      insert into bus.horizon (log, type, position) values (${stream.log()}, ${type}, ${until})
      on conflict (log, type) do update set position = greatest(horizon.position, excluded.position)
      returning position`;
    // From where an earlier run may have been stopped in between.
    await stream.reach(() => manager.streams.purge(name, { filter: ofType(root, type), seq: Number(kept!.position) + 1 }));
    await stream.reach(() => stream.js.publish(forgottenUpTo(root, type, Number(kept!.position))));
  }
}

/** Oldest first, and none beyond one that stays. */
async function pastDays(stream: NatsStream, type: string, since: Temporal.Instant): Promise<readonly number[]> {
  const old: number[] = [];
  for await (const message of pull(stream, 1, { filter: ofType(stream.root, type), headersOnly: true })) {
    if (Temporal.Instant.compare(occurredAtOf(message)!, since) >= 0) break;
    old.push(message.seq);
  }
  return old;
}

async function readersOf(tx: postgres.TransactionSql, log: string, type: string, now: Temporal.Instant): Promise<readonly { readonly name: string; readonly position: number }[]> {
  const rows = await tx<{ name: string; position: string }[]>`
    select name, position from bus.consumers where log = ${log} and ${type} = any(types) and seen_at > ${now.subtract(PATIENCE).toString()}`;
  return rows.map(({ name, position }) => ({ name, position: Number(position) }));
}
