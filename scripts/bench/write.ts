import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { superviseProcess } from "@stages/standalone/supervised-process.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { setTimeout as delay } from "node:timers/promises";
import { PRODUCTION } from "./gateway/targets.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { cpuOf, cpuOfFamily, parentOf } from "./lib/cpu.ts";
import { median } from "./lib/median.ts";
import { bareSql } from "./write/bare-sql.ts";
import { checkEffects, type Expected, isHeard } from "./write/effects.ts";
import { loadMarket, type Market, type Pair, SEATS } from "./write/market.ts";
import { type ContestedFigures, contestedRound, mediansOf, oneRound, type RoundFigures, STEPS, type Surroundings } from "./write/rounds.ts";
import type { Side } from "./write/side.ts";
import { throughPlatform } from "./write/through-platform.ts";
import { type Sent as OnTheWire, startCountingProxy } from "./write/wire.ts";

const CLIENTS = 8;
/** As many as a subgraph opens for requests. */
const CONNECTIONS = 10;
/** Over all of an offer's seats: half as many again. */
const WANTED = 150;
const WARM_UP_SECONDS = 3;
/** More than either side ever wrote here in a second of its rounds. */
const MOST_A_SECOND = 3_000;
const COUNTED = 20;
const SIDES = ["ours", "sql"] as const;
type SideName = (typeof SIDES)[number];
/** `ours`: the same effects as by hand; `followed`: the others hear of them and act meanwhile, in the same process. */
const RUNS = ["ours", "sql", "followed"] as const;
type RunName = (typeof RUNS)[number];

const DURABILITIES = { full: "as npm start", none: "without fsync" } as const;
type Durability = keyof typeof DURABILITIES;

export const writeBenchmark: Benchmark = {
  method: [
    `students of the demonstration apply to offers of ${SEATS} seats at sixty hosts, then the hosts accept: ${CLIENTS} clients at once, each of which asks again once it is answered; a round sends for --seconds, then accepts all that it sent`,
    "ours = submitCandidature, acceptCandidature over HTTP through the whole platform in one process: tokens of as many persons, limits, plan, policies, row policies, candidature, history, events and figures in one transaction",
    "as long as a round of it lasts, the events stay in the outbox (the relay's lock is held), as those written by hand do; then they leave, and the round that follows waits until all has been heard: conventions opened, seats told, people notified, figures folded. `followed` = the same with the others at work meanwhile, in the same process",
    "other = the same effects by hand on postgres.js with as many connections, as the superuser, in a database of its own on the same server: the student's row locked, or the candidature's and its offer's; the rules in the statements; candidature, history, sealed events; one transaction whose statements leave together in one round trip; the constraints and triggers there are; nobody relays or folds",
    "rounds alternate; median of the rounds; every effect is counted at the end in both databases, and no offer has given more seats than it has",
    "CPU is of one mutation of either kind; statements and round trips of the subgraph's requests are counted on the wire, one mutation after the other, over plans that are warm",
    "embedded PostgreSQL as `npm start` has it (fsync), then without; NODE_ENV=production; clients on the same machine",
  ],
  packages: ["@apollo/gateway", "@apollo/server", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

interface Phase {
  readonly figures: Record<RunName, RoundFigures>;
  readonly contested: Record<SideName, readonly ContestedFigures[]>;
}

async function measure(run: BenchmarkRun): Promise<Measured> {
  useDevelopmentKeys();
  const dataDir = mkdtempSync(join(tmpdir(), "stages-bench-"));
  run.started.defer(() => rmSync(dataDir, { recursive: true, force: true }));

  run.onProgress("Chargement des élèves et des offres");
  const market = await withServer(run, dataDir, "none", async ({ ours, sql }) => {
    const perPhase = Math.ceil((run.rounds * run.secondsPerRound + 2 * WARM_UP_SECONDS) * MOST_A_SECOND);
    const loaded = await loadMarket(ours, dataDir, { pairs: 2 * perPhase + 2 * COUNTED, contested: 2 * run.rounds, wanted: WANTED });
    await cloneDatabase(ours, sql);
    return loaded;
  });
  const ledger: Ledger = { ours: beginning(market), sql: beginning(market) };
  const phases = {} as Record<Durability, Phase>;
  let wire = {} as Wire;
  let version = "";
  for (const durability of ["full", "none"] as const) {
    await withServer(run, dataDir, durability, async (urls) => {
      version = urls.version;
      const opened = await openSides(run, dataDir, urls, market);
      phases[durability] = await measurePhase(run, durability, opened, ledger);
      if (durability === "none") {
        await opened.stopPlatform();
        wire = await countOnTheWire(run, dataDir, urls, market, ledger);
        run.onProgress("Vérification des effets");
        await checkEffects(opened.admin.ours, ledger.ours, true);
        await checkEffects(opened.admin.sql, ledger.sql, false);
      }
      await opened.stop();
    });
  }
  return reported(version, phases, wire, ledger);
}

/** What a side has still to ask for, and what it was given. */
interface Account extends Mutable<Expected> {
  next(): Pair;
  contested(): readonly Pair[];
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Ledger = Record<SideName, Account>;

function beginning({ pairs, contested }: Market): Account {
  let [asked, fought] = [0, 0];
  return {
    submitted: 0,
    accepted: 0,
    next() {
      const pair = pairs[asked++];
      if (!pair) throw new Error(`${pairs.length} candidatures were too few`);
      return pair;
    },
    contested: () => contested[fought++]!,
  };
}

type Urls = Record<SideName, string>;
type Served = Urls & { readonly postmaster: number; readonly version: string };

async function withServer<T>({ started, onProgress }: BenchmarkRun, dataDir: string, durability: Durability, work: (urls: Served) => Promise<T>): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), durability, onProgress });
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= server.stop());
  started.defer(stop);
  const urls = { ours: server.url("stages"), sql: server.url("bare") };
  await ensureDatabase(urls.ours);
  const sql = connectSql({ url: urls.ours, name: "bench", max: 1 });
  const [running] = await sql<{ pid: number; version: string }[]>`select pg_backend_pid() as pid, current_setting('server_version') as version`;
  // While that backend lives.
  const postmaster = parentOf(running!.pid) ?? Number.NaN;
  await sql.end();
  const done = await work({ ...urls, postmaster, version: running!.version });
  await stop();
  return done;
}

