import { isDeepStrictEqual } from "node:util";
import { connectSql } from "@stages/database/connection.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { addMapFunction, type DataQuestion, questionsFor, type Viewers } from "./data/questions.ts";
import { startTargets, type Target, type Targets } from "./data/targets.ts";
import { tokenOf } from "./gateway/targets.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { type BenchWorld, openBenchWorld } from "./lib/bench-world.ts";
import { installPeer } from "./lib/install-peer.ts";
import { LoadGenerator, type Question } from "./lib/load.ts";
import { median, quantile } from "./lib/median.ts";

const CONNECTIONS = 8;
const WARM_UP_SECONDS = 3;
const SIDES = ["ours", "postgraphile", "direct"] as const;
type SideName = (typeof SIDES)[number];
/** `direct` where the question is one subgraph's. */
type Compared = Readonly<Partial<Record<SideName, Figures>> & Record<"ours" | "postgraphile", Figures>>;

export const dataBenchmark: Benchmark = {
  method: [
    "the demonstration; questions that PostGraphile can answer, asked of both in their own words; what both say is compared before anything is timed, and every answer under load with the first",
    "ours = over HTTP through the whole platform in one process: token, limits, plan across subgraphs, policies, row policies, and the record of what staff were shown of students",
    "asked directly = the candidatures subgraph in a process of its own, over HTTP with a signed token, as our gateway asks it: policies and row policies",
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
  const { version } = await installPeer("postgraphile", "postgraphile", run.onProgress);
  const world = await openBenchWorld(run, "data");
  const sql = connectSql({ url: world.databaseUrl, name: "bench", max: 1 });
  await addMapFunction(sql);
  await sql.end();
  const targets = await startTargets(run, world);
  const compared: { readonly name: string; readonly figures: Compared }[] = [];
  for (const question of questionsFor(await viewersOf(targets.ours, world))) compared.push({ name: question.name, figures: await compare(run, world, targets, question) });
  return reported(version, world.postgresVersion, compared);
}

const questionOf = ({ url }: Target, token: string, query: string): Question => ({ path: new URL(url).pathname, body: JSON.stringify({ query }), headers: () => ({ authorization: `Bearer ${token}` }) });

async function ask<T>(target: Target, token: string, query: string): Promise<T> {
  const question = questionOf(target, token, query);
  const generator = new LoadGenerator(new URL(target.url).origin, [question], 1);
  const { data, errors } = JSON.parse(await generator.ask(question)) as { data: T; errors?: unknown };
  await generator.stop();
  if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return data;
}

async function viewersOf(ours: Target, world: BenchWorld): Promise<Viewers> {
  const of = async <T>(persona: Parameters<typeof tokenOf>[0], query: string) => ask<T>(ours, await tokenOf(persona, world), query);
  const { viewer, currentCampaign } = await of<{ viewer: { personId: PersonId; student: { id: StudentId; school: { uai: Uai } } }; currentCampaign: { id: string } }>(
    "student",
    "{ viewer { personId student { id school { uai } } } currentCampaign { id } }",
  );
  const student = { role: "STUDENT" as const, personId: viewer.personId, studentId: viewer.student.id, schoolUai: viewer.student.school.uai };
  const { viewer: { hostIds } } = await of<{ viewer: { hostIds: readonly string[] } }>("host-manager", "{ viewer { hostIds } }");
  const { viewer: { schools } } = await of<{ viewer: { schools: readonly { uai: string }[] } }>("school-head", "{ viewer { schools { uai } } }");
  return { student, hostId: hostIds[0]!, schoolUai: schools[0]!.uai, campaignId: currentCampaign.id };
}

async function compare(run: BenchmarkRun, world: BenchWorld, targets: Targets, question: DataQuestion): Promise<Compared> {
  const { direct } = question;
  const token = await tokenOf(question.persona, world);
  const names = SIDES.filter((name) => name !== "direct" || direct);
  const textFor = (name: SideName) => (name === "postgraphile" ? question.postgraphile : question.ours);
  // That of a subgraph is short-lived.
  const tokenOn = (name: SideName) => (name === "direct" ? targets.direct.tokenFor(direct!) : token);
  const said = await Promise.all(names.map(async (name) => (name === "postgraphile" ? question.ofPostgraphile : question.ofOurs)(await ask<never>(targets[name], tokenOn(name), textFor(name)))));
  names.forEach((name, rank) => {
    if (!isDeepStrictEqual(said[rank], said[0])) throw new Error(`${question.name}: ours says ${JSON.stringify(said[0])}, ${name} says ${JSON.stringify(said[rank])}`);
  });

  const load = async (name: SideName, seconds: number) => {
    const generator = new LoadGenerator(new URL(targets[name].url).origin, [questionOf(targets[name], tokenOn(name), textFor(name))], CONNECTIONS);
    try {
      return await generator.load(seconds);
    } finally {
      await generator.stop();
    }
  };
  run.onProgress(`Mise en température : ${question.name}`);
  for (const name of names) await load(name, WARM_UP_SECONDS);
  const rounds = new Map<SideName, Figures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < run.rounds; round += 1) {
    run.onProgress(`${question.name} : tour ${round + 1} sur ${run.rounds}`);
    for (const rank of names.keys()) {
      const name = names[(rank + round) % names.length]!;
      const before = { node: targets[name].cpu(), postgres: world.cpu() };
      const { requests, requestsPerSecond, latencies } = await load(name, run.secondsPerRound);
      rounds.get(name)!.push({
        perSecond: requestsPerSecond,
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
        node: (targets[name].cpu() - before.node) / requests,
        postgres: (world.cpu() - before.postgres) / requests,
      });
    }
  }
  const mediansOf = (all: readonly Figures[]) => Object.fromEntries(Object.keys(all[0]!).map((key) => [key, median(all.map((one) => one[key as keyof Figures]))])) as unknown as Figures;
  return Object.fromEntries([...rounds].map(([name, all]) => [name, mediansOf(all)])) as unknown as Compared;
}

const LINES = { perSecond: "requests/s", p50: "p50 ms", p99: "p99 ms", node: "Node CPU ms/request", postgres: "PostgreSQL CPU ms/request" } as const;

function reported(version: string, postgresql: string, compared: readonly { readonly name: string; readonly figures: Compared }[]): Measured {
  const ratios = compared.map(({ figures: { ours, postgraphile } }) => ours.perSecond / postgraphile.perSecond);
  const lines = (name: string, ours: Figures, other: Figures) => (Object.keys(LINES) as (keyof Figures)[]).map((key) => ({ name: `${name}, ${LINES[key]}`, ours: ours[key], other: other[key] }));
  return {
    versions: { postgresql, postgraphile: version },
    comparisons: compared.flatMap(({ name, figures: { ours, postgraphile, direct } }) => [...lines(name, ours, postgraphile), ...(direct ? lines(`${name}, asked directly`, direct, postgraphile) : [])]),
    notes: [`data.ours/postgraphile is the median of the questions' ratios of requests/s; the lowest is ${Math.min(...ratios).toFixed(2)}, the highest ${Math.max(...ratios).toFixed(2)}`],
    ratios: {
      "data.ours/postgraphile": median(ratios),
      ...Object.fromEntries(compared.flatMap(({ figures: { direct, postgraphile } }) => (direct ? [["data.direct/postgraphile", direct.perSecond / postgraphile.perSecond]] : []))),
    },
  };
}
