import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Actor } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { newInternalKeys, signCaller } from "@stages/transport/internal-token.ts";
import { superviseProcess } from "@stages/standalone/supervised-process.ts";
import { PRODUCTION } from "../gateway/targets.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { cpuOf } from "../lib/cpu.ts";

export interface Target {
  readonly url: string;
  /** So far, in ms. */
  cpu(): number;
}

/** `direct`: the process of one subgraph, asked as our gateway asks it. */
export interface Targets {
  readonly ours: Target;
  readonly postgraphile: Target;
  readonly direct: Target & { tokenFor(actor: Actor): string };
}

const DIRECT = "candidatures";

const POSTGRAPHILE = new URL("../peers/postgraphile/", import.meta.url);
/** As many as a subgraph opens for requests. */
const CONNECTIONS = "10";

export async function startTargets({ started, onProgress }: BenchmarkRun, { databaseUrl, dataDir }: BenchWorld): Promise<Targets> {
  const start = async (title: string, script: string, environment: Record<string, string>): Promise<Target> => {
    onProgress(`Démarrage : ${title}`);
    const process = await superviseProcess({ title, script, environment: { ...PRODUCTION, DATABASE_URL: databaseUrl, ...environment }, log: console.error });
    started.defer(() => process.stop());
    return { url: process.url, cpu: () => cpuOf(process.pid!) };
  };
  const ours = await start("La plateforme en un processus", join(import.meta.dirname, "../gateway/one-process.ts"), { BENCH_DATA_DIR: dataDir });
  const postgraphile = await start("PostGraphile", fileURLToPath(new URL("server.mjs", POSTGRAPHILE)), { BENCH_CONNECTIONS: CONNECTIONS, GRAPHILE_ENV: "production" });
  const { signingKey, verificationKey } = newInternalKeys();
  const environment = { HOST: "127.0.0.1", PORT: "0", STAGES_INTERNAL_VERIFICATION_KEY: verificationKey.export({ type: "spki", format: "pem" }).toString() };
  const direct = await start(`Le sous-graphe ${DIRECT}`, fileURLToPath(import.meta.resolve(`@stages/${DIRECT}/main.ts`)), environment);
  const tokenFor = (actor: Actor) => signCaller({ actor, now: systemClock(), requestId: "bench" }, DIRECT, signingKey, systemClock());
  return { ours, postgraphile, direct: { ...direct, tokenFor } };
}

