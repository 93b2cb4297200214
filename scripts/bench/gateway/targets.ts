import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { type PersonaName, personaNamed } from "@stages/demonstration/personas.ts";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { toEnvironment } from "@stages/standalone/gateway-environment.ts";
import { type SupervisedProcess, superviseProcess } from "@stages/standalone/supervised-process.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { benchIdentity } from "../lib/identity.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { cpuOf } from "../lib/cpu.ts";
import { profilable } from "../lib/profile.ts";
import { type Actors, actorsOf, type Callers } from "./actors.ts";

export interface Target {
  readonly url: string;
  /** CPU so far, in ms: of the process that clients speak to, and of the subgraphs' own where they are apart. */
  gatewayCpu(): number;
  subgraphsCpu(): number;
}

/** Those that answer GraphQL to a client with a token. */
export const GATEWAYS = ["one-process", "distributed", "default", "hive"] as const;
export type GatewayName = (typeof GATEWAYS)[number];

export interface Targets extends Readonly<Record<GatewayName, Target>> {
  /** The subgraphs of all but `one-process`, each to be asked directly, with a token that it trusts. */
  readonly subgraphs: Readonly<Record<SubgraphName, Target>>;
  readonly callers: Callers;
  /** Where they were written down for the processes. */
  readonly actorsFile: string;
  readonly pids: Readonly<Record<"one-process" | "gateway" | SubgraphName, number>>;
}

/** Nothing of the development builds of graphql and of Apollo is measured, on either side. */
export const PRODUCTION = { NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1", STAGES_KEYS: DEVELOPMENT_KEYS, STAGES_PUBLIC_URL: "https://stages.example" };

/** The real ones, with their database, or those that answer from memory. */
export type Subgraphs = "real" | "memory";

/** Starts a process of this run, ended with it; with `--profile`, one whose CPU can be sampled. */
export async function startProcess(run: BenchmarkRun, title: string, script: string, environment: Record<string, string>): Promise<SupervisedProcess> {
  const process = await superviseProcess({ title, script, environment: { ...PRODUCTION, ...(run.profile && profilable()), ...environment }, log: console.error });
  run.started.defer(() => process.stop());
  return process;
}

/** Four subgraph processes, the three gateways over them, and the same subgraphs in one process with our gateway. */
export async function startTargets(run: BenchmarkRun, { databaseUrl, dataDir }: BenchWorld, kind: Subgraphs, personas: readonly PersonaName[]): Promise<Targets> {
  const { signingKey, verificationKey } = newInternalKeys();
  const STAGES_INTERNAL_VERIFICATION_KEY = verificationKey.export({ type: "spki", format: "pem" }).toString();

  run.onProgress("Démarrage des quatre sous-graphes, un processus chacun");
  const processes = await Promise.all(
    SUBGRAPH_NAMES.map((name) =>
      startProcess(run, `Le sous-graphe ${name}`, kind === "real" ? scriptOf(`@stages/${name}/main.ts`) : besideThis("memory-subgraph-process.ts"), {
        BENCH_SUBGRAPH: name,
        DATABASE_URL: databaseUrl,
        HOST: "127.0.0.1",
        PORT: "0",
        STAGES_INTERNAL_VERIFICATION_KEY,
      }),
    ),
  );
  const bySubgraph = <T>(of: (process: SupervisedProcess) => T) => Object.fromEntries(SUBGRAPH_NAMES.map((name, rank) => [name, of(processes[rank]!)])) as Record<SubgraphName, T>;
  const subgraphUrls = bySubgraph(({ url }) => url);
  const actors = await actorsOf(personas, subgraphUrls.people, signingKey);
  const writtenActors = writeActors(dataDir, actors);

  run.onProgress("Démarrage des trois passerelles et de la plateforme en un processus");
  const environment = { STAGES_LOG_LEVEL: "warn", ...toEnvironment({ host: "127.0.0.1", port: 0, dataDir, identity: await benchIdentity(dataDir), door: { liveLimits: NO_RATES }, subgraphUrls, signingKey }), BENCH_ACTORS: writtenActors };
  const ours = await startProcess(run, "Notre passerelle", scriptOf("@stages/standalone/gateway-process.ts"), environment);
  const apollo = await startProcess(run, "La passerelle par défaut", besideThis("default-gateway.ts"), environment);
  const hive = await startProcess(run, "Hive Gateway", fileURLToPath(new URL("../peers/hive/gateway.mjs", import.meta.url)), { ...environment, NODE_NO_WARNINGS: "1" });
  const whole = await startProcess(run, "La plateforme en un processus", besideThis(kind === "real" ? "one-process.ts" : "memory-one-process.ts"), {
    DATABASE_URL: databaseUrl,
    BENCH_DATA_DIR: dataDir,
  });
  const subgraphsCpu = () => processes.reduce((sum, { pid }) => sum + cpuOf(pid!), 0);
  const over = (process: SupervisedProcess): Target => ({ url: process.url, gatewayCpu: () => cpuOf(process.pid!), subgraphsCpu });
  return {
    "one-process": { ...over(whole), subgraphsCpu: () => 0 },
    distributed: over(ours),
    default: over(apollo),
    hive: over(hive),
    subgraphs: bySubgraph(({ url }) => ({ url, gatewayCpu: () => 0, subgraphsCpu })),
    callers: { actors, signingKey },
    actorsFile: writtenActors,
    pids: { "one-process": whole.pid!, gateway: ours.pid!, ...bySubgraph(({ pid }) => pid!) },
  };
}

/** Hand-written, over the same database, beside real subgraphs alone. */
export async function startLimit(run: BenchmarkRun, { databaseUrl }: BenchWorld, { actorsFile }: Targets): Promise<Target> {
  run.onProgress("Démarrage de la limite");
  const process = await startProcess(run, "La limite", besideThis("limit/process.ts"), { DATABASE_URL: databaseUrl, BENCH_ACTORS: actorsFile });
  return { url: process.url, gatewayCpu: () => cpuOf(process.pid!), subgraphsCpu: () => 0 };
}

function writeActors(dataDir: string, actors: Actors): string {
  const file = join(dataDir, "actors.json");
  writeFileSync(file, JSON.stringify([...actors]));
  return file;
}

function scriptOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}

function besideThis(file: string): string {
  return join(import.meta.dirname, file);
}

/** Good at each of them: they share the folder with the issuer's keys. */
export async function tokenOf(persona: PersonaName, { dataDir }: BenchWorld): Promise<string> {
  return (await openDevelopmentIssuer(dataDir)).issue(personaNamed(persona)!);
}
