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
  outbox: async () => (await import("./outbox.ts")).outboxBenchmark,
  realtime: async () => (await import("./realtime.ts")).realtimeBenchmark,
  write: async () => (await import("./write.ts")).writeBenchmark,
  search: async () => (await import("./search.ts")).searchBenchmark,
};

const ROUNDS = "7";
const SECONDS = "2";
const SUBSCRIPTIONS = "10000";
const SCOPES = "1000";

const progress = new ProgressLines(process.stdout);
let started = new AsyncDisposableStack();
let ending = false;

/** `npm run bench [-- name…] [--rounds=7] [--seconds=2] [--keep] [--subscriptions=10000] [--scopes=1000]` */
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
  const crowd = { subscriptions: numberOf("subscriptions", values.subscriptions, 1), scopes: numberOf("scopes", values.scopes, 2) };
  return { names, rounds: numberOf("rounds", values.rounds, 1), secondsPerRound: numberOf("seconds", values.seconds, 0.1), keep: values.keep, ...crowd };
}

function parseArguments() {
  try {
    const text = (byDefault: string) => ({ type: "string", default: byDefault }) as const;
    const options = { rounds: text(ROUNDS), seconds: text(SECONDS), subscriptions: text(SUBSCRIPTIONS), scopes: text(SCOPES), keep: { type: "boolean", default: false } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new ConfigurationError(`Cette option n'existe pas ; il y a --rounds=${ROUNDS} (tours), --seconds=${SECONDS} (par tour), --subscriptions=${SUBSCRIPTIONS} et --scopes=${SCOPES} (de « realtime ») et --keep (garder les données).`, { cause: error });
  }
}

function numberOf(option: string, text: string, least: number): number {
  const number = Number(text);
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
