import { randomUUID } from "node:crypto";
import type { Actor } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { connectSql } from "@stages/database/connection.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { personalData } from "@stages/people/personal.ts";
import { policy } from "@stages/people/policy.ts";
import { createPeopleSubgraph, federatedUnder } from "@stages/people/subgraph.ts";
import { NOTHING, type PersonalData } from "@stages/subgraph/audit.ts";
import { INHERIT, type Policy } from "@stages/subgraph/policy.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { openBenchWorld } from "./lib/bench-world.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { median } from "./lib/median.ts";

/** `with` and `without` the policy, neither of them recorded; `audited` is `with`, recorded: what is really served. */
const NAMES = ["audited", "with", "without"] as const;
type Name = (typeof NAMES)[number];

const STUDENTS = 100;
const QUERY = `query($uai: ID!) { school(uai: $uai) { students(first: ${STUDENTS}) { edges { node {
  id firstName lastName birthDate className campaignId isMinor home { communeName } school { name } legalRepresentatives { lastName }
} } } } }`;

/** The same table with nothing in it: every coordinate is named, and none has a rule to compile. */
const OPEN: Policy = Object.fromEntries(Object.keys(policy).filter((coordinate) => !coordinate.includes(".") || /^(Query|Mutation|Subscription)\./.test(coordinate)).map((coordinate) => [coordinate, INHERIT]));

/** The same types, of which none shows anything of a student. */
const UNNOTED: PersonalData = Object.fromEntries(Object.keys(personalData).map((type) => [type, NOTHING]));

/** What the policy costs, and the record of reads, compiled into the resolvers: the same subgraph, database and question, with and without each. */
export const accessBenchmark: Benchmark = {
  method: [
    `as a school head, straight to people in one process: ${QUERY.replace(/\s+/g, " ")}`,
    "6 of the 10 fields have a rule of their own, and each student and school is judged as such",
    "one request after the other, all three in turns; the median of the rounds' medians; the answers are compared and are the same",
    "policy: ours = with it, other = without: the same schema compiled from a table without rules; no reads recorded in either",
    `record of reads: ours = with it, ${STUDENTS} rows written by each request before its answer leaves, other = without; the policy in both`,
  ],
  packages: ["graphql", "type-graphql", "@apollo/subgraph", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const world = await openBenchWorld(run);
  const people = createPeopleSubgraph({ databaseUrl: world.databaseUrl, clock: systemClock, onFailure: (error) => console.error(error) });
  run.started.defer(() => people.stop());
  const uai = await largestSchool(world.databaseUrl);
  const transports = {
    audited: inProcessTransport(people),
    with: inProcessTransport({ ...people, schema: federatedUnder(policy, UNNOTED).schema }),
    without: inProcessTransport({ ...people, schema: federatedUnder(OPEN, UNNOTED).schema }),
  };
  const ask = asker(uai);
  const answers = new Set(await Promise.all(NAMES.map((name) => ask(transports[name]))));
  if (answers.size !== 1) throw new Error("The policy, or the record, changes what the school head is answered");

  const medians: Record<Name, number[]> = { audited: [], with: [], without: [] };
  run.onProgress("Avec et sans la politique d'accès, avec et sans le registre des consultations");
  for (let round = -1; round < run.rounds; round += 1) {
    const times = await timesOf(async (name) => void (await ask(transports[name])), NAMES.length * run.secondsPerRound);
    // The first round warms up.
    if (round >= 0) for (const name of NAMES) medians[name].push(median(times[name]));
  }
  const [audited, ours, other] = NAMES.map((name) => median(medians[name])) as [number, number, number];
  return {
    versions: { postgresql: world.postgresVersion },
    comparisons: [
      { name: `policy: ${STUDENTS} students, 10 fields, ms/request`, ours, other },
      { name: `record of reads: ${STUDENTS} students, 10 fields, ms/request`, ours: audited, other: ours },
    ],
    notes: [`the policy takes ${((1 - other / ours) * 100).toFixed(0)} % of the request; the limit is 25 %`, `the record of reads takes ${(audited - ours).toFixed(1)} ms, ${((1 - ours / audited) * 100).toFixed(0)} % of the request`],
    ratios: { "access.with/without": ours / other, "access.audited/unaudited": audited / ours },
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
    const caller = { actor, now: systemClock(), requestId: randomUUID() };
    const { data, errors } = await transport.execute({ query: QUERY, variables: { uai }, caller });
    const students = (data as { school: { students: { edges: unknown[] } } } | null)?.school.students.edges.length;
    if (errors || students !== STUDENTS) throw new Error(`Answered ${students ?? "no"} students: ${errors?.[0]?.message ?? "without error"}`);
    return JSON.stringify(data);
  };
}

/** In turns, and each one first every third time: what disturbs the machine disturbs all. */
async function timesOf(ask: (name: Name) => Promise<void>, seconds: number): Promise<Record<Name, number[]>> {
  const times: Record<Name, number[]> = { audited: [], with: [], without: [] };
  for (let turn = 0, end = performance.now() + seconds * 1000; performance.now() < end; turn += 1) {
    for (const place of NAMES.keys()) {
      const name = NAMES[(turn + place) % NAMES.length]!;
      const from = performance.now();
      await ask(name);
      times[name].push(performance.now() - from);
    }
  }
  return times;
}
