import { type Connection, connect, type Database, type Transaction, type Write, writer } from "@stages/database/connection.ts";
import { continueAsPlatform, databaseUnder, roleOf, standingOf } from "@stages/database/standing.ts";
import { type Waits, WAITS } from "@stages/database/patience.ts";
import { connectPooled } from "@stages/database/pooled.ts";
import { connectReplica, type ReadReplica } from "@stages/database/read-replica.ts";
import type { Purged } from "@stages/database/purge.ts";
import { type CampaignTables, checkRetention, type Retention } from "@stages/database/retention.ts";
import { migrateSchema, newestOf } from "@stages/database/migrate.ts";
import { reseal, type Resealing } from "@stages/database/reseal.ts";
import { transienceOf } from "@stages/database/transient.ts";
import { tablesIn } from "@stages/database/tables-in.ts";
import type { World } from "@stages/demonstration/world-types.ts";
import type { Bus } from "@stages/events/bus.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import { type DomainEvent, domainEvent, type EventType, type StudentsReadFact } from "@stages/events/contracts.ts";
import { type EventDesk, eventDesk } from "@stages/events/event-desk.ts";
import type { LiveFeed } from "@stages/events/live-feed.ts";
import { type Messaging, startMessaging } from "@stages/events/messaging.ts";
import { migrateBus } from "@stages/events/postgres-bus.ts";
import type { MessagingTables } from "@stages/events/tables.ts";
import { tell } from "@stages/events/outbox.ts";
import { type Worker, worker } from "@stages/events/worker.ts";
import { migrateJobs } from "@stages/jobs/migrate-jobs.ts";
import type { Recurrence } from "@stages/jobs/recurring.ts";
import { type Runner, startRunner } from "@stages/jobs/runner.ts";
import type { Wake } from "@stages/jobs/wake.ts";
import { wakeAll } from "@stages/jobs/wake-all.ts";
import { personOf } from "@stages/kernel/actor.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import type { Caller, Servable, SubgraphName } from "@stages/transport/transport.ts";
import type { Recount } from "@stages/statistics/recount.ts";
import { sql as raw } from "drizzle-orm";
import { setTimeout as delay } from "node:timers/promises";
import { addSource, type Reading } from "@stages/telemetry/measure.ts";
import { inSpan } from "@stages/telemetry/tracing.ts";
import { fileURLToPath } from "node:url";
import type { RequestContext } from "./context.ts";
import { type Counting, foldingSweep, rebuildCounted, rebuildLoaded, recountNow, recurringRecount } from "./counting.ts";
import type { FederatedSchema } from "./federate.ts";
import { purgeSubgraph, recurringRetention } from "./purge-subgraph.ts";
import { subgraphSource } from "./subgraph-source.ts";
import { together } from "./together.ts";

/** What every subgraph gives to whoever runs it, in one process or in four. */
export interface Subgraph extends Servable {
  /** Brings its Postgres schema up to date; safe when several start at once. */
  migrate(): Promise<void>;
  /** Makes the jobs of all rows that wait for one, after rows were loaded without them. */
  wakeAll(): Promise<void>;
  /** Seals anew what another key than the current one sealed. */
  reseal(onProgress?: (progress: Resealing) => void): Promise<readonly Resealing[]>;
  /** Deletes what is past its term; a dry run only counts it. */
  purge(options?: { readonly dryRun?: boolean; readonly onProgress?: (progress: Purged) => void }): Promise<readonly Purged[]>;
  /** What it could not apply or tell, and how far it is. */
  readonly events: EventDesk;
  /** Counts everything again from the facts, says what differed and mends it. */
  recount(): Promise<Recount>;
  /** Makes its rollups anew from the facts, days included. */
  rebuildStatistics(): Promise<void>;
  /** Fills empty tables with the synthetic world, in one transaction. */
  loadDemonstration(world: World): Promise<void>;
  /** Starts telling and hearing events, its sweeps and its jobs. */
  start(): Promise<void>;
  /** Finishes what is under way, then closes its connections. */
  stop(): Promise<void>;
}

