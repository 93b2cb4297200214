import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { DISTRIBUTIONS } from "../national/load.ts";
import { type Cost, measureSize, type Size } from "./growth/measure.ts";
import type { Benchmark, BenchmarkRun, Comparison, Measured } from "./lib/benchmark.ts";
import { drawChart } from "./lib/chart.ts";

/** The last is the country. */
const SIZES = [10_000, 100_000, null] as const;
const COUNTRY = 560_000;
const PICTURE = new URL("growth.svg", import.meta.url);

export const growthBenchmark: Benchmark = {
  method: [
    "the campaign of 2024 on 21 May at noon: students still apply, hosts answer, schools validate; schools drawn by lot until they have so many students, then all of them; a database each",
    ...DISTRIBUTIONS,
    "one client, one question after the other, of 200 people each, spread over the country; tokens verified and plans made beforehand; the median to the client; CPU from /proc less what an idle platform uses, of the platform's process and of PostgreSQL",
    "apply and accept: each a candidature of its own, 20 for each round",
    "the platform in one process, as npm start has it; embedded PostgreSQL (fsync off), NODE_ENV=production",
    "ours = the larger country, other = that of 10 000 students (--students for another smallest, then twice and four times as many)",
  ],
  packages: ["@apollo/gateway", "graphql", "undici", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  useDevelopmentKeys();
  const sizes: Size[] = [];
  for (const size of run.students === null ? SIZES : [run.students, 2 * run.students, 4 * run.students]) sizes.push(await measureSize(run, size));
  const [small, , large] = sizes as [Size, Size, Size];
  const names = [...small.costs.keys()];
  const label = ({ students }: Size) => String(run.students === null && students > 500_000 ? COUNTRY : students);
  const compare = (what: string, of: (cost: Cost) => number): Comparison[] =>
    names.flatMap((name) => sizes.slice(1).map((size) => ({ name: `${name}, ${what}, ${label(size)}`, ours: of(size.costs.get(name)!), other: of(small.costs.get(name)!) })));
  writeFileSync(PICTURE, drawGrowth(sizes, names));
  const slug = (name: string) => name.replaceAll(/[^a-zé]+/g, "-");
  return {
    versions: { postgresql: small.postgresVersion },
    comparisons: [...compare("p50 ms", ({ ms }) => ms), ...compare("CPU ms", ({ platformCpu, postgresCpu }) => platformCpu + postgresCpu), ...compare("of it PostgreSQL's", ({ postgresCpu }) => postgresCpu)],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      ...sizes.map(({ students, candidatures, conventions, offers, loadedIn, source }) => `${students} students: ${candidatures} candidatures, ${conventions} conventions, ${offers} offers (the demonstration's few thousand among them), loaded in ${loadedIn.toFixed(0)} s; ${source}`),
      "ratio = the larger country / the smallest: 1 is flat",
    ],
    ratios: Object.fromEntries(names.map((name) => [`growth.${slug(name)}.${label(large)}/${label(small)}`, large.costs.get(name)!.ms / small.costs.get(name)!.ms])),
  };
}

function drawGrowth(sizes: readonly Size[], names: readonly string[]): string {
  const lines = (of: (cost: Cost) => number) => names.map((name) => ({ name, points: sizes.map(({ students, costs }) => [students, of(costs.get(name)!)] as const) }));
  return drawChart({
    title: "What an operation costs, by the number of students in the country",
    xTitle: "students",
    logX: true,
    xTicks: sizes.map(({ students }) => students),
    panels: [
      { title: "p50, ms", lines: lines(({ ms }) => ms), height: 240 },
      { title: "CPU a request, platform and PostgreSQL, ms", lines: lines(({ platformCpu, postgresCpu }) => platformCpu + postgresCpu), height: 240 },
    ],
  });
}
