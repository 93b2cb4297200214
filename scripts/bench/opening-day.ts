import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { parentOf } from "./lib/cpu.ts";
import { assemble, type Cast } from "./opening-day/cast.ts";
import { type Checked, checkFigures, checkFollowers, checkWrites, drain } from "./opening-day/checks.ts";
import { Crowd } from "./opening-day/crowd.ts";
import { type Day, openDay } from "./opening-day/day.ts";
import { lagOf, type Spread, spreads } from "./opening-day/figures.ts";
import { type Follower, Followers } from "./opening-day/followers.ts";
import { KINDS } from "./opening-day/operations.ts";
import { drawDay, type Phase } from "./opening-day/picture.ts";
import { startPlatformOfTheDay } from "./opening-day/platform.ts";
import type { Player, PlayReport, Written } from "./opening-day/play.ts";
import { type Second, watch } from "./opening-day/watch.ts";

/** Who comes within the first hour, and what is played of it: so many minutes at the hour's own rate of arrivals. */
const STUDENTS = 50_000;
const AN_HOUR = 60;
const SUBSCRIPTIONS = 5_000;
/** Of the subscriptions: those of candidatures, the others being of seats; and those over SSE. */
const OF_CANDIDATURES = 0.6;
const OVER_SSE = 0.3;
const MOST_ACTIVE = 1_500;
const SATURATION = { clients: 64, seconds: 10 } as const;
const OVERLOAD_SECONDS = 20;
const UNBOUNDED = { operationsAtOnce: 1e9 } as const;
const PICTURE = new URL("opening-day.svg", import.meta.url);

