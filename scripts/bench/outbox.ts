import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, connectSql, type Sql } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import type { Bus } from "@stages/events/bus.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { startRelay } from "@stages/events/relay.ts";
import { createToy, toyTables } from "@stages/events/toy-messaging.ts";
import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { median } from "./lib/median.ts";
import { startCursorRelay, startNaiveRelay } from "./outbox/cursor-relay.ts";

const WRITERS = 8;
const EVENTS = 4_000;
const BACKLOG = 20_000;
const MOST_MS_BEFORE_COMMIT = 10;
const OPEN_SECONDS = 2;

/** The relay that deletes what it has published beside one that keeps it and moves a cursor `(xid8, id)`; a cursor `id` loses. */
export const outboxBenchmark: Benchmark = {
  method: [
    `${WRITERS} connections write ${EVENTS} events, one a transaction, with 0 to ${MOST_MS_BEFORE_COMMIT} ms between the insert and the commit; the relay moves them to the log meanwhile, under synchronous commit`,
    `backlog: ${BACKLOG} events written before the relay starts, until the last of them is in the log`,
    `open transaction: how long an event takes to the log while another transaction, begun before it, stays open for ${OPEN_SECONDS} s`,
    "ours = the outbox is a queue, other = cursor (xid8, id) over an outbox that keeps its rows; both publish to the same log, 500 a time",
    "naive = cursor id, the control",
  ],
  packages: ["postgres", "drizzle-orm"],
  run: measure,
};

interface Round {
  readonly written: number;
  readonly lag: number;
  readonly drained: number;
  readonly held: number;
  readonly kilobytes: number;
  readonly lost: number;
}

type Kind = "queue" | "cursor" | "naive";

async function measure(run: BenchmarkRun): Promise<Measured> {
  useKeyring(readKeyring(DEVELOPMENT_KEYS));
  const folder = mkdtempSync(join(tmpdir(), "stages-bench-"));
  run.started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres") });
  run.started.defer(() => server.stop());
  const rounds: Record<Kind, Round[]> = { queue: [], cursor: [], naive: [] };
  for (let round = 0; round < Math.min(run.rounds, 3); round += 1) {
    for (const kind of ["queue", "cursor", "naive"] as const) {
      run.onProgress(`${kind}, tour ${round + 1}`);
      const url = server.url(`${kind}_${round}`);
      await ensureDatabase(url);
      await createToy(url);
      rounds[kind].push(await oneRound(url, kind));
    }
  }
  const of = (kind: Kind, name: keyof Round) => median(rounds[kind].map((round) => round[name]));
  const line = (name: string, field: keyof Round) => ({ name, ours: of("queue", field), other: of("cursor", field) });
  return {
    versions: {},
    comparisons: [
      line("writers, transactions/s", "written"),
      line("insert to log, p50 ms", "lag"),
      line("backlog, events/s", "drained"),
      line("past an open transaction, ms", "held"),
      line("outbox after it all, kB", "kilobytes"),
      line("lost", "lost"),
    ],
    notes: [`a cursor id alone lost ${rounds.naive.map(({ lost }) => lost).join(", ")} of ${EVENTS}`, "the outbox that keeps its rows has to be purged besides: what that takes is not counted"],
    ratios: { "outbox.queue/cursor": of("queue", "drained") / of("cursor", "drained") },
  };
}

