import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { DISTRIBUTIONS } from "../national/load.ts";
import { type Cost, type Country, openCountry } from "./growth/measure.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { drawChart } from "./lib/chart.ts";

/** The last is the country. */
const SIZES = [10_000, 100_000, null] as const;
const PICTURE = new URL("growth.svg", import.meta.url);

export const growthBenchmark: Benchmark = {
  method: [
    "the campaign of 2024 on 21 May at noon: students still apply, hosts answer, schools validate; schools drawn by lot until they have so many students, then all of them; a database each",
    ...DISTRIBUTIONS,
    "one client, one question after the other, of 60 people, spread over the country; bearers verified and plans made beforehand; the median to the client; CPU from /proc less what an idle platform uses, of the platform's process and of PostgreSQL",
    "apply and accept: each a candidature of its own, 20 for each round; their CPU is with all that they set going in the four subgraphs (notifications, figures, a convention)",
    "the three countries run side by side and are asked in turns; for each figure the median of the rounds",
    "the platform in one process, as npm start has it; embedded PostgreSQL (fsync off), NODE_ENV=production",
    "ours = the larger country, other = that of 10 000 students (--students for another smallest, then twice and four times as many)",
  ],
  packages: ["@apollo/gateway", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  useDevelopmentKeys();
  const countries: Country[] = [];
  for (const students of run.students === null ? SIZES : [run.students, 2 * run.students, 4 * run.students]) countries.push(await openCountry(run, students));
  const [small, large] = [countries[0]!, countries.at(-1)!];
  const { operations } = small;
  for (const operation of operations) {
    run.onProgress(operation);
    for (const country of countries) await country.prepare(operation);
    for (let round = 0; round < run.rounds; round += 1) {
      for (const country of round % 2 === 0 ? countries : countries.toReversed()) await country.round(operation);
    }
  }
  writeFileSync(PICTURE, drawGrowth(countries, operations));
  const compare = (what: string, of: (cost: Cost) => number): Comparison[] =>
    operations.flatMap((operation) => countries.slice(1).map((country) => ({ name: `${operation}, ${what}, ${country.students}`, ours: of(country.cost(operation)), other: of(small.cost(operation)) })));
  const ratios = (suffix: string, of: (cost: Cost) => number) =>
    operations.map((operation) => [`growth.${slugOf(operation)}.${large.students}/${small.students}${suffix}`, of(large.cost(operation)) / of(small.cost(operation))] as const);
  return {
    versions: { postgresql: small.postgresVersion },
    comparisons: [...compare("p50 ms", ({ ms }) => ms), ...compare("CPU ms", cpuOf), ...compare("of it PostgreSQL's", ({ postgresCpu }) => postgresCpu)],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      ...countries.map(({ source }) => source),
      "ratio = the larger country / the smallest: 1 is flat",
    ],
    ratios: Object.fromEntries([...ratios("", ({ ms }) => ms), ...ratios(".cpu", cpuOf)]),
  };
}

const cpuOf = ({ platformCpu, postgresCpu }: Cost) => platformCpu + postgresCpu;
const slugOf = (operation: string) => operation.replace("'s", "").replace("an académie", "academy").replaceAll(" ", "-");

function drawGrowth(countries: readonly Country[], operations: readonly string[]): string {
  const lines = (of: (cost: Cost) => number) => operations.map((name) => ({ name, points: countries.map((country) => [country.students, Math.round(of(country.cost(name)) * 100) / 100] as const) }));
  return drawChart({
    title: "What an operation costs, by the number of students in the country",
    xTitle: "students",
    logX: true,
    xTicks: countries.map(({ students }) => students),
    panels: [
      { title: "p50, ms", lines: lines(({ ms }) => ms), height: 240 },
      { title: "CPU of a request, platform and PostgreSQL together, ms", lines: lines(cpuOf), height: 240 },
    ],
  });
}
