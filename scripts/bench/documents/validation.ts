import { randomUUID } from "node:crypto";
import { stagesClient } from "@stages/client/client.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { quantile } from "../lib/median.ts";
import { type Target, tokenOf } from "../gateway/targets.ts";
import { type BenchSchool, type Filled, fillConventions } from "./school.ts";

export interface ValidationFigures {
  readonly seconds: number;
  readonly platformCpu: number;
  readonly postgresCpu: number;
  /** Told while it ran, DONE included: how many, when the first and the last came, in s after it was asked. */
  readonly told: number;
  readonly firstTold: number;
  readonly lastTold: number;
  /** Between two of them, in ms. */
  readonly between: { readonly p50: number; readonly p99: number };
}

const INSURANCE = { insurer: "Mutuelle des lycéens", policyNumber: "A-1234" };
const MANY = "mutation($input: ValidateConventionsInput!) { validateConventions(input: $input) { convention { status } refusals { code } } }";
const FOLLOW = "subscription($runId: ID!) { validationProgress(runId: $runId) { state done refused total } }";
const ONE = "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { status } }";

/** As the persona's browser does it: follows the run, then asks for it. */
export async function measureBulk(world: BenchWorld, target: Target, school: BenchSchool, count: number): Promise<ValidationFigures> {
  const filled = await fillConventions(world.databaseUrl, school, count);
  await using client = await asHead(world, target);
  const runId = randomUUID();
  const told: number[] = [];
  const follow = client.follow<{ validationProgress: { state: string; done: number } }>("websocket", FOLLOW, { runId });
  let from = 0;
  const following = (async () => {
    for await (const { data, errors } of follow) {
      if (errors || !data) throw new Error(`Progress came with errors: ${JSON.stringify(errors)}`);
      told.push(performance.now() - from);
      if (data.validationProgress.state === "DONE") return;
    }
  })();
  const cpu = { platform: target.gatewayCpu(), postgres: world.cpu() };
  from = performance.now();
  const { validateConventions } = await client.need<{ validateConventions: { convention: { status: string }; refusals: { code: string }[] }[] }>(MANY, {
    input: { runId, conventionIds: filled.map(({ id }) => id), referentTeacherId: school.teacherId, liabilityInsurance: INSURANCE },
  });
  const seconds = (performance.now() - from) / 1_000;
  const refused = validateConventions.flatMap(({ refusals }) => refusals.map(({ code }) => code));
  if (refused.length > 0 || validateConventions.length !== count) throw new Error(`${refused.length} of ${count} were refused: ${refused[0]}`);
  await following;
  const gaps = told.slice(1).map((at, index) => at - told[index]!);
  return {
    seconds,
    platformCpu: (target.gatewayCpu() - cpu.platform) / count,
    postgresCpu: (world.cpu() - cpu.postgres) / count,
    told: told.length,
    firstTold: told[0]! / 1_000,
    lastTold: told.at(-1)! / 1_000,
    between: { p50: quantile(gaps, 0.5), p99: quantile(gaps, 0.99) },
  };
}

/** One after the other, as a head who reads each before: in ms, from asking to the answer. */
export async function measureOneByOne(world: BenchWorld, target: Target, school: BenchSchool, count: number): Promise<{ readonly filled: readonly Filled[]; readonly p50: number; readonly p99: number }> {
  const filled = await fillConventions(world.databaseUrl, school, count);
  await using client = await asHead(world, target);
  const latencies: number[] = [];
  for (const { id } of filled) {
    const from = performance.now();
    await client.need(ONE, { input: { conventionId: id, referentTeacherId: school.teacherId, liabilityInsurance: INSURANCE } });
    latencies.push(performance.now() - from);
  }
  return { filled, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

async function asHead(world: BenchWorld, { url }: Target) {
  const client = stagesClient({ url, token: await tokenOf("school-head", world) });
  return { ...client, [Symbol.asyncDispose]: () => client.close() };
}
