import { connectSql } from "@stages/database/connection.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { countAccounts } from "../../national/accounts.ts";
import { type Loaded, loadNational } from "../../national/load.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import { openBenchWorld } from "../lib/bench-world.ts";
import { cpuOf } from "../lib/cpu.ts";
import { median } from "../lib/median.ts";
import { startPlatformOfTheDay } from "../opening-day/platform.ts";
import { drain } from "../opening-day/checks.ts";
import { operationsOf } from "./operations.ts";

const CAMPAIGN = CAMPAIGN_2024;
/** While students still apply, hosts still answer and schools validate. */
const NOW = Temporal.Instant.from("2024-05-21T10:00:00Z");
/** As it is called; its files say how many there are. */
const COUNTRY = 560_000;
const WARM = 30;
const WARM_WRITES = 10;
/** Of a round. */
const WRITES = 20;
const PEOPLE = 60;
const IDLE_MS = 3_000;

/** Of one round: each answer in ms, and the CPU spent meanwhile. */
interface Round {
  readonly ms: readonly number[];
  readonly platformCpu: number;
  readonly postgresCpu: number;
}

export interface Cost {
  readonly ms: number;
  /** In ms of a processor, for one request: of the platform's process, and of PostgreSQL for it. */
  readonly platformCpu: number;
  readonly postgresCpu: number;
}

/** A country of so many students in the middle of its campaign, with its platform. */
export interface Country {
  /** As it is named: how many were asked for. */
  readonly students: number;
  readonly source: string;
  readonly postgresVersion: string;
  readonly operations: readonly string[];
  /** Finds whom to ask, and asks until all that is remembered is. */
  prepare(operation: string): Promise<void>;
  round(operation: string): Promise<void>;
  cost(operation: string): Cost;
}

/** `students`: null for all of them. */
export async function openCountry(run: BenchmarkRun, students: number | null): Promise<Country> {
  const named = students ?? COUNTRY;
  const world = await openBenchWorld(run, `growth-${named}`);
  const loaded = await loadNational(world.databaseUrl, { campaign: CAMPAIGN, until: NOW, ...(students !== null && { students }), onProgress: (step) => run.onProgress(`${named} élèves : ${step}`) });
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  run.started.defer(() => sql.end());
  if (loaded.seconds > 0) await count(world.databaseUrl, run);
  const platform = await startPlatformOfTheDay(run, { world, opening: NOW });

  const issuer = await openDevelopmentIssuer(world.dataDir);
  const tokens = new Map<string, string>();
  const { origin, pathname } = new URL(platform.url);
  const pool = new Pool(origin, { connections: 1 });
  run.started.defer(() => pool.close());
  const post = async (account: string, body: string): Promise<string> => {
    let token = tokens.get(account);
    if (token === undefined) tokens.set(account, (token = await issuer.issue({ name: account })));
    const { statusCode, body: answer } = await pool.request({ path: pathname, method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body });
    const text = await answer.text();
    if (statusCode !== 200 || text.includes('"errors"')) throw new Error(`${account} was answered ${statusCode}: ${text.slice(0, 500)}`);
    return text;
  };
  const ask = async (account: string, query: string, variables: object = {}) => (JSON.parse(await post(account, JSON.stringify({ query, variables }))) as { data: unknown }).data;

  const operations = operationsOf({ sql, accounts: await countAccounts(sql), campaignId: CAMPAIGN.id, today: civilDateOf(NOW), ask });
  const cpu = (): Clock => ({ at: performance.now(), platform: cpuOf(platform.pid), postgres: world.cpu() });
  const before = cpu();
  await delay(IDLE_MS);
  const idle = rateOf(before, cpu());
  const toAsk = new Map<string, { readonly account: string; readonly body: string }[]>();
  const rounds = new Map<string, Round[]>();

  return {
    students: named,
    source: sourceOf(named, loaded),
    postgresVersion: world.postgresVersion,
    operations: operations.map(({ name }) => name),
    async prepare(operation) {
      const { query, asked, isWrite = false } = operations.find(({ name }) => name === operation)!;
      const all = (await asked(isWrite ? WARM_WRITES + run.rounds * WRITES : PEOPLE)).map(({ account, variables }) => ({ account, body: JSON.stringify({ query, variables }) }));
      if (all.length <= (isWrite ? WARM_WRITES : 0)) throw new Error(`Too few can be asked for "${operation}" among ${named} students`);
      for (const { account, body } of isWrite ? all.splice(0, WARM_WRITES) : all.slice(0, WARM)) await post(account, body);
      toAsk.set(operation, all);
      rounds.set(operation, []);
    },
    async round(operation) {
      const isWrite = operations.find(({ name }) => name === operation)!.isWrite ?? false;
      const all = toAsk.get(operation)!;
      const these = isWrite ? all.splice(0, WRITES) : all;
      if (these.length === 0) return;
      // A bearer is verified and looked up once in a while: that is not the operation's.
      for (const { account } of these) await post(account, IDENTITY);
      const [from, ms] = [cpu(), [] as number[]];
      const end = from.at + run.secondsPerRound * 1_000;
      for (let next = 0; isWrite ? next < these.length : performance.now() < end; next += 1) {
        const { account, body } = these[next % these.length]!;
        const askedAt = performance.now();
        await post(account, body);
        ms.push(performance.now() - askedAt);
      }
      // What a write sets going is of it.
      if (isWrite) await drain(sql);
      const spent = rateOf(from, cpu());
      const seconds = (performance.now() - from.at) / 1_000;
      const each = (of: "platform" | "postgres") => (Math.max(0, spent[of] - idle[of]) * seconds) / ms.length;
      rounds.get(operation)!.push({ ms, platformCpu: each("platform"), postgresCpu: each("postgres") });
    },
    cost(operation) {
      const all = rounds.get(operation)!;
      return { ms: median(all.map(({ ms }) => median(ms))), platformCpu: median(all.map(({ platformCpu }) => platformCpu)), postgresCpu: median(all.map(({ postgresCpu }) => postgresCpu)) };
    },
  };
}

function sourceOf(named: number, { rows, seconds, source }: Loaded): string {
  const { "people.students": students, "candidatures.candidatures": candidatures, "conventions.conventions": conventions, "offers.offers": offers } = rows;
  return `${named}: ${students} students, ${candidatures} candidatures, ${conventions} conventions, ${offers} offers, the demonstration's few thousand among them; loaded in ${seconds.toFixed(0)} s; ${source}`;
}

/** What is asked to have the token verified and its bearer looked up. */
const IDENTITY = '{"query":"{ viewer { role } }"}';

type Clock = { readonly at: number; readonly platform: number; readonly postgres: number };
/** CPU ms a second. */
const rateOf = (from: Clock, to: Clock) => ({ platform: ((to.platform - from.platform) * 1_000) / (to.at - from.at), postgres: ((to.postgres - from.postgres) * 1_000) / (to.at - from.at) });

/** What was loaded past the triggers that count. */
async function count(databaseUrl: string, { onProgress }: BenchmarkRun): Promise<void> {
  for (const [name, subgraph] of Object.entries(createSubgraphs({ databaseUrl, clock: () => NOW }))) {
    onProgress(`Comptage : ${name}`);
    await subgraph.rebuildStatistics();
    await subgraph.stop();
  }
}
