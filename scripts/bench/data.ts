import { isDeepStrictEqual } from "node:util";
import { connectSql } from "@stages/database/connection.ts";
import { addMapFunction, type DataQuestion, questionsFor } from "./data/questions.ts";
import { installPostgraphile, startTargets, type Target } from "./data/targets.ts";
import { tokenOf } from "./gateway/targets.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { type BenchWorld, openBenchWorld } from "./lib/bench-world.ts";
import { LoadGenerator } from "./lib/load.ts";
import { median, quantile } from "./lib/median.ts";

const CONNECTIONS = 8;
const WARM_UP_SECONDS = 3;
const SIDES = ["ours", "postgraphile"] as const;
type SideName = (typeof SIDES)[number];

export const dataBenchmark: Benchmark = {
  method: [
    "the demonstration; questions that PostGraphile can answer, asked of both in their own words; what both say is compared before anything is timed, and every answer under load with the first",
    "ours = over HTTP through the whole platform in one process: token, limits, plan across subgraphs, policies, row policies, and the record of what staff were shown of students",
    "other = PostGraphile (npm) on node:http as its documentation puts it, one process, over the same tables as their owner: no token, no policy, no row policy; relations by smart tags, since no foreign key crosses our schemas; the map by a function of SQL",
    `${CONNECTIONS} clients at once, each of which asks again once it is answered; rounds alternate, median of the rounds; CPU a request of the process asked and of all of PostgreSQL`,
    "embedded PostgreSQL without fsync, NODE_ENV and GRAPHILE_ENV production, clients on the same machine",
  ],
  packages: ["@apollo/gateway", "@apollo/server", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly node: number;
  readonly postgres: number;
}

async function measure(run: BenchmarkRun): Promise<Measured> {
  const version = await installPostgraphile(run);
  const world = await openBenchWorld(run, "data");
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  await addMapFunction(sql);
  await sql.end();
  const targets = await startTargets(run, world);
  const compared: { readonly name: string; readonly figures: Record<SideName, Figures> }[] = [];
  for (const question of questionsFor(await viewersOf(targets.ours, world))) compared.push({ name: question.name, figures: await compare(run, world, targets, question) });
  return reported(version, world.postgresVersion, compared);
}

async function ask<T>({ url }: Target, token: string, query: string): Promise<T> {
  const generator = new LoadGenerator({ url, token, query }, 1);
  const { data, errors } = JSON.parse(await generator.ask()) as { data: T; errors?: unknown };
  await generator.stop();
  if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return data;
}

async function viewersOf(ours: Target, world: BenchWorld) {
  const of = async <T>(persona: Parameters<typeof tokenOf>[0], query: string) => ask<T>(ours, await tokenOf(persona, world), query);
  const { viewer: { student }, currentCampaign } = await of<{ viewer: { student: { id: string } }; currentCampaign: { id: string } }>("student", "{ viewer { student { id } } currentCampaign { id } }");
  const { viewer: { hostIds } } = await of<{ viewer: { hostIds: readonly string[] } }>("host-manager", "{ viewer { hostIds } }");
  const { viewer: { schools } } = await of<{ viewer: { schools: readonly { uai: string }[] } }>("school-head", "{ viewer { schools { uai } } }");
  return { studentId: student.id, hostId: hostIds[0]!, schoolUai: schools[0]!.uai, campaignId: currentCampaign.id };
}

async function compare(run: BenchmarkRun, world: BenchWorld, targets: Record<SideName, Target>, question: DataQuestion): Promise<Record<SideName, Figures>> {
  const token = await tokenOf(question.persona, world);
  const [ours, theirs] = [question.ofOurs(await ask<never>(targets.ours, token, question.ours)), question.ofPostgraphile(await ask<never>(targets.postgraphile, token, question.postgraphile))];
  if (!isDeepStrictEqual(ours, theirs)) throw new Error(`${question.name}: ours says ${JSON.stringify(ours)}, PostGraphile says ${JSON.stringify(theirs)}`);

  const generators = Object.fromEntries(SIDES.map((name) => [name, new LoadGenerator({ url: targets[name].url, token, query: question[name] }, CONNECTIONS)])) as Record<SideName, LoadGenerator>;
  run.started.defer(async () => void (await Promise.all(Object.values(generators).map((generator) => generator.stop()))));
  run.onProgress(`Mise en température : ${question.name}`);
  for (const name of SIDES) await generators[name].load(WARM_UP_SECONDS);
  const rounds: Record<SideName, Figures[]> = { ours: [], postgraphile: [] };
  for (let round = 0; round < run.rounds; round += 1) {
    run.onProgress(`${question.name} : tour ${round + 1} sur ${run.rounds}`);
    for (const rank of SIDES.keys()) {
      const name = SIDES[(rank + round) % SIDES.length]!;
      const before = { node: targets[name].cpu(), postgres: world.cpu() };
      const { requests, requestsPerSecond, latencies } = await generators[name].load(run.secondsPerRound);
      rounds[name].push({
        perSecond: requestsPerSecond,
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
        node: (targets[name].cpu() - before.node) / requests,
        postgres: (world.cpu() - before.postgres) / requests,
      });
    }
  }
  const mediansOf = (all: readonly Figures[]) => Object.fromEntries(Object.keys(all[0]!).map((key) => [key, median(all.map((one) => one[key as keyof Figures]))])) as unknown as Figures;
  return { ours: mediansOf(rounds.ours), postgraphile: mediansOf(rounds.postgraphile) };
}

const LINES = { perSecond: "requests/s", p50: "p50 ms", p99: "p99 ms", node: "Node CPU ms/request", postgres: "PostgreSQL CPU ms/request" } as const;

function reported(version: string, postgresql: string, compared: readonly { readonly name: string; readonly figures: Record<SideName, Figures> }[]): Measured {
  const ratios = compared.map(({ figures: { ours, postgraphile } }) => ours.perSecond / postgraphile.perSecond);
  return {
    versions: { postgresql, postgraphile: version },
    comparisons: compared.flatMap(({ name, figures: { ours, postgraphile } }) =>
      (Object.keys(LINES) as (keyof Figures)[]).map((key) => ({ name: `${name}, ${LINES[key]}`, ours: ours[key], other: postgraphile[key] })),
    ),
    notes: [`data.ours/postgraphile is the median of the questions' ratios of requests/s; the lowest is ${Math.min(...ratios).toFixed(2)}, the highest ${Math.max(...ratios).toFixed(2)}`],
    ratios: { "data.ours/postgraphile": median(ratios) },
  };
}
