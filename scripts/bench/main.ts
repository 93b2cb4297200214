import { parseArgs } from "node:util";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import type { Benchmark } from "./lib/benchmark.ts";
import { reportOf } from "./lib/report.ts";

/** Loaded only when it is run: each brings its own peers. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  access: async () => (await import("./access.ts")).accessBenchmark,
  analytics: async () => (await import("./analytics.ts")).analyticsBenchmark,
  bus: async () => (await import("./bus.ts")).busBenchmark,
  data: async () => (await import("./data.ts")).dataBenchmark,
  documents: async () => (await import("./documents.ts")).documentsBenchmark,
  expiry: async () => (await import("./expiry.ts")).expiryBenchmark,
  gateway: async () => (await import("./gateway.ts")).gatewayBenchmark,
  "gateway-memory": async () => (await import("./gateway-memory.ts")).gatewayMemoryBenchmark,
  growth: async () => (await import("./growth.ts")).growthBenchmark,
  "opening-day": async () => (await import("./opening-day.ts")).openingDayBenchmark,
  outbox: async () => (await import("./outbox.ts")).outboxBenchmark,
  realtime: async () => (await import("./realtime.ts")).realtimeBenchmark,
  search: async () => (await import("./search.ts")).searchBenchmark,
  start: async () => (await import("./start.ts")).startBenchmark,
  write: async () => (await import("./write.ts")).writeBenchmark,
};

interface NumberOption {
  /** Empty: as many as the benchmark says. */
  readonly byDefault: string;
  readonly least: number;
  readonly words: string;
}

const NUMBERS = {
  rounds: { byDefault: "7", least: 1, words: "tours" },
  seconds: { byDefault: "2", least: 0.1, words: "par tour" },
  subscriptions: { byDefault: "10000", least: 1, words: "de « realtime »" },
  scopes: { byDefault: "1000", least: 2, words: "de « realtime »" },
  students: { byDefault: "", least: 1, words: "de « opening-day » et de « growth »" },
  minutes: { byDefault: "4", least: 0.05, words: "de « opening-day »" },
} as const satisfies Readonly<Record<string, NumberOption>>;
const FLAGS = { keep: "garder les données", profile: "de « gateway » : où va le temps de processeur" } as const;

const progress = new ProgressLines(process.stdout);
let started = new AsyncDisposableStack();
let ending = false;

/** `npm run bench [-- name…]`, with the options of `NUMBERS` and `FLAGS`. */
async function main(): Promise<void> {
  const { names, ...options } = readArguments();
  for (const name of names) {
    const benchmark = await BENCHMARKS[name]!();
    console.log(`Mesure « ${name} »`);
    const measured = await benchmark.run({ ...options, onProgress: progress.begin, started });
    progress.begin("Arrêt de ce qui a été démarré");
    await started.disposeAsync();
    started = new AsyncDisposableStack();
    progress.done();
    console.log(`\n${reportOf(name, benchmark, measured)}\n`);
  }
}

function readArguments() {
  const { values, positionals } = parseArguments();
  const unknown = positionals.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined) throw new ConfigurationError(`Aucune mesure ne s'appelle « ${unknown} » ; il y a : ${Object.keys(BENCHMARKS).join(", ")}.`);
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
  const number = (option: keyof typeof NUMBERS) => numberOf(option, values[option]);
  return {
    names, keep: values.keep, profile: values.profile, rounds: number("rounds"), secondsPerRound: number("seconds"), subscriptions: number("subscriptions"), scopes: number("scopes"),
    students: values.students === "" ? null : number("students"), minutes: number("minutes"),
  };
}

function parseArguments() {
  try {
    const numbers = Object.fromEntries(Object.entries(NUMBERS).map(([name, { byDefault }]) => [name, { type: "string", default: byDefault }]));
    const flags = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: "boolean", default: false }]));
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { ...numbers, ...flags } as never });
    return { values: values as Record<keyof typeof NUMBERS, string> & Record<keyof typeof FLAGS, boolean>, positionals };
  } catch (error) {
    const there = [...Object.entries(NUMBERS).map(([name, { byDefault, words }]) => `--${name}=${byDefault || "…"} (${words})`), ...Object.entries(FLAGS).map(([name, words]) => `--${name} (${words})`)];
    throw new ConfigurationError(`Cette option n'existe pas ; il y a ${there.join(", ")}.`, { cause: error });
  }
}

function numberOf(option: keyof typeof NUMBERS, text: string): number {
  const number = Number(text);
  const { least } = NUMBERS[option];
  if (number >= least) return number;
  throw new ConfigurationError(`L'option --${option} vaut « ${text} » : donnez un nombre d'au moins ${least}.`);
}

async function end(code: number, lastWords = ""): Promise<never> {
  ending = true;
  progress.done();
  if (lastWords) process.stderr.write(`${lastWords}\n`);
  await started.disposeAsync().catch((error: unknown) => process.stderr.write(`${describeFailure(error)}\n`));
  process.exit(code);
}

/** What fails while we end fails because we end. */
const fail = (error: unknown) => (ending ? undefined : end(1, describeFailure(error)));

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void (ending || end(130, "\nArrêt en cours…")));
process.on("uncaughtException", fail);
await main().then(() => end(0), fail);