export const openingDayBenchmark: Benchmark = {
  method: [
    `${STUDENTS} students come within the hour of the opening: a gamma curve, whose peak after an eighth of the time is 2.9 times the mean; --minutes of it are played, with as many students as keep the real arrivals a second (--students for another number), and thinking as many times shorter`,
    "a student: signs in, looks at their candidatures, searches near home, half also by place, looks at 1 to 5 offers, puts aside a third of them, applies to 1 to 3, looks at their candidatures, confirms one that was accepted; each step waits for the answer before; thinking is log-normal (real medians: 30 s over an offer, 100 s over a motivation)",
    "70 % of the hosts applied to look 10 real minutes later and answer all who have applied by then: accept 7 of 10, refuse the others; 40 heads look at their school every 5 real minutes",
    `followers: --subscriptions of them, ${SUBSCRIPTIONS} at most, 60 % on their own candidatures, 40 % on the seats of an offer near their school; 70 % over WebSocket, 30 % over SSE`,
    "students of as many schools as it takes at 60 of each, so that they want the same places",
    "ours = the rate of the real hour; other = twice as many students in the same time, others than the first",
    `overload: the most that ${SATURATION.clients} clients who never think are served in a second, then twice that for ${OVERLOAD_SECONDS} s, arrivals that wait for nobody (Poisson), their latency from when each was due; ours = the gateway's bound on what is under way, other = without it`,
    "the platform in one process, as npm start has it; crowd, followers and PostgreSQL (fsync off) on the same machine, NODE_ENV=production; tokens minted beforehand",
    "afterwards: each acknowledged write is in the tables once, no offer is overbooked, each follower has had each of its events of the log once by cursor, outboxes are empty, every subgraph's rollups agree with a recount",
  ],
  packages: ["@apollo/gateway", "graphql", "undici", "ws", "graphql-ws", "postgres"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  useDevelopmentKeys();
  const seconds = run.minutes * 60;
  const compression = AN_HOUR / run.minutes;
  const wanted = run.students ?? Math.round(STUDENTS / compression);
  const day = await openDay(run);
  const cast = await assemble(day.sql, day.world.dataDir, day.campaignId, wanted * 4, run.onProgress);
  // The first, twice as many others, and as many again for the overload.
  const played = Math.min(wanted, Math.floor(cast.students.length / 4));
  const groups = { opening: cast.students.slice(0, played), twice: cast.students.slice(played, 3 * played), overload: cast.students.slice(3 * played) };

  run.onProgress("Démarrage de la plateforme");
  const platform = await startPlatformOfTheDay(run, day);
  const [crowd, audience] = [await Crowd.start(), await Followers.start()];
  run.started.defer(() => crowd.leave());
  run.started.defer(() => audience.leave());
  const [backend] = await day.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const [head] = await day.sql<{ position: number }[]>`select coalesce(max(position), 0)::int as position from bus.events`;
  const watching = watch(day.sql, { platform: platform.pid, crowd: crowd.pid, followers: audience.pid }, parentOf(backend!.pid)!);

  const followers = castFollowers(Math.min(SUBSCRIPTIONS, run.subscriptions), [...groups.opening, ...groups.twice], cast.offers);
  run.onProgress(`${followers.length} abonnements en direct`);
  const openedFrom = performance.now();
  await audience.open(platform.url, String(head!.position), followers);
  const openedIn = (performance.now() - openedFrom) / 1_000;

  const phases: Phase[] = [];
  const checked: [string, Checked][] = [];
  const drained: string[] = [];
  const end = async (name: string, report: PlayReport) => {
    phases.push({ name, report });
    run.onProgress(`${name} : rien n'est perdu`);
    drained.push(`${name} ${(await drain(day.sql)).toFixed(1)} s`);
    checked.push([name, await checkWrites(day.sql, all(phases), unansweredOf(phases))]);
  };
  const play = async (name: string, students: readonly Player[], seed: number) => {
    run.onProgress(`${name} : ${students.length} élèves en ${run.minutes} min`);
    const report = await crowd.play({ url: platform.url, students, hosts: cast.hosts, heads: cast.heads, seconds, compression, mostActive: MOST_ACTIVE, seed }, () => {});
    await end(name, report);
  };
  await play("the hour", groups.opening, 1);
  await play("twice", groups.twice, 2);

  run.onProgress("Saturation");
  const flooded = { url: platform.url, students: groups.overload, seed: 3 };
  const most = await crowd.flood({ ...flooded, ...SATURATION, rate: null });
  const capacity = spreads(most).all.count / SATURATION.seconds;
  await end("saturation", most);
  run.onProgress(`Surcharge : ${Math.round(2 * capacity)} opérations par seconde`);
  await end("overload", await crowd.flood({ ...flooded, seed: 4, rate: 2 * capacity, clients: 0, seconds: OVERLOAD_SECONDS }));

  run.onProgress("Ce que chacun a entendu");
  const heard = await audience.heard();
  checked.push(["followers", await checkFollowers(day.sql, head!.position, followers, heard)]);
  const told = audience.seen;
  if (told.lost > 0) checked.push(["followers", { counts: {}, wrong: [`${told.lost} connections lost: ${told.failure}`] }]);
  await watching.stop();
  const platformSeconds = platform.seconds();
  await audience.leave();
  run.onProgress("Recomptage");
  checked.push(["figures", await checkFigures(day.sql, day.world.databaseUrl, day.opening)]);
  await platform.stop();

  const unbounded = await measureUnbounded(run, day, crowd, { ...flooded, seed: 5, rate: 2 * capacity, clients: 0, seconds: OVERLOAD_SECONDS });
  checked.push(["overload without a bound", await checkWrites(day.sql, all([...phases, { name: "", report: unbounded }]), unansweredOf([...phases, { name: "", report: unbounded }]))]);
  writeFileSync(PICTURE, drawDay(`Opening day: ${played} and ${2 * played} students in ${run.minutes} minutes each, then an overload`, phases, watching.seconds, platformSeconds));

  const [hour, twice, , overload] = phases.map(({ report }) => report) as [PlayReport, PlayReport, PlayReport, PlayReport];
  const wrong = checked.flatMap(([name, { wrong: its }]) => its.map((what) => `${name}: ${what}`));
  const errors = [...phases.map(({ name, report }) => [name, report.errors] as const), ["overload without a bound", unbounded.errors] as const].filter(([, codes]) => Object.keys(codes).length > 0);
  return {
    versions: { postgresql: day.world.postgresVersion },
    comparisons: [
      ...compareLoads(hour, twice),
      { name: "mutation to follower, p50 ms", ours: lagOf(hour, heard).p50, other: lagOf(twice, heard).p50 },
      { name: "mutation to follower, p99 ms", ours: lagOf(hour, heard).p99, other: lagOf(twice, heard).p99 },
      ...compareQueues(watching.seconds, hour, twice),
      ...compareOverloads(overload, unbounded),
    ],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      `data: ${day.source}; ${cast.schools} schools, ${Object.keys(cast.hosts).length} hosts, ${cast.offers.length} offers followed`,
      `${played} students played the hour in ${run.minutes} minutes: 1 of ${(STUDENTS / played).toFixed(1)} of the ${STUDENTS}, at ${((played / seconds) / (STUDENTS / 3_600)).toFixed(2)} times the real rate of arrivals; ${2 * played} the second time; an hour is ${compression.toFixed(0)} times shorter`,
      `most sessions at once ${hour.mostActive}, then ${twice.mostActive} (${twice.waitedAtTheDoor} waited at the door, which lets ${MOST_ACTIVE} in)`,
      `${followers.length} subscriptions opened in ${openedIn.toFixed(1)} s, ${told.delivered} events delivered, ${told.lost} lost, ${told.retried} connections tried again`,
      `saturation: ${capacity.toFixed(0)} operations a second, p50 ${spreads(most).all.p50.toFixed(0)} ms, p99 ${spreads(most).all.p99.toFixed(0)} ms`,
      `refused by the rules: ${phases.map(({ name, report }) => `${name} ${JSON.stringify(report.refused)}`).join(", ")}`,
      `told to come back (OVERLOADED): ${phases.map(({ name, report }) => `${name} ${report.shed.at.length}`).join(", ")}`,
      errors.length === 0 ? "no error" : `ERRORS: ${errors.map(([name, codes]) => `${name} ${JSON.stringify(codes)}`).join(", ")}`,
      `drained: ${drained.join(", ")}`,
      ...checked.map(([name, { counts }]) => `${name}, looked for and found: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(", ")}`),
      `PostgreSQL waits, connections seen in: ${Object.entries(watching.waits).toSorted(([, a], [, b]) => b - a).slice(0, 6).map(([what, times]) => `${what} ${times}`).join(", ")}`,
      wrong.length === 0 ? "nothing lost, nothing twice, nothing overbooked" : `WRONG: ${wrong.slice(0, 20).join("; ")}${wrong.length > 20 ? ` and ${wrong.length - 20} more` : ""}`,
    ],
    ratios: {
      "opening-day.p99/p50": ratioOf(spreads(hour).all),
      ...Object.fromEntries([...spreads(hour).byKind].map(([kind, spread]) => [`opening-day.${kind}.p99/p50`, ratioOf(spread)])),
      "opening-day.double.p99/p50": ratioOf(spreads(twice).all),
      "opening-day.overload.p99/p50": ratioOf(spreads(overload).all),
      "opening-day.overload.bounded/unbounded.p99": spreads(overload).all.p99 / spreads(unbounded).all.p99,
      "opening-day.wrong": wrong.length,
    },
  };
}

