import { connectSql } from "@stages/database/connection.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { countAccounts } from "../../national/accounts.ts";
import { loadNational } from "../../national/load.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import { openBenchWorld } from "../lib/bench-world.ts";
import { cpuOf } from "../lib/cpu.ts";
import { median } from "../lib/median.ts";
import { startPlatformOfTheDay } from "../opening-day/platform.ts";
import { operationsOf } from "./operations.ts";

const CAMPAIGN = CAMPAIGN_2024;
/** While students still apply, hosts still answer and schools validate. */
const NOW = Temporal.Instant.from("2024-05-21T10:00:00Z");
const WARM = 30;
const PEOPLE = 200;
const IDLE_MS = 3_000;

export interface Cost {
  readonly ms: number;
  /** In ms of a processor, for one request: of the platform's process, and of PostgreSQL for it. */
  readonly platformCpu: number;
  readonly postgresCpu: number;
  readonly requests: number;
}

export interface Size {
  /** Of the campaign. */
  readonly students: number;
  readonly candidatures: number;
  readonly conventions: number;
  readonly offers: number;
  readonly loadedIn: number;
  readonly postgresVersion: string;
  readonly source: string;
  readonly costs: ReadonlyMap<string, Cost>;
}

/** A country of that many students in the middle of its campaign, asked one question after the other. */
export async function measureSize(run: BenchmarkRun, students: number | null): Promise<Size> {
  const named = students ?? "country";
  const world = await openBenchWorld(run, `growth-${named}`);
  const loaded = await loadNational(world.databaseUrl, { campaign: CAMPAIGN, until: NOW, ...(students !== null && { students }), onProgress: (step) => run.onProgress(`${named} élèves : ${step}`) });
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  await using opened = new AsyncDisposableStack();
  opened.defer(() => world.stopPostgres());
  opened.defer(() => sql.end());
  if (loaded.seconds > 0) await count(world.databaseUrl, run);
  const platform = await startPlatformOfTheDay(run, { world, opening: NOW });
  opened.defer(() => platform.stop());

  const issuer = await openDevelopmentIssuer(world.dataDir);
  const tokens = new Map<string, string>();
  const { origin, pathname } = new URL(platform.url);
  const pool = new Pool(origin, { connections: 1 });
  opened.defer(() => pool.close());
  const post = async (account: string, body: string): Promise<string> => {
    let token = tokens.get(account);
    if (token === undefined) tokens.set(account, (token = await issuer.issue({ name: account })));
    const { statusCode, body: answer } = await pool.request({ path: pathname, method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body });
    const text = await answer.text();
    if (statusCode !== 200 || text.includes('"errors"')) throw new Error(`${account} was answered ${statusCode}: ${text.slice(0, 500)}`);
    return text;
  };
  const ask = async (account: string, query: string, variables: object = {}) => (JSON.parse(await post(account, JSON.stringify({ query, variables }))) as { data: unknown }).data;

  const accounts = await countAccounts(sql);
  const cpu = () => ({ at: performance.now(), platform: cpuOf(platform.pid), postgres: world.cpu() });
  const before = cpu();
  await delay(IDLE_MS);
  const idle = rateOf(before, cpu());

  const costs = new Map<string, Cost>();
  for (const { name, query, asked, isWrite = false } of operationsOf({ sql, accounts, campaignId: CAMPAIGN.id, today: civilDateOf(NOW), ask })) {
    run.onProgress(`${named} élèves : ${name}`);
    const all = (await asked(isWrite ? run.rounds * 20 + WARM : PEOPLE)).map(({ account, variables }) => ({ account, body: JSON.stringify({ query, variables }) }));
    if (all.length === 0) throw new Error(`Nobody can be asked for "${name}" among ${named} students`);
    // A token is verified once in a while, and a plan is made once: neither is of the operation.
    for (let warm = 0; warm < WARM; warm += 1) await post(all[warm % all.length]!.account, isWrite && all.length <= WARM ? IDENTITY : all[warm % all.length]!.body);
    const measured = isWrite && all.length > WARM ? all.slice(WARM) : all;
    const ms: number[] = [];
    for (const { account } of measured) await post(account, IDENTITY);
    const [from, end] = [cpu(), performance.now() + run.rounds * run.secondsPerRound * 1_000];
    for (let next = 0; isWrite ? next < measured.length : performance.now() < end; next += 1) {
      const { account, body } = measured[next % measured.length]!;
      const askedAt = performance.now();
      await post(account, body);
      ms.push(performance.now() - askedAt);
    }
    const spent = rateOf(from, cpu());
    const seconds = (performance.now() - from.at) / 1_000;
    const each = (of: "platform" | "postgres") => (Math.max(0, spent[of] - idle[of]) * seconds) / ms.length;
    costs.set(name, { ms: median(ms), platformCpu: each("platform"), postgresCpu: each("postgres"), requests: ms.length });
  }
  const { "people.students": enrolled = 0, "candidatures.candidatures": candidatures = 0, "conventions.conventions": conventions = 0, "offers.offers": offers = 0 } = loaded.rows;
  return { students: students === null ? enrolled : students, candidatures, conventions, offers, loadedIn: loaded.seconds, postgresVersion: world.postgresVersion, source: loaded.source, costs };
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
