import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { superviseProcess } from "@stages/standalone/supervised-process.ts";
import { Pool } from "undici";
import { type Answer, dashboardOf, NATIONAL, OF_ACADEMY } from "./analytics/dashboard.ts";
import { type Dashboard, firstDifference } from "./analytics/figures.ts";
import { measureFreshness } from "./analytics/freshness.ts";
import { askPlainSql } from "./analytics/plain-sql.ts";
import { type Kind, openWrites, STEPS, type WriteFigures } from "./analytics/writes.ts";
import { PRODUCTION, tokenOf } from "./gateway/targets.ts";
import { type BenchWorld, openBenchWorld } from "./lib/bench-world.ts";
import { cpuOf } from "./lib/cpu.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { median, quantile } from "./lib/median.ts";
import { DISTRIBUTIONS, loadNational } from "../national/load.ts";
import { openSchools } from "../national/schools.ts";

const CAMPAIGN = CAMPAIGN_2024;
/** A Tuesday among the stages: all that a rectorat asks has something to count, feedback apart, which opens in September. */
const NOW = Temporal.Instant.from("2024-06-25T18:00:00Z");
/** While students may still apply, and most offers are there. */
const WRITTEN_AT = Temporal.Instant.from("2024-05-21T10:00:00Z");
/** Créteil, the second in number of students. */
const ACADEMY = "24";
const LEAST_COVERED = 10;
const MOST_SQL_ROUNDS = 5;
const WRITES: Readonly<Record<Kind, number>> = { candidature: 200, convention: 300 };

interface Territory {
  readonly name: string;
  readonly academy: string | null;
  readonly persona: PersonaName;
  readonly query: string;
}

const TERRITORIES: readonly Territory[] = [
  { name: "national", academy: null, persona: "ministry", query: NATIONAL },
  { name: "one académie", academy: ACADEMY, persona: "other-rectorat", query: OF_ACADEMY },
];