async function measureUnbounded(run: BenchmarkRun, day: Day, crowd: Crowd, flood: Omit<Parameters<Crowd["flood"]>[0], "url">): Promise<PlayReport> {
  run.onProgress("Surcharge, sans limite");
  const platform = await startPlatformOfTheDay(run, day, UNBOUNDED);
  await crowd.flood({ ...flood, url: platform.url, rate: null, ...SATURATION });
  const report = await crowd.flood({ ...flood, url: platform.url });
  await drain(day.sql);
  await platform.stop();
  return report;
}

function castFollowers(count: number, students: readonly Player[], offers: Cast["offers"]): readonly Follower[] {
  const ofCandidatures = Math.round(count * OF_CANDIDATURES);
  return Array.from({ length: count }, (_, rank): Follower => {
    // Some of each crowd, from both ends.
    const { token, studentId } = students.at((rank % 2 === 0 ? 1 : -1) * Math.ceil(rank / 2) % students.length)!;
    return { rank, token, studentId, way: rank % 10 < OVER_SSE * 10 ? "SSE" : "WebSocket", offerId: rank < ofCandidatures ? null : offers[rank % offers.length]! };
  });
}

/** Of all so far: the same students play in the last phases. */
const all = (phases: readonly Phase[]): Written => ({
  favourites: phases.flatMap(({ report }) => report.written.favourites),
  candidatures: phases.flatMap(({ report }) => report.written.candidatures),
  steps: phases.flatMap(({ report }) => report.written.steps),
});

