import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { withoutParameters } from "@stages/database/without-parameters.ts";
import { worker } from "@stages/events/worker.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import { inSpan } from "@stages/telemetry/tracing.ts";
import { type JobHelpers, run, type Runner as PoolRunner, type Task as PoolTask, type WorkerEvents } from "graphile-worker";
import { tellingErrors } from "./log.ts";
import { openOwnSession } from "./own-session.ts";
import { occurrenceKey, type Recurrence } from "./recurring.ts";
import { connectionStringOf, jobsSchemaOf } from "./schema-of.ts";
import { TRIES } from "./tries.ts";

/** What a job of that name does. The row that it names says whether there is anything to do, so that twice is as good as once. */
export interface Task {
  readonly name: string;
  readonly run: (id: string, now: Temporal.Instant) => Promise<void>;
}

/** What is done again and again, at instants, and when a process starts. */
export interface RecurringTask {
  readonly name: string;
  readonly recurrence: Recurrence;
  readonly run: (now: Temporal.Instant) => Promise<void>;
}

export interface RunnerOptions {
  /** Its jobs' tables are there: see `migrateJobs`. */
  readonly url: string;
  readonly subgraph: string;
  readonly tasks: readonly Task[];
  readonly recurring: readonly RecurringTask[];
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
  /** How many at once. */
  readonly concurrency?: number;
  /** For a control: what a killed process had begun then stays with it, as graphile-worker has it. */
  readonly freesWhatTheDeadHold?: boolean;
}

export interface Runner {
  /** Whether a pool of its takes jobs; between one that failed and the next none does. */
  isRunning(): boolean;
  /** Finishes what is under way and begins nothing more. */
  stop(): Promise<void>;
}

const POLL_MS = 500;
const BEAT_MS = 500;
/** From how much on a clock is no longer the database's. */
const SKEW_MS = 1_000;
const AGAIN_MS = 1_000;
/** Of a server that answers no more, nothing is waited for but this. */
const LEAVE_MS = 5_000;

interface Payload {
  readonly id?: string | null;
  readonly at: string;
}

/** Does the jobs of a subgraph, beside as many replicas as there are. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { url, subgraph, tasks, recurring, clock, onFailure, concurrency = 2, freesWhatTheDeadHold = true } = options;
  const session = openOwnSession(url, subgraph);
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  /** A job is a wake-up: by the database's clock it may come before its time by the platform's. */
  const taskOf = (name: string, perform: (payload: Payload, now: Temporal.Instant) => Promise<void>): PoolTask => async (payload, { job }: JobHelpers) => {
    const now = clock();
    const early = Temporal.Instant.from((payload as Payload).at).since(now).total("milliseconds");
    if (early > 0) return session.putOff({ task: name, payload: payload as object, key: job.key!, tries: job.max_attempts }, Math.min(Math.max(Math.ceil(early), 200), 60_000));
    const performing = inSpan("job", { kind: "CONSUMER", parent: null, attributes: { "stages.subgraph": subgraph, "stages.job": name, "stages.attempt": job.attempts } }, () => perform(payload as Payload, now));
    const ended = performing.catch(() => {});
    underWay.add(ended);
    try {
      await performing;
    } catch (error) {
      onFailure(new Error(`${subgraph}, job ${name}, try ${job.attempts} of ${job.max_attempts}`, { cause: error }));
      // Of this, the message alone is kept.
      throw new Error(withoutParameters(error).summary, { cause: error });
    } finally {
      underWay.delete(ended);
    }
  };

  const taskList = Object.fromEntries([
    ...tasks.map(({ name, run: perform }) => [name, taskOf(name, ({ id }, now) => perform(id!, now))] as const),
    ...recurring.map(({ name, recurrence, run: perform }) => [name, taskOf(name, async (_, now) => {
      // First: whatever becomes of this time, there is a next one.
      const next = recurrence.next(now);
      await session.schedule({ task: name, at: next, key: occurrenceKey(name, next), tries: TRIES });
      await perform(now);
    })] as const),
  ]);

  const openPool = async (): Promise<PoolRunner> => {
    const events = new EventEmitter() as WorkerEvents;
    const { promise: held, resolve, reject } = Promise.withResolvers<void>();
    held.catch(() => {});
    events.once("pool:create", ({ workerPool }) => void session.hold(workerPool.id).then(resolve, reject));
    return run({
      connectionString: connectionStringOf(url, subgraph),
      schema: jobsSchemaOf(subgraph),
      taskList,
      events,
      noHandleSignals: true,
      logger: tellingErrors((message) => onFailure(new Error(`${subgraph}, jobs: ${message}`))),
      preset: {
        // Nothing is begun before the others can tell that it is in good hands.
        plugins: [{ name: "HeldPlugin", version: "0.0.0", worker: { hooks: { startWorker: () => held } } }],
        // A delay, be it none, has the ends of jobs written with care for a server that is away; without, one that fails ends the process.
        worker: { concurrentJobs: concurrency, maxPoolSize: concurrency + 1, pollInterval: POLL_MS, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      },
    });
  };

  let pool = await openPool();
  let runs = true;
  const living = (async () => {
    for (;;) {
      await pool.promise.catch((error: unknown) => stopped || onFailure(error));
      runs = false;
      while (!stopped) {
        // Another subgraph that migrates tells all of a database, and graphile-worker then has its process end as failed.
        if (process.exitCode === 57) process.exitCode = undefined;
        await delay(AGAIN_MS);
        const next = stopped ? null : await openPool().catch((error: unknown) => void onFailure(error));
        if (next) {
          pool = next;
          runs = true;
          break;
        }
      }
      if (stopped) return;
    }
  })();

  const beat = worker(async () => {
    if (freesWhatTheDeadHold) await session.freeWhatTheDeadHold();
    const now = clock();
    if (Math.abs(now.since(Temporal.Now.instant()).total("milliseconds")) > SKEW_MS) await session.bringForward(now);
  }, onFailure);
  const beating = setInterval(beat.wake, BEAT_MS);
  const startedAt = clock();
  for (const { name } of recurring) await session.schedule({ task: name, at: startedAt, key: `${name}@start`, tries: TRIES });

  return {
    isRunning: () => runs,
    async stop() {
      stopped = true;
      const left = pool.stop().catch(() => {});
      clearInterval(beating);
      await beat.stop();
      while (underWay.size > 0) await Promise.all(underWay);
      await Promise.race([Promise.all([left, living]), delay(LEAVE_MS, undefined, { ref: false })]);
      await session.end();
    },
  };
}