export const analyticsBenchmark: Benchmark = {
  method: [
    "the campaign of 2024 on the evening of 25 June: every student of the real schools, places near them, candidatures and conventions with a history each, until that instant",
    ...DISTRIBUTIONS,
    "ours = one GraphQL operation for the whole dashboard, over HTTP, through the whole platform in one process (token, limits, plan, policies, row policies) as the ministry and as the rectorat of Créteil; server time: from the request's headers being read to the last byte given to the socket, in that process",
    "other = the same figures by plain SQL over the tables of facts, with the indexes there are, a statement a figure, one after the other on one connection of the superuser, work_mem 256 MB, parallel workers as PostgreSQL chooses",
    "both say the same to the unit, or nothing is printed; rounds alternate, the median of all of them",
    "writes: three mutations of a candidature (sent, accepted, confirmed) straight to its subgraph, and the five transitions of a convention to SIGNED by its subgraph's persistence, without drawing, a transaction each; four writers; with = the triggers that count and the fold every half second, its last turn included; without = the triggers disabled, nobody folds; rounds alternate, the median of the rounds' ratios",
    "embedded PostgreSQL without fsync, NODE_ENV=production, everything on the same machine",
  ],
  packages: ["@apollo/gateway", "@apollo/server", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const world = await openBenchWorld(run, "national-2024-2");
  const loaded = await loadNational(world.databaseUrl, { campaign: CAMPAIGN, until: NOW, onProgress: (step) => run.onProgress(`Campagne nationale : ${step}`) });
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  run.started.defer(() => sql.end());
  await sql`set work_mem = '256MB'`;
  const counting = await countAll(world, sql, run);

  const ask = await startPlatform(world, run);
  const read = new Map<string, Times>();
  for (const territory of TERRITORIES) read.set(territory.name, await compare(territory, ask, sql, run));
  run.onProgress("Fraîcheur des chiffres");
  const fresh = await measureFreshness(sql, CAMPAIGN.id, ask.signed);
  const written = await compareWrites(world, run);
  return reported(world.postgresVersion, loaded, counting, read, fresh, written);
}

interface Counting {
  readonly name: string;
  readonly seconds: number;
}

/** What was loaded past the triggers is counted from the facts, and then once more by other SQL, with which it must agree. */
async function countAll({ databaseUrl }: BenchWorld, sql: Sql, { onProgress }: BenchmarkRun): Promise<readonly Counting[]> {
  const counting: Counting[] = [];
  for (const [name, subgraph] of Object.entries(createSubgraphs({ databaseUrl, clock: () => NOW }))) {
    onProgress(`Comptage : ${name}`);
    const from = performance.now();
    // The first recount of a database begins by itself with what this does.
    const [recounted] = await sql`select from ${sql(name)}.recounts limit 1`;
    if (recounted) await subgraph.rebuildStatistics();
    const { differences } = await subgraph.recount();
    await subgraph.stop();
    if (differences.length > 0) throw new Error(`${name}: a recount differs in ${differences.length} cells: ${JSON.stringify(differences[0])}`);
    counting.push({ name, seconds: (performance.now() - from) / 1_000 });
  }
  return counting;
}

type Ask = (territory: Territory) => Promise<Answer>;

async function startPlatform(world: BenchWorld, run: BenchmarkRun) {
  run.onProgress("Démarrage de la plateforme");
  const times = join(world.dataDir, "server-times");
  const platform = await superviseProcess({
    title: "La plateforme en un processus",
    script: fileURLToPath(new URL("./analytics/one-process.ts", import.meta.url)),
    environment: { ...PRODUCTION, DATABASE_URL: world.databaseUrl, BENCH_DATA_DIR: world.dataDir, BENCH_NOW: NOW.toString(), BENCH_TIMES: times },
    log: console.error,
  });
  run.started.defer(() => platform.stop());
  const { origin, pathname } = new URL(platform.url);
  const pool = new Pool(origin, { connections: 1 });
  run.started.defer(() => pool.close());
  const tokens = new Map(await Promise.all(TERRITORIES.map(async ({ persona }) => [persona, await tokenOf(persona, world)] as const)));
  const request = async <T>(persona: PersonaName, query: string, variables: object): Promise<T> => {
    const { statusCode, body } = await pool.request({ path: pathname, method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${tokens.get(persona)}` }, body: JSON.stringify({ query, variables }) });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors"')) throw new Error(`Answered ${statusCode}: ${text.slice(0, 500)}`);
    return (JSON.parse(text) as { data: T }).data;
  };
  const ask: Ask = ({ persona, query, academy }) => request<Answer>(persona, query, { campaignId: CAMPAIGN.id, schools: LEAST_COVERED, ...(academy === null ? {} : { academy }) });
  const signed = async () => {
    const { campaign } = await request<{ campaign: { conventionFigures: { byStatus: { status: string; count: number }[] } } }>("ministry", "query($id: ID!) { campaign(id: $id) { conventionFigures { byStatus { status count } } } }", { id: CAMPAIGN.id });
    return campaign.conventionFigures.byStatus.find(({ status }) => status === "SIGNED")?.count ?? 0;
  };
  const since = () => {
    const told = readFileSync(times, "utf8").trimEnd().split("\n").map(Number);
    writeFileSync(times, "");
    return told;
  };
  return { ask, signed, since, cpu: () => ({ platform: cpuOf(platform.pid!), postgres: world.cpu() }) };
}

interface Times {
  readonly server: readonly number[];
  readonly client: readonly number[];
  readonly sql: readonly number[];
  /** In ms a request: of the platform's process, and of PostgreSQL for it. */
  readonly platformCpu: number;
  readonly postgresCpu: number;
  readonly statements: ReadonlyMap<string, readonly number[]>;
}

async function compare(territory: Territory, { ask, since, cpu }: Awaited<ReturnType<typeof startPlatform>>, sql: Sql, { rounds, secondsPerRound, onProgress }: BenchmarkRun): Promise<Times> {
  onProgress(`Tableau de bord : ${territory.name}`);
  const asked = { campaignId: CAMPAIGN.id, academy: territory.academy, until: civilDateOf(NOW).toString(), schools: LEAST_COVERED };
  const [client, sums, statements]: [number[], number[], Map<string, number[]>] = [[], [], new Map()];
  insistOnOneAnswer(dashboardOf(await ask(territory)), (await askPlainSql(sql, asked)).dashboard, territory);
  for (let warm = 0; warm < 100; warm += 1) await ask(territory);
  since();
  const spent = { platform: 0, postgres: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const before = cpu();
    for (const end = performance.now() + secondsPerRound * 1_000; performance.now() < end; ) {
      const from = performance.now();
      const answer = await ask(territory);
      client.push(performance.now() - from);
      if (!answer) throw new Error("Nothing was answered");
    }
    const after = cpu();
    spent.platform += after.platform - before.platform;
    spent.postgres += after.postgres - before.postgres;
    if (round >= MOST_SQL_ROUNDS) continue;
    const { times, dashboard } = await askPlainSql(sql, asked);
    insistOnOneAnswer(dashboardOf(await ask(territory)), dashboard, territory);
    sums.push(Object.values(times).reduce((sum, time) => sum + time, 0));
    for (const [name, time] of Object.entries(times)) statements.set(name, [...(statements.get(name) ?? []), time]);
  }
  return { server: since(), client, sql: sums, platformCpu: spent.platform / client.length, postgresCpu: spent.postgres / client.length, statements };
}

function insistOnOneAnswer(ours: Dashboard, theirs: Dashboard, { name }: Territory): void {
  const difference = firstDifference(ours, theirs);
  if (difference !== null) throw new Error(`${name}: ${difference}`);
}

interface Written {
  readonly with: WriteFigures;
  readonly without: WriteFigures;
}

async function compareWrites(world: BenchWorld, run: BenchmarkRun): Promise<ReadonlyMap<Kind, readonly Written[]>> {
  const { schools } = await openSchools();
  const school = schools.find(({ academy, students }) => academy === ACADEMY && students > 300)!;
  const writes = await openWrites(run, world, { campaign: CAMPAIGN, now: WRITTEN_AT, school: { uai: school.uai, academy: school.academy, ...school.coordinates } });
  const written = new Map<Kind, Written[]>();
  for (const kind of Object.keys(STEPS) as Kind[]) {
    run.onProgress(`Écritures : ${kind}`);
    await writes.measure(kind, true, 20);
    await writes.measure(kind, false, 20);
    const rounds: Written[] = [];
    for (let round = 0; round < run.rounds; round += 1) {
      const first = await writes.measure(kind, round % 2 === 0, WRITES[kind]);
      const second = await writes.measure(kind, round % 2 !== 0, WRITES[kind]);
      rounds.push(round % 2 === 0 ? { with: first, without: second } : { with: second, without: first });
    }
    written.set(kind, rounds);
  }
  return written;
}

function reported(postgresql: string, { source, rows, seconds }: Awaited<ReturnType<typeof loadNational>>, counting: readonly Counting[], read: ReadonlyMap<string, Times>, fresh: readonly number[], written: ReadonlyMap<Kind, readonly Written[]>): Measured {
  const count = (table: string) => (rows[table] ?? 0).toLocaleString("en");
  const comparisons = [...read].flatMap(([name, { server, client, sql, platformCpu, postgresCpu, statements }]): Comparison[] => [
    { name: `${name}, p50 ms`, ours: median(server), other: median(sql) },
    { name: `${name}, p95 ms`, ours: quantile(server, 0.95), other: quantile(sql, 0.95) },
    { name: `${name}, p50 ms to the client`, ours: median(client), other: null },
    { name: `${name}, CPU ms a request, of the platform`, ours: platformCpu, other: null },
    { name: `${name}, CPU ms a request, of PostgreSQL`, ours: postgresCpu, other: null },
    ...[...statements].map(([statement, times]): Comparison => ({ name: `${name}, ${statement}, ms`, ours: Number.NaN, other: median(times) })),
  ]);
  const ratioOf = (rounds: readonly Written[], of: keyof WriteFigures) => median(rounds.map((round) => round.with[of] / round.without[of]));
  const writes = [...written].flatMap(([kind, rounds]): Comparison[] => [
    { name: `${kind}, ms a write and writer, with beside without`, ours: median(rounds.map((round) => round.with.ms)), other: median(rounds.map(({ without }) => without.ms)) },
    { name: `${kind}, PostgreSQL CPU ms a write`, ours: median(rounds.map((round) => round.with.cpu)), other: median(rounds.map(({ without }) => without.cpu)) },
  ]);
  const speedups = [...read].map(([name, { server, sql }]) => [`analytics.sql/ours.${name === "national" ? "national" : "academy"}`, median(sql) / median(server)] as const);
  return {
    versions: { postgresql },
    comparisons: [
      ...comparisons,
      { name: "a signature told by the graph, p50 ms after its commit", ours: median(fresh), other: null },
      { name: "a signature told by the graph, latest of 40, ms", ours: Math.max(...fresh), other: null },
      ...writes,
    ],
    notes: [
      `${source}; ${count("conventions.students")} students, ${count("candidatures.candidatures")} candidatures with ${count("candidatures.history")} steps, ${count("conventions.conventions")} conventions with ${count("conventions.history")}, ${count("offers.offers")} offers; the demonstration's own few thousand are among them`,
      seconds === 0 ? "the data was there" : `loaded in ${seconds.toFixed(0)} s`,
      `counted from the facts, and again by other SQL, without a difference: ${counting.map(({ name, seconds }) => `${name} in ${seconds.toFixed(0)} s`).join(", ")}`,
      "sealed columns hold values of their own, as the platform writes them; where each distribution comes from: scripts/national/README.md",
      `medians of the rounds' ratios, with ÷ without: ${[...written].map(([kind, rounds]) => `${kind} ${ratioOf(rounds, "ms").toFixed(2)} in time, ${ratioOf(rounds, "cpu").toFixed(2)} in PostgreSQL's CPU`).join("; ")}`,
    ],
    ratios: {
      ...Object.fromEntries(speedups),
      "analytics.sql/ours": Math.min(...speedups.map(([, speedup]) => speedup)),
      "analytics.write-with/without": Math.max(...[...written.values()].map((rounds) => ratioOf(rounds, "ms"))),
    },
  };
}