/** Connections that broke before the answer. */
const unansweredOf = (phases: readonly Phase[]) => phases.flatMap(({ report }) => Object.entries(report.errors)).reduce((sum, [what, count]) => sum + (/^apply (UND_|E[A-Z]+$)/.test(what) ? count : 0), 0);

const ratioOf = ({ p50, p99 }: Spread) => p99 / p50;
const during = <T extends { readonly at: number }>(seconds: readonly T[], { from, until }: PlayReport) => seconds.filter(({ at }) => at >= from && at <= until);
const highest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);

function compareLoads(hour: PlayReport, twice: PlayReport): Comparison[] {
  const [ours, other] = [spreads(hour), spreads(twice)];
  const rate = ({ all }: typeof ours, { from, until }: PlayReport) => (all.count * 1_000) / (until - from);
  return [
    { name: "sessions", ours: hour.sessions, other: twice.sessions },
    { name: "operations", ours: ours.all.count, other: other.all.count },
    { name: "operations/s, mean", ours: rate(ours, hour), other: rate(other, twice) },
    { name: "p50 ms", ours: ours.all.p50, other: other.all.p50 },
    { name: "p99 ms", ours: ours.all.p99, other: other.all.p99 },
    ...KINDS.flatMap((kind) => {
      const [a, b] = [ours.byKind.get(kind), other.byKind.get(kind)];
      return a ? [{ name: `${kind}, p50 ms`, ours: a.p50, other: b?.p50 ?? null }, { name: `${kind}, p99 ms`, ours: a.p99, other: b?.p99 ?? null }] : [];
    }),
  ];
}

function compareQueues(seconds: readonly Second[], hour: PlayReport, twice: PlayReport): Comparison[] {
  const most = (name: string, of: (second: Second) => number): Comparison => ({ name, ours: highest(during(seconds, hour).map(of)), other: highest(during(seconds, twice).map(of)) });
  return [
    { name: "in flight, most", ours: highest(hour.active.map(([, , inFlight]) => inFlight)), other: highest(twice.active.map(([, , inFlight]) => inFlight)) },
    most("events to leave, most", ({ outbox }) => outbox),
    most("events not read by all, most", ({ unread }) => unread),
    most("jobs due, most", ({ jobs }) => jobs),
    most("PostgreSQL connections at work, most", ({ active }) => active),
    most("of them on a lock, most", ({ waiting }) => waiting),
    ...Object.keys(seconds[0]?.rss ?? {}).map((name) => most(`memory of ${name}, most MB`, ({ rss }) => rss[name]! / 2 ** 20)),
  ];
}

function compareOverloads(bounded: PlayReport, unbounded: PlayReport): Comparison[] {
  const [ours, other] = [spreads(bounded).all, spreads(unbounded).all];
  const rate = ({ count }: Spread, { from, until }: PlayReport) => (count * 1_000) / (until - from);
  return [
    { name: "overload, served/s", ours: rate(ours, bounded), other: rate(other, unbounded) },
    { name: "overload, told to come back", ours: bounded.shed.at.length, other: unbounded.shed.at.length },
    { name: "overload, p50 ms", ours: ours.p50, other: other.p50 },
    { name: "overload, p99 ms", ours: ours.p99, other: other.p99 },
    { name: "overload, until the last answer s", ours: (bounded.until - bounded.from) / 1_000, other: (unbounded.until - unbounded.from) / 1_000 },
  ];
}
