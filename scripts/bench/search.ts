import { fileURLToPath } from "node:url";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { personaNamed } from "@stages/demonstration/personas.ts";
import { randomStream } from "@stages/demonstration/random.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { superviseProcess } from "@stages/standalone/supervised-process.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { Pool } from "undici";
import { openBenchWorld } from "./lib/bench-world.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { median, quantile } from "./lib/median.ts";
import { openCountry } from "./search/country.ts";
import { fillCatalogue } from "./search/fill.ts";
import { KINDS, leafing, PAGE, type Question, RADIUS_KM, type Statement } from "./search/kinds.ts";

/** Offers to find in the country; `STAGES_BENCH_OFFERS` has fewer, for a trial. */
const OFFERS = Number(process.env["STAGES_BENCH_OFFERS"] ?? 565_000);
const PAGES = 50;
const SEED = 2024;

interface Times {
  readonly ours: number[];
  readonly sql: number[];
}

export const searchBenchmark: Benchmark = {
  method: [
    `${OFFERS.toLocaleString("en")} offers generated with the demonstration's texts, spread over the communes by population, 93 % of them published, 2 % reserved to a school`,
    `as a student, over HTTP, through the whole platform in one process (token, limits, plan, policies, row policies): pages of ${PAGE}, radius ${RADIUS_KM} km, around a point drawn as the population is`,
    "sql = the same page by hand-written SQL over the same indexes, on one connection of the superuser, prepared: no policy, no GraphQL; the ids of its page are compared with ours, in order, its total with ours",
    "one request after the other, ours and SQL in turns on the same search; p50 and p95 of all of them, in ms",
    `pages: the nearest within 100 km, leafed through to page ${PAGES}`,
  ],
  packages: ["@apollo/gateway", "@apollo/server", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const country = openCountry();
  const world = await openBenchWorld(run, `search-${OFFERS}`);
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  run.started.defer(() => sql.end());
  const asking = await who(sql);
  await fillCatalogue({ sql, count: OFFERS, campaignId: asking.campaignId, openedOn: asking.openedOn, schoolUais: asking.schoolUais, country, onProgress: (step) => run.onProgress(`Catalogue : ${step}`) });

  run.onProgress("Démarrage de la plateforme");
  const platform = await superviseProcess({
    title: "La plateforme en un processus",
    script: fileURLToPath(new URL("./gateway/one-process.ts", import.meta.url)),
    environment: { NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1", STAGES_KEYS: DEVELOPMENT_KEYS, STAGES_PUBLIC_URL: "https://stages.example", DATABASE_URL: world.databaseUrl, BENCH_DATA_DIR: world.dataDir },
    log: console.error,
  });
  run.started.defer(() => platform.stop());
  const token = await (await openDevelopmentIssuer(world.dataDir)).issue(personaNamed("student")!);
  const ask = asker(platform.url, token, run);

  const figures = new Map<string, Times>();
  for (const [name, kind] of Object.entries(KINDS)) {
    run.onProgress(`Recherche : ${name}`);
    const random = randomStream(SEED, name);
    const times: Times = { ours: [], sql: [] };
    const question = () => kind({ random, country, ...asking });
    for (let warm = 0; warm < 30; warm += 1) await both(question(), ask, sql, name, warm, { ours: [], sql: [] });
    for (let turn = 0, end = performance.now() + run.rounds * run.secondsPerRound * 1000; performance.now() < end; turn += 1) await both(question(), ask, sql, name, turn, times);
    figures.set(name, times);
  }
  run.onProgress(`De la première page à la ${PAGES}e`);
  const wandering = randomStream(SEED, "pages");
  const pages = await leaf(run, () => leafing({ random: wandering, country, ...asking }), ask);
  return reported(world.postgresVersion, country.source, figures, pages);
}

async function who(sql: Sql) {
  const today = civilDateOf(systemClock());
  const [campaign] = await sql<{ id: string; opened: string }[]>`
    select id, campaign->>'offersOpenOn' as opened from offers.campaigns where campaign->>'offersOpenOn' <= ${today.toString()} order by id desc limit 1`;
  const schools = await sql<{ uai: string }[]>`select uai from people.schools order by uai`;
  const world = demonstrationWorld({ today });
  const { schoolUai } = world.students.find(({ personId }) => personId === world.personas.student)!;
  return { campaignId: campaign!.id, openedOn: Temporal.PlainDate.from(campaign!.opened), schoolUais: schools.map(({ uai }) => uai), schoolUai };
}

type Ask = (question: Pick<Question, "query" | "variables">) => Promise<string>;

function asker(url: string, token: string, { started }: BenchmarkRun): Ask {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  started.defer(() => pool.close());
  return async ({ query, variables }) => {
    const { statusCode, body } = await pool.request({ path: pathname, method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors"')) throw new Error(`Answered ${statusCode}: ${text.slice(0, 500)}`);
    return text;
  };
}

/** A row of an offer, or of a facet. */
type Row = Readonly<Record<string, unknown>>;

async function run(sql: Sql, statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
  const answers: (readonly Row[])[] = [];
  for (const { text, values } of statements) answers.push(await sql.unsafe<Row[]>(text, values as never[], { prepare: true }));
  return answers;
}

/** Ours first every other time: what disturbs the machine disturbs both. */
async function both(question: Question, ask: Ask, sql: Sql, name: string, turn: number, { ours, sql: others }: Times): Promise<void> {
  const timed = async <T>(times: number[], work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    times.push(performance.now() - from);
    return result;
  };
  const answering = () => timed(ours, () => ask(question));
  const selecting = () => timed(others, () => run(sql, question.statements));
  let [text, answers] = ["", [] as readonly (readonly Row[])[]];
  if (turn % 2 === 0) [text, answers] = [await answering(), await selecting()];
  else [answers, text] = [await selecting(), await answering()];
  insistOnOneAnswer(question.compared, text, answers, name);
}

interface Answered {
  readonly offers?: { readonly edges?: readonly { readonly node: { readonly id: string } }[]; readonly totalCount?: number };
  readonly searchSuggestions?: readonly { readonly kind: string; readonly value: string }[];
}

/** The same offers in the same order, or the same total: what is faster because it finds something else is not faster. */
function insistOnOneAnswer(compared: Question["compared"], text: string, answers: readonly (readonly Row[])[], name: string): void {
  const { offers, searchSuggestions } = (JSON.parse(text) as { data: Answered }).data;
  const [first, last] = [answers[0]!, answers.at(-1)!];
  const sides: [unknown, unknown][] = [];
  if (compared.includes("offers")) sides.push([offers!.edges!.map(({ node }) => node.id), first.slice(0, PAGE).map(({ id }) => idFromUuid("offer", id as string))]);
  // Of the grouping sets, the empty one: the row of no facet, of which no other row can count more.
  if (compared.includes("total")) sides.push([offers!.totalCount, Math.max(...last.map(({ count }) => Number(count)))]);
  if (compared === "words") sides.push([searchSuggestions!.filter(({ kind }) => kind === "WORD").map(({ value }) => value), last.map(({ word }) => word)]);
  for (const [ours, others] of sides) if (JSON.stringify(ours) !== JSON.stringify(others)) throw new Error(`${name}: ours ${JSON.stringify(ours)}, SQL ${JSON.stringify(others)}`);
}

/** Each page's time, over and over: page by page the cursor of the one before. A walk that ends early, at sea, is not counted. */
async function leaf({ rounds }: BenchmarkRun, asked: () => Pick<Question, "query" | "variables">, ask: Ask): Promise<readonly number[]> {
  const walks: number[][] = [];
  for (let walk = 0; walk < rounds * 4; walk += 1) {
    const { query, variables } = asked();
    const times: number[] = [];
    for (let after: string | null = null; times.length < PAGES; ) {
      const from = performance.now();
      const text = await ask({ query, variables: { ...variables, after } });
      times.push(performance.now() - from);
      after = (JSON.parse(text) as { data: { offers: { pageInfo: { endCursor: string | null } } } }).data.offers.pageInfo.endCursor;
      if (after === null) break;
    }
    if (times.length === PAGES) walks.push(times);
  }
  return Array.from({ length: PAGES }, (_, page) => median(walks.map((times) => times[page]!)));
}

function reported(postgresql: string, source: string, figures: ReadonlyMap<string, Times>, pages: readonly number[]): Measured {
  const comparisons = [...figures].flatMap(([name, { ours, sql }]): Comparison[] => [
    { name: `${name}, p50 ms`, ours: median(ours), other: median(sql) },
    { name: `${name}, p95 ms`, ours: quantile(ours, 0.95), other: quantile(sql, 0.95) },
  ]);
  const ratios = [...figures.values()].map(({ ours, sql }) => median(ours) / median(sql));
  const shown = [1, 2, 5, 10, 20, 30, 40, 50];
  return {
    versions: { postgresql },
    comparisons: [...comparisons, ...shown.map((page) => ({ name: `page ${page}, p50 ms`, ours: pages[page - 1]!, other: null }))],
    notes: [source, `search.ours/sql is the median of the kinds' ratios at p50; the lowest is ${Math.min(...ratios).toFixed(2)}, the highest ${Math.max(...ratios).toFixed(2)}`, "server time of the first page is below what is measured here, which has the client and the loopback in it"],
    ratios: { "search.ours/sql": median(ratios), "search.page50/page1": pages[PAGES - 1]! / pages[0]! },
  };
}