async function cloneDatabase(from: string, to: string): Promise<void> {
  const [source, copy] = [from, to].map((url) => new URL(url).pathname.slice(1));
  const sql = connectSql({ url: Object.assign(new URL(from), { pathname: "/postgres" }).href, name: "bench", max: 1 });
  await sql.unsafe(`create database "${copy}" template "${source}"`);
  await sql.end();
  for (const url of [from, to]) {
    const own = connectSql({ url, name: "bench", max: 1 });
    await own`vacuum analyze`;
    await own.end();
  }
}

interface Opened {
  readonly sides: Record<SideName, Side>;
  readonly admin: Record<SideName, Sql>;
  readonly cpu: Record<SideName, () => number>;
  readonly postgresCpu: () => number;
  stopPlatform(): Promise<unknown>;
  stop(): Promise<unknown>;
}

const startPlatform = (databaseUrl: string, dataDir: string) =>
  superviseProcess({
    title: "La plateforme en un processus",
    script: join(import.meta.dirname, "gateway/one-process.ts"),
    environment: { ...PRODUCTION, DATABASE_URL: databaseUrl, BENCH_DATA_DIR: dataDir },
    log: console.error,
  });

async function openSides({ started, onProgress }: BenchmarkRun, dataDir: string, urls: Served, market: Market): Promise<Opened> {
  onProgress("Démarrage de la plateforme");
  const platform = await startPlatform(urls.ours, dataDir);
  started.defer(() => platform.stop());
  const ours = throughPlatform(platform.url, CLIENTS);
  const sql = bareSql(urls.sql, CONNECTIONS, market);
  const admin = { ours: connectSql({ url: urls.ours, name: "bench", max: 1 }), sql: connectSql({ url: urls.sql, name: "bench", max: 1 }) };
  let [platformStopped, allStopped]: (Promise<unknown> | null)[] = [null, null];
  const stopPlatform = () => (platformStopped ??= ours.stop().then(() => platform.stop()));
  const stop = () => (allStopped ??= Promise.all([stopPlatform(), sql.stop(), admin.ours.end(), admin.sql.end()]));
  started.defer(async () => void (await stop()));
  return {
    sides: { ours, sql },
    admin,
    cpu: { ours: () => cpuOf(platform.pid!), sql: () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 },
    postgresCpu: () => cpuOfFamily(urls.postmaster),
    stopPlatform,
    stop,
  };
}