async function oneRound(url: string, kind: Kind): Promise<Round> {
  await using stack = new AsyncDisposableStack();
  const sql = connectSql({ url, name: "writers", max: WRITERS });
  stack.defer(() => sql.end());
  const bus = postgresBus(url);
  stack.defer(() => bus.stop());
  await sql`create table toy.kept (like toy.outbox including all, xid xid8 not null default pg_current_xact_id())`;
  await sql`create index on toy.kept (xid, position)`;
  await sql`create table toy.kept_cursor (xid xid8 not null, position bigint not null)`;
  await sql.unsafe(`
    create table toy.logged (event_id uuid primary key, logged_at timestamptz not null default clock_timestamp());
    create function toy.note() returns trigger language plpgsql as $$ begin insert into toy.logged (event_id) values (new.event_id); return null; end $$;
    create trigger note after insert on bus.events for each row execute function toy.note();`);
  await sql`insert into toy.kept_cursor values ('0', 0)`;
  const table = kind === "queue" ? "outbox" : "kept";

  const relay = await startRelayOf(kind, url, bus, stack);
  const begun = performance.now();
  await Promise.all(Array.from({ length: WRITERS }, () => writeMany(sql, table, EVENTS / WRITERS)));
  const written = EVENTS / ((performance.now() - begun) / 1_000);
  const lost = EVENTS - (await settled(sql));
  const [lag] = await sql<{ p50: number }[]>`select percentile_cont(0.5) within group (order by extract(epoch from logged_at - occurred_at) * 1000)::float8 as p50 from toy.logged join bus.events using (event_id)`;
  const held = kind === "naive" ? 0 : await pastAnOpenTransaction(sql, table);
  await relay.stop();

  let drained = 0;
  if (kind !== "naive") {
    for (let written = 0; written < BACKLOG; written += 1_000) await writeBatch(sql, table, 1_000);
    const before = await loggedCount(sql);
    const started = performance.now();
    await startRelayOf(kind, url, bus, stack);
    while ((await loggedCount(sql)) < before + BACKLOG) await new Promise((resolve) => setTimeout(resolve, 5));
    drained = BACKLOG / ((performance.now() - started) / 1_000);
  }
  const [size] = await sql<{ bytes: string }[]>`select pg_total_relation_size(${`toy.${table}`}::regclass) as bytes`;
  return { written, lag: lag!.p50, drained, held, kilobytes: Number(size!.bytes) / 1_024, lost };
}

async function startRelayOf(kind: Kind, url: string, bus: Bus, stack: AsyncDisposableStack) {
  const onFailure = (error: unknown) => console.error(error);
  if (kind !== "queue") {
    const sql = connectSql({ url, name: "relay", max: 2 });
    stack.defer(() => sql.end());
    const relay = kind === "cursor" ? startCursorRelay(sql, bus) : startNaiveRelay(sql, bus);
    stack.defer(() => relay.stop());
    return relay;
  }
  const connection = connect({ url, name: "relay", max: 2 });
  stack.defer(() => connection.close());
  const relay = startRelay({ name: "toy", db: connection.db, tables: toyTables, bus, now: () => Temporal.Now.instant(), onFailure });
  stack.defer(() => relay.stop());
  return relay;
}

const PAYLOAD = { subject: "x".repeat(400) };

function rowOf() {
  const eventId = crypto.randomUUID();
  const payload = sealFor(toyTables.outbox.payload, { eventId }, PAYLOAD as never);
  return { event_id: eventId, type: "ActorChanged", version: 1, key: eventId, payload: Buffer.from(payload), occurred_at: Temporal.Now.instant().toString() };
}

async function writeMany(sql: Sql, table: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const row = rowOf();
    const wait = (Math.random() * MOST_MS_BEFORE_COMMIT) / 1_000;
    await sql.begin(async (tx) => {
      await tx`insert into toy.${tx(table)} ${tx(row)}`;
      await tx`select pg_sleep(${wait})`;
    });
  }
}

const writeBatch = (sql: Sql, table: string, count: number) => sql`insert into toy.${sql(table)} ${sql(Array.from({ length: count }, rowOf))}`;

async function loggedCount(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from bus.events`;
  return row!.count;
}

/** Once nothing has come for half a second: what is not there then never comes. */
async function settled(sql: Sql): Promise<number> {
  for (let before = -1; ; ) {
    const count = await loggedCount(sql);
    if (count === before) return count;
    before = count;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function pastAnOpenTransaction(sql: Sql, table: string): Promise<number> {
  const before = await loggedCount(sql);
  // Any other work of this database that has drawn a transaction's id: a purge, an import, a bulk validation.
  const open = sql.begin(async (tx) => {
    await tx`insert into toy.effects values (gen_random_uuid(), 'other work')`;
    await tx`select pg_sleep(${OPEN_SECONDS})`;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begun = performance.now();
  await writeBatch(sql, table, 1);
  while ((await loggedCount(sql)) === before) await new Promise((resolve) => setTimeout(resolve, 1));
  const took = performance.now() - begun;
  await open;
  return took;
}
