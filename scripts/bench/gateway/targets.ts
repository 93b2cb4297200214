import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { type PersonaName, personaNamed } from "@stages/demonstration/personas.ts";
import { type SubgraphUrls, toEnvironment } from "@stages/standalone/gateway-environment.ts";
import { type SupervisedProcess, superviseProcess } from "@stages/standalone/supervised-process.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { benchIdentity } from "../lib/identity.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { cpuOf } from "../lib/cpu.ts";

export interface Target {
  readonly url: string;
  /** CPU so far, in ms: of the process that clients speak to, and of the subgraphs' own where they are apart. */
  gatewayCpu(): number;
  subgraphsCpu(): number;
}

export interface Targets {
  readonly "in-process": Target;
  readonly http: Target;
  readonly default: Target;
}

/** Nothing of the development builds of graphql and of Apollo is measured, on either side. */
export const PRODUCTION = { NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1", STAGES_KEYS: DEVELOPMENT_KEYS, STAGES_PUBLIC_URL: "https://stages.example" };

/** The real ones, with their database, or those that answer from memory. */
export type Subgraphs = "real" | "memory";

/** Four subgraph processes, the two gateways over them, and the same subgraphs in one process with our gateway. */
export async function startTargets(run: BenchmarkRun, { databaseUrl, dataDir }: BenchWorld, kind: Subgraphs): Promise<Targets> {
  const start = async (title: string, script: string, environment: Record<string, string>): Promise<SupervisedProcess> => {
    const process = await superviseProcess({ title, script, environment: { ...PRODUCTION, ...environment }, log: console.error });
    run.started.defer(() => process.stop());
    return process;
  };
  const { signingKey, verificationKey } = newInternalKeys();
  const STAGES_INTERNAL_VERIFICATION_KEY = verificationKey.export({ type: "spki", format: "pem" }).toString();

  run.onProgress("Démarrage des quatre sous-graphes, un processus chacun");
  const subgraphs = await Promise.all(
    SUBGRAPH_NAMES.map((name) =>
      start(`Le sous-graphe ${name}`, kind === "real" ? scriptOf(`@stages/${name}/main.ts`) : besideThis("memory-subgraph-process.ts"), {
        BENCH_SUBGRAPH: name,
        DATABASE_URL: databaseUrl,
        HOST: "127.0.0.1",
        PORT: "0",
        STAGES_INTERNAL_VERIFICATION_KEY,
      }),
    ),
  );
  const subgraphUrls = Object.fromEntries(SUBGRAPH_NAMES.map((name, rank) => [name, subgraphs[rank]!.url])) as unknown as SubgraphUrls;

  run.onProgress("Démarrage des deux passerelles et de la plateforme en un processus");
  const environment = toEnvironment({ host: "127.0.0.1", port: 0, dataDir, identity: await benchIdentity(dataDir), subgraphUrls, signingKey });
  const peer = await start("La passerelle par défaut", besideThis("default-gateway.ts"), environment);
  const ours = await start("Notre passerelle", scriptOf("@stages/standalone/gateway-process.ts"), environment);
  const whole = await start("La plateforme en un processus", besideThis(kind === "real" ? "one-process.ts" : "memory-one-process.ts"), {
    DATABASE_URL: databaseUrl,
    BENCH_DATA_DIR: dataDir,
  });
  const subgraphsCpu = () => subgraphs.reduce((sum, { pid }) => sum + cpuOf(pid!), 0);
  return {
    "in-process": { url: whole.url, gatewayCpu: () => cpuOf(whole.pid!), subgraphsCpu: () => 0 },
    http: { url: ours.url, gatewayCpu: () => cpuOf(ours.pid!), subgraphsCpu },
    default: { url: peer.url, gatewayCpu: () => cpuOf(peer.pid!), subgraphsCpu },
  };
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