async function measurePhase(run: BenchmarkRun, durability: Durability, { sides, admin, cpu, postgresCpu }: Opened, ledger: Ledger): Promise<Phase> {
  const untilHeard = async () => {
    while (!(await isHeard(admin.ours))) await delay(50);
  };
  const together = <T>(work: () => Promise<T>) => work();
  const held = <T>(work: () => Promise<T>) =>
    admin.ours.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended('relay candidatures', 0))`;
      return work();
    }) as Promise<T>;
  const followed: Surroundings = { nodeCpu: cpu.ours, postgresCpu, while: together, untilHeard };
  const surroundings: Record<RunName, Surroundings> = { followed, ours: { ...followed, while: held }, sql: { nodeCpu: cpu.sql, postgresCpu, while: together, untilHeard: async () => {} } };
  const one = async (name: RunName, seconds: number) => {
    const side = name === "sql" ? name : "ours";
    const figures = await oneRound(sides[side], surroundings[name], ledger[side].next, CLIENTS, seconds);
    ledger[side].submitted += figures.count;
    ledger[side].accepted += figures.count;
    return figures;
  };
  const contest = async (name: SideName) => {
    const fought = await surroundings[name].while(() => contestedRound(sides[name], ledger[name].contested(), CLIENTS));
    if (fought.taken !== SEATS) throw new Error(`${name}: ${fought.taken} seats of ${SEATS} were taken`);
    await surroundings[name].untilHeard();
    ledger[name].submitted += WANTED;
    ledger[name].accepted += SEATS;
    return fought;
  };
  for (const name of SIDES) {
    run.onProgress(`Mise en température (${DURABILITIES[durability]}) : ${name}`);
    await one(name, WARM_UP_SECONDS);
  }
  const rounds: Record<RunName, RoundFigures[]> = { ours: [], sql: [], followed: [] };
  const contested: Record<SideName, ContestedFigures[]> = { ours: [], sql: [] };
  for (let round = 0; round < run.rounds; round += 1) {
    run.onProgress(`${DURABILITIES[durability]} : tour ${round + 1} sur ${run.rounds}`);
    for (const rank of RUNS.keys()) {
      const name = RUNS[(rank + round) % RUNS.length]!;
      rounds[name].push(await one(name, run.secondsPerRound));
      if (name !== "followed") contested[name].push(await contest(name));
    }
  }
  return { figures: { ours: mediansOf(rounds.ours), sql: mediansOf(rounds.sql), followed: mediansOf(rounds.followed) }, contested };
}

type Wire = Record<SideName, Record<(typeof STEPS)[number], OnTheWire>>;

/** One mutation after the other, through a proxy that knows PostgreSQL's protocol: of ours, the requests' connections of the subgraph that writes. */
async function countOnTheWire({ started, onProgress }: BenchmarkRun, dataDir: string, urls: Urls, market: Market, ledger: Ledger): Promise<Wire> {
  onProgress("Décompte des instructions SQL");
  const proxies = { ours: await startCountingProxy(urls.ours), sql: await startCountingProxy(urls.sql) };
  for (const proxy of Object.values(proxies)) started.defer(() => proxy.stop());
  const platform = await startPlatform(proxies.ours.url, dataDir);
  started.defer(() => platform.stop());
  const sides = { ours: throughPlatform(platform.url, 1), sql: bareSql(proxies.sql.url, 1, market) };
  const names = { ours: "candidatures requests", sql: "bench bare" };
  const counted = {} as Wire;
  for (const name of SIDES) {
    const pairs = Array.from({ length: 2 * COUNTED }, ledger[name].next);
    for (const pair of pairs.slice(0, COUNTED)) await sides[name].accept(await sides[name].submit(pair));
    proxies[name].take(names[name]);
    const sent = [];
    for (const pair of pairs.slice(COUNTED)) sent.push(await sides[name].submit(pair));
    const submit = proxies[name].take(names[name]);
    for (const one of sent) await sides[name].accept(one);
    counted[name] = { submit: perOne(submit), accept: perOne(proxies[name].take(names[name])) };
    ledger[name].submitted += 2 * COUNTED;
    ledger[name].accepted += 2 * COUNTED;
  }
  const admin = connectSql({ url: urls.ours, name: "bench", max: 1 });
  while (!(await isHeard(admin))) await delay(50);
  await admin.end();
  await Promise.all([sides.ours.stop(), sides.sql.stop(), platform.stop()]);
  return counted;
}

const perOne = ({ statements, trips }: OnTheWire): OnTheWire => ({ statements: statements / COUNTED, trips: trips / COUNTED });

function reported(postgresql: string, phases: Record<Durability, Phase>, wire: Wire, ledger: Record<SideName, Expected>): Measured {
  const comparisons: Comparison[] = [];
  const ratios: Record<string, number> = {};
  const compare = (name: string, { ours, sql }: Record<SideName, number>) => comparisons.push({ name, ours, other: sql });
  for (const [durability, called] of Object.entries(DURABILITIES) as [Durability, string][]) {
    const { figures: { ours, sql, followed }, contested } = phases[durability];
    const line = (name: string, figure: (round: RoundFigures) => number) => compare(`${called}: ${name}`, { ours: figure(ours), sql: figure(sql) });
    line("submitted and accepted/s", ({ perSecond }) => perSecond);
    for (const step of STEPS) {
      line(`${step}/s`, (round) => round[step].perSecond);
      line(`${step}, p50 ms`, (round) => round[step].p50);
      line(`${step}, p99 ms`, (round) => round[step].p99);
    }
    compare(`${called}: accepted or refused/s of one offer`, { ours: median(contested.ours.map(({ perSecond }) => perSecond)), sql: median(contested.sql.map(({ perSecond }) => perSecond)) });
    line("Node CPU ms/mutation", ({ cpu }) => cpu.node);
    line("PostgreSQL CPU ms/mutation", ({ cpu }) => cpu.postgres);
    compare(`${called}: followed, submitted and accepted/s`, { ours: followed.perSecond, sql: sql.perSecond });
    const alone = (name: string, figure: number) => comparisons.push({ name: `${called}: ${name}`, ours: figure, other: null });
    alone("what follows, mutations heard of/s", (2 * ours.count) / ours.after);
    alone("what follows, Node CPU ms/mutation", ours.cpuAfter.node);
    alone("what follows, PostgreSQL CPU ms/mutation", ours.cpuAfter.postgres);
    const suffix = durability === "full" ? "" : ".no-fsync";
    ratios[`write.ours/sql${suffix}`] = ours.perSecond / sql.perSecond;
    for (const step of STEPS) ratios[`write.${step}.ours/sql${suffix}`] = ours[step].perSecond / sql[step].perSecond;
    ratios[`write.followed.ours/sql${suffix}`] = followed.perSecond / sql.perSecond;
  }
  for (const step of STEPS) {
    compare(`${step}, SQL statements`, { ours: wire.ours[step].statements, sql: wire.sql[step].statements });
    compare(`${step}, round trips`, { ours: wire.ours[step].trips, sql: wire.sql[step].trips });
  }
  return {
    versions: { postgresql },
    comparisons,
    notes: [
      `checked: ${ledger.ours.submitted} candidatures and ${ledger.ours.accepted} acceptances of ours, ${ledger.sql.submitted} and ${ledger.sql.accepted} by hand, each with its history, its events and its figures; of ours, a convention each`,
      "statements hold begin, set_config of the standing, and commit",
      "write.ours/sql is with fsync, as `npm start` has it",
    ],
    ratios,
  };
}
