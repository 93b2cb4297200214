import type { Actor } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { connectSql } from "@stages/database/connection.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { policy } from "@stages/people/policy.ts";
import { createPeopleSubgraph, federatedUnder } from "@stages/people/subgraph.ts";
import { INHERIT, type Policy } from "@stages/subgraph/policy.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { openBenchWorld } from "./lib/bench-world.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { median } from "./lib/median.ts";

const NAMES = ["with", "without"] as const;
type Name = (typeof NAMES)[number];

const STUDENTS = 100;
const QUERY = `query($uai: ID!) { school(uai: $uai) { students(first: ${STUDENTS}) { edges { node {
  id firstName lastName birthDate className campaignId isMinor home { communeName } school { name } legalRepresentatives { lastName }
} } } } }`;

/** The same table with nothing in it: every coordinate is named, and none has a rule to compile. */
const OPEN: Policy = Object.fromEntries(Object.keys(policy).filter((coordinate) => !coordinate.includes(".") || /^(Query|Mutation|Subscription)\./.test(coordinate)).map((coordinate) => [coordinate, INHERIT]));

/** What the policy costs, compiled into the resolvers: the same subgraph, database and question, with and without it. */
export const accessBenchmark: Benchmark = {
  method: [
    `as a school head, straight to people in one process: ${QUERY.replace(/\s+/g, " ")}`,
    "6 of the 10 fields have a rule of their own, and each student and school is judged as such",
    "one request after the other, with and without in turns; the median of the rounds' medians; both answers are compared and are the same",
    "ours = with the policy, other = without: the same schema compiled from a table without rules",
  ],
  packages: ["graphql", "type-graphql", "@apollo/subgraph", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const world = await openBenchWorld(run);
  const people = createPeopleSubgraph({ databaseUrl: world.databaseUrl, clock: systemClock, onFailure: (error) => console.error(error) });
  run.started.defer(() => people.stop());
  const uai = await largestSchool(world.databaseUrl);
  const transports = { with: inProcessTransport(people), without: inProcessTransport({ ...people, schema: federatedUnder(OPEN).schema }) };
  const ask = asker(uai);
  if ((await ask(transports.with)) !== (await ask(transports.without))) throw new Error("The policy changes what the school head is answered");

  const medians: Record<Name, number[]> = { with: [], without: [] };
  run.onProgress("Avec et sans la politique d'accès");
  for (let round = -1; round < run.rounds; round += 1) {
    const times = await timesOf(async (name) => void (await ask(transports[name])), 2 * run.secondsPerRound);
    // The first round warms up.
    if (round >= 0) for (const name of NAMES) medians[name].push(median(times[name]));
  }
  const ours = median(medians.with);
  const other = median(medians.without);
  return {
    versions: { postgresql: world.postgresVersion },
    comparisons: [{ name: `${STUDENTS} students, 10 fields, ms/request`, ours, other }],
    notes: [`the policy takes ${((1 - other / ours) * 100).toFixed(0)} % of the request; the limit is 25 %`],
    ratios: { "access.with/without": ours / other },
  };
}

async function largestSchool(url: string): Promise<Uai> {
  const sql = connectSql({ url, name: "bench", max: 1 });
  try {
    const [row] = await sql<{ uai: Uai; students: number }[]>`
      select school_uai as uai, count(*)::int as students from people.students
      where campaign_id = (select max(campaign_id) from people.students) group by 1 order by 2 desc, 1 limit 1`;
    if (!row || row.students < STUDENTS) throw new Error(`No school has ${STUDENTS} students`);
    return row.uai;
  } finally {
    await sql.end();
  }
}

function asker(uai: Uai) {
  const actor: Actor = { role: "SCHOOL_HEAD", personId: "person_01m1cxc7r0fmythv6g60cxajqm" as never, schoolUais: [uai] };
  return async (transport: SubgraphTransport): Promise<string> => {
    const caller = { actor, now: systemClock(), requestId: "bench" };
    const { data, errors } = await transport.execute({ query: QUERY, variables: { uai }, caller });
    const students = (data as { school: { students: { edges: unknown[] } } } | null)?.school.students.edges.length;
    if (errors || students !== STUDENTS) throw new Error(`Answered ${students ?? "no"} students: ${errors?.[0]?.message ?? "without error"}`);
    return JSON.stringify(data);
  };
}

/** In turns, and each one first every other time: what disturbs the machine disturbs both. */
async function timesOf(ask: (name: Name) => Promise<void>, seconds: number): Promise<Record<Name, number[]>> {
  const times: Record<Name, number[]> = { with: [], without: [] };
  for (let turn = 0, end = performance.now() + seconds * 1000; performance.now() < end; turn += 1) {
    for (const name of turn % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const from = performance.now();
      await ask(name);
      times[name].push(performance.now() - from);
    }
  }
  return times;
}
