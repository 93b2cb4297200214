import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { openBus } from "@stages/events/open-bus.ts";
import { migrateBus } from "@stages/events/postgres-bus.ts";
import { newId } from "@stages/kernel/ids.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { startNats } from "@stages/testing/nats-under-test.ts";
import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { median, quantile } from "./lib/median.ts";

/** As many as a relay moves at once. */
const BATCH = 500;
const SINGLES = 200;
const BATCHES = 10;

/** The log in PostgreSQL, in one NATS and in three: how many events a second it takes, and how long each is on its way to who reads. */
export const busBenchmark: Benchmark = {
  method: [
    `the same events (a referent teacher assigned), sealed; one publisher and one reader, each with a bus of its own in one process; alternating rounds, the median of the rounds`,
    `events/s: ${BATCHES} batches of ${BATCH}, as a relay moves them, until the reader has the last`,
    `to the reader: ${SINGLES} events one by one, from before publishing to the reader having it`,
    "ours = NATS JetStream, other = PostgreSQL (fsync on, as for npm start); three = a cluster of three servers on the same machine and disk, each event written by two before its publication ends",
  ],
  packages: ["@nats-io/jetstream", "@nats-io/transport-node", "postgres"],
  run: measure,
};

interface Round {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

async function measure(run: BenchmarkRun): Promise<Measured> {
  useKeyring(readKeyring(DEVELOPMENT_KEYS));
  run.onProgress("Démarrage de PostgreSQL, d'un NATS et d'une grappe de trois");
  const folder = mkdtempSync(join(tmpdir(), "stages-bench-bus-"));
  run.started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres") });
  run.started.defer(() => server.stop());
  const one = await startNats(1);
  run.started.defer(() => one.stop());
  const three = await startNats(3);
  run.started.defer(() => three.stop());

  const open = async (name: string, natsUrl: string | null) => {
    const databaseUrl = server.url(name);
    await ensureDatabase(databaseUrl);
    await migrateBus(databaseUrl);
    const buses: Bus[] = [];
    for (const label of ["publisher", "reader"]) {
      const bus = await whenReady(() => openBus({ databaseUrl, natsUrl }, { label, onFailure: () => {} }));
      run.started.defer(() => bus.stop());
      buses.push(bus);
    }
    return buses as [Bus, Bus];
  };
  const targets = { postgres: await open("bench_postgres", null), one: await open("bench_one", one.url), three: await open("bench_three", three.url) };
  const rounds: Record<keyof typeof targets, Round[]> = { postgres: [], one: [], three: [] };
  // The first warms up.
  for (let round = 0; round <= run.rounds; round++) {
    for (const name of ["postgres", "one", "three"] as const) {
      run.onProgress(`${name}, tour ${round}`);
      const measured = await oneRound(...targets[name]);
      if (round > 0) rounds[name].push(measured);
    }
  }
  const of = (name: keyof typeof targets, figure: keyof Round) => median(rounds[name].map((round) => round[figure]));
  const beside = (figure: keyof Round, label: string) =>
    (["one", "three"] as const).map((name) => ({ name: `${name}, ${label}`, ours: of(name, figure), other: of("postgres", figure) }));
  return {
    versions: { postgresql: "18.4", "nats-server": "2.9.10" },
    comparisons: [...beside("rate", "events/s"), ...beside("p50", "to the reader p50, ms"), ...beside("p99", "to the reader p99, ms")],
    notes: ["batches of a relay: its outbox, in PostgreSQL in both cases, is not in these figures"],
    ratios: { "bus.nats/postgres": of("one", "rate") / of("postgres", "rate") },
  };
}

/** Servers of a cluster that are ready have still to find one another. */
async function whenReady<T>(open: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await open();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const anEvent = (): DomainEvent => {
  const studentId = newId("student");
  return domainEvent("ReferentTeacherAssigned", studentId, { studentId, teacherId: newId("person") }, systemClock());
};

async function oneRound(publisher: Bus, reader: Bus): Promise<Round> {
  let position = await reader.head();
  const heard = hearing(reader, () => position, (next) => (position = next));
  try {
    const batches = Array.from({ length: BATCHES }, () => Array.from({ length: BATCH }, anEvent));
    const from = performance.now();
    const all = heard.after(BATCHES * BATCH);
    for (const batch of batches) await publisher.publish(batch);
    await all;
    const rate = (BATCHES * BATCH * 1_000) / (performance.now() - from);
    const latencies: number[] = [];
    for (let n = 0; n < SINGLES; n++) {
      const event = anEvent();
      const next = heard.after(1);
      const began = performance.now();
      await publisher.publish([event]);
      latencies.push((await next) - began);
    }
    return { rate, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  } finally {
    await heard.stop();
  }
}

/** As a consumer reads: woken by an arrival, until nothing is left. */
function hearing(reader: Bus, position: () => number, moveTo: (position: number) => void) {
  let awaited: { left: number; resolve: (at: number) => void } | null = null;
  let turn: Promise<void> | null = null;
  let again = false;
  const read = async () => {
    do {
      again = false;
      const events = await reader.read(position(), ["ReferentTeacherAssigned"], BATCH);
      if (events.length === 0) continue;
      moveTo(events.at(-1)!.position);
      again = true;
      if (awaited && (awaited.left -= events.length) <= 0) awaited.resolve(performance.now());
    } while (again);
  };
  const stop = reader.onArrival(() => {
    again = true;
    turn ??= read().finally(() => (turn = null));
  });
  return {
    after(count: number): Promise<number> {
      const { promise, resolve } = Promise.withResolvers<number>();
      awaited = { left: count, resolve };
      return promise;
    },
    async stop() {
      stop();
      await turn;
    },
  };
}