/** What the resolvers of a subgraph work with. */
export interface Resources {
  readonly db: Database;
  readonly write: Write;
  /**
   * Past the row policies, for an act whose decision needs rows that its actor may not see: the act itself judges who asks.
   * There is nothing here to read with outside of a transaction, since a plain read never needs it. Each use is in DECISIONS.
   * `takeOver` is for an act that decides as its actor: what follows in that transaction is the platform's.
   */
  readonly platform: { readonly write: Write; readonly takeOver: (tx: Transaction) => Promise<void> };
  /** The live events; available once the subgraph is started. */
  readonly live: () => LiveFeed;
  /** The log itself, for news that are told beside any transaction; available once the subgraph is started. */
  readonly bus: () => Bus;
}

/** Work that time alone brings: each run must be safe beside another replica's. */
export interface Sweep {
  readonly everyMs: number;
  readonly run: (resources: Resources, now: Temporal.Instant) => Promise<void>;
}

/** What has an instant at which it is to be done: see `packages/jobs`. */
export interface Jobs {
  /** Of its own tables, the columns by which a task is woken. */
  readonly wakes?: readonly Wake[];
  readonly tasks?: readonly { readonly name: string; readonly run: (resources: Resources, id: string, now: Temporal.Instant) => Promise<void> }[];
  /** Passes over what is due, at their instants and when a process starts. */
  readonly recurring?: readonly RecurringJob[];
}

export interface RecurringJob {
  readonly name: string;
  readonly recurrence: Recurrence;
  readonly run: (resources: Resources, now: Temporal.Instant) => Promise<void>;
}

export interface SubgraphDefinition {
  readonly name: SubgraphName;
  readonly federated: FederatedSchema;
  /** `new URL("./persistence/migrations", import.meta.url)` */
  readonly migrations: URL;
  readonly tables: MessagingTables;
  /** Every table of its own: `import * as`. */
  readonly allTables: CampaignTables;
  /** How long the rows of each are kept. */
  readonly retention: Retention;
  /** What it counts, in tables of its own: see `packages/statistics`. */
  readonly counting: Counting;
  readonly handlers: Handlers;
  /** Those of the handlers' types whose events, of different keys, neither read nor write what the others write: whoever is behind applies them side by side. */
  readonly sideBySide?: readonly EventType[];
  /** The event types that its subscriptions stream. */
  readonly streams: readonly EventType[];
  readonly sweeps?: readonly Sweep[];
  readonly jobs?: Jobs;
  readonly contextOf: (resources: Resources, caller: Caller, subscription?: { readonly resumeFrom: string | undefined }) => object;
  /** Writes down what staff were shown of students, before they are; by default it is told to `people`, which keeps the record. */
  readonly recordReads?: (resources: Resources, fact: StudentsReadFact, now: Temporal.Instant) => Promise<void>;
  readonly loadDemonstration: (tx: Transaction, world: World) => Promise<void>;
  /** What of its own is to be watched, beside what every subgraph has. */
  readonly readings?: (db: Database, now: Temporal.Instant) => Promise<readonly Reading[]>;
}

/** Under which reference its person is told of it, and by whom. */
export interface FailureDetails {
  readonly reference: string;
  readonly subgraph: string;
}

export interface SubgraphOptions {
  readonly databaseUrl: string;
  /** The same database for requests, behind a pooler of transactions; `{subgraph}` in it is the subgraph's name. Straight when left out. */
  readonly requestsUrl?: string | null;
  /** A copy for what requests read outside of a transaction, behind a pooler too; none when left out. */
  readonly readsUrl?: string | null;
  /** Where the log of facts is, when it is not in the database. */
  readonly natsUrl?: string | null;
  readonly clock: Clock;
  readonly onFailure: (error: unknown, details?: FailureDetails) => void;
  /** The people are invented, and some of a campaign long past on purpose: nothing goes by itself. */
  readonly isDemonstration?: boolean;
  /** What a request's connections wait for, where it is to be otherwise. */
  readonly waits?: Waits;
}

/** How long what is under way beside requests is waited for, at the end. */
const FINISH_MS = 15_000;

/** Wires a subgraph's rooms together. Nothing is opened before it is asked for. */
export function createSubgraph(definition: SubgraphDefinition, { databaseUrl, requestsUrl = null, readsUrl = null, natsUrl = null, clock, onFailure, isDemonstration = false, waits = WAITS.requests }: SubgraphOptions): Subgraph {
  const { name, federated, migrations, tables, handlers, sideBySide = [], streams, sweeps = [], jobs: { wakes = [], tasks = [], recurring = [] } = {}, allTables, retention, counting, readings } = definition;
  checkRetention(tablesIn(allTables), retention);
  let connection: Connection | null = null;
  let swept: Connection | null = null;
  let patient: Connection | null = null;
  let requests: Connection | null = null;
  let replica: ReadReplica | null = null;
  let messaging: Messaging | null = null;
  let runner: Runner | null = null;
  let forgetSource = () => {};
  const sweeping: { timer: NodeJS.Timeout; turns: Worker }[] = [];

  const folder = fileURLToPath(migrations);
  const ownUrl = (url: string) => url.replaceAll("{subgraph}", name);
  const forRequests = { name: `${name} requests`, role: roleOf(name, "ANONYMOUS") };
  const db = () => (connection ??= connect({ url: databaseUrl, name, role: roleOf(name, "PLATFORM"), waits })).db;
  const sweepDb = () => (swept ??= connect({ url: databaseUrl, name: `${name} sweeps`, role: roleOf(name, "PLATFORM"), max: 5, waits: WAITS.sweeps })).db;
  /** Where a statement may take minutes: of no request, and of nothing that others wait for. */
  const longDb = () => (patient ??= connect({ url: databaseUrl, name: `${name} at length`, role: roleOf(name, "PLATFORM"), max: 5, waits: WAITS.long })).db;
  const running = () => {
    if (!messaging) throw new Error(`the ${name} subgraph is not started`);
    return messaging;
  };
  const opened = new Map<Database, Resources>();
  const writerOn = (database: Database): Write => {
    const write = writer(database, () => messaging?.wakeRelay());
    return (work) => inSpan("transaction", { attributes: { "stages.subgraph": name } }, () => write(work));
  };
  const resources = (on: Database = db()): Resources => {
    const known = opened.get(on);
    if (known) return known;
    const write = writerOn(on);
    const made: Resources = { db: on, write, platform: { write, takeOver: (tx) => continueAsPlatform(tx, name) }, live: () => running().live, bus: () => running().bus };
    opened.set(on, made);
    return made;
  };

  /** The same, as far as this actor's rows go: a request's statements run under a role of its kind, a lost context shows nothing. */
  const resourcesOf = ({ actor }: Caller): Resources => {
    if (actor.role === "PLATFORM") return resources();
    requests ??= connect({ url: databaseUrl, ...forRequests, waits });
    const own = databaseUnder(requests.client, standingOf(name, actor), replica);
    return { ...resources(), db: own, write: writerOn(own) };
  };

  /** Those who follow the same events are shown them at once: a transaction for each would be most of what an event costs. */
  const tellAllReads = together<DomainEvent>(async (events) => {
    // One statement is a transaction of its own.
    await tell(db(), tables, events);
    messaging?.wakeRelay();
  });
  const tellReads = (_: Resources, fact: StudentsReadFact, now: Temporal.Instant) => tellAllReads(domainEvent("StudentsRead", fact.requestId, fact, now) as DomainEvent);

  /** By the platform itself: a reader has no right to the record of their own reads. */
  const recordReads = async ({ actor, now, caller: { requestId }, reads: noted }: RequestContext) => {
    const reads = await noted.settled();
    const readerId = personOf(actor);
    if (reads.length === 0 || !readerId) return;
    await (definition.recordReads ?? tellReads)(resources(), { requestId, readerId, role: actor.role, reads }, now);
  };

  const recounting = recurringRecount(counting, allTables, onFailure);

  const startSweep = ({ everyMs, run }: Sweep) => {
    const turns = worker(() => run(resources(sweepDb()), clock()), onFailure);
    sweeping.push({ turns, timer: setInterval(turns.wake, everyMs) });
    turns.wake();
  };

  /** None where there is nothing to run: it holds connections. */
  const startJobs = async () => {
    const passes = isDemonstration ? [...recurring, recounting] : [...recurring, recounting, recurringRetention({ name, tables: allTables, retention, log: { databaseUrl, natsUrl }, onFailure })];
    if (tasks.length + passes.length === 0) return;
    runner = await startRunner({
      url: databaseUrl,
      subgraph: name,
      tasks: tasks.map(({ name: task, run }) => ({ name: task, run: (id, now) => run(resources(sweepDb()), id, now) })),
      recurring: passes.map(({ run, ...pass }) => ({ ...pass, run: (now) => run(resources(longDb()), now) })),
      clock,
      onFailure,
    });
  };

  return {
    name,
    schema: federated.schema,
    contextOf: (caller, subscription) => definition.contextOf(resourcesOf(caller), caller, subscription),
    beforeAnswer: (context) => recordReads(context as RequestContext),
    async ready() {
      const own = await db().execute<{ newest: string }>(raw`select max(created_at)::text as newest from ${raw.identifier(name)}.migrations`);
      // A newer version's migrations are let be: it is being brought in, beside this one.
      if (Number(own[0]?.newest ?? 0) < newestOf(folder)) throw new Error("Its tables are of an older version");
      requests ??= connect({ url: databaseUrl, ...forRequests, waits });
      await requests.client`select 1`;
      await running().bus.head();
      if (runner && !runner.isRunning()) throw new Error("Its jobs do not run");
    },
    isTransient: (error) => transienceOf(error) !== null,
    onUnexpected: (error, reference) => onFailure(new Error(`${name}, référence ${reference}`, { cause: error }), { reference, subgraph: name }),
    async migrate() {
      await migrateBus(databaseUrl);
      await migrateSchema({ url: databaseUrl, schema: name, folder });
      await migrateJobs({ url: databaseUrl, subgraph: name, wakes });
    },
    wakeAll: () => wakeAll({ url: databaseUrl, subgraph: name, wakes }),
    reseal: (onProgress) => reseal(longDb(), tablesIn(allTables), onProgress),
    purge: (options) => purgeSubgraph({ db: longDb(), tables: allTables, retention, now: clock(), ...options }),
    events: eventDesk({ name, db, tables, handlers, streams, now: clock }),
    recount: () => recountNow(longDb(), counting.measures, allTables, clock()),
    rebuildStatistics: () => rebuildCounted(longDb(), counting.measures, allTables, clock()),
    async loadDemonstration(world) {
      await resources(longDb()).write((tx) => definition.loadDemonstration(tx, world));
      // On their own days, which the triggers cannot know.
      await rebuildLoaded(longDb(), counting.measures, allTables, clock());
    },
    async start() {
      if (requestsUrl) requests = await connectPooled({ url: ownUrl(requestsUrl), ...forRequests });
      if (readsUrl) replica = connectReplica({ url: ownUrl(readsUrl), name: `${name} reads` });
      messaging = await startMessaging({ name, databaseUrl, natsUrl, db: db(), tables, handlers, sideBySide, streams, now: clock, onFailure });
      [...sweeps, foldingSweep(counting)].forEach(startSweep);
      await startJobs();
      const { bus } = messaging;
      forgetSource = addSource(subgraphSource({ name, db: db(), tables, bus, handlers, schema: counting.measures.schema, now: clock, ...(readings && { readings }) }));
    },
    async stop() {
      forgetSource();
      const finished = async () => {
        await runner?.stop();
        for (const { timer, turns } of sweeping) {
          clearInterval(timer);
          await turns.stop();
        }
        await messaging?.stop();
      };
      // What waits for a server that is away is not waited for: it is done by whoever comes after, and its connections end below.
      const limit = new AbortController();
      await Promise.race([finished(), delay(FINISH_MS, undefined, { signal: limit.signal }).catch(() => {})]).finally(() => limit.abort());
      await replica?.close();
      await requests?.close();
      await swept?.close();
      await patient?.close();
      await connection?.close();
    },
  };
}
