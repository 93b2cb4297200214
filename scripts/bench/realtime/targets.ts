import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { type SubgraphUrls, toEnvironment } from "@stages/standalone/gateway-environment.ts";
import { type SupervisedProcess, superviseProcess } from "@stages/standalone/supervised-process.ts";
import { httpTransport } from "@stages/transport/http.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES, type SubgraphTransport } from "@stages/transport/transport.ts";
import { PRODUCTION } from "../gateway/targets.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { cpuOf } from "../lib/cpu.ts";
import { benchIdentity } from "../lib/identity.ts";
import { type Memory, measurable, memoryOf } from "./memory.ts";
import type { Population } from "./population.ts";

export interface Measurable {
  /** So far, in ms. */
  cpu(): number;
  memory(): Promise<Memory>;
}

export interface Target extends Measurable {
  readonly url: string;
}

export const SIDES = ["ours", "hive"] as const;
export type Side = (typeof SIDES)[number];

export interface Targets {
  readonly ours: Target;
  readonly hive: Target;
  /** The one that is followed: both gateways subscribe to this same process. */
  readonly candidatures: Measurable & { readonly transport: SubgraphTransport };
}

/** What this benchmark asks for is of `candidatures`; `people` says who a bearer is. The other two are not started. */
const STARTED = ["candidatures", "people"] as const;
const HIVE = new URL("../peers/hive/", import.meta.url);

export async function startTargets(run: BenchmarkRun, { databaseUrl, dataDir }: BenchWorld, { actors }: Population): Promise<Targets> {
  const memoryFolder = join(dataDir, "memory");
  mkdirSync(memoryFolder, { recursive: true });
  const start = async (title: string, script: string, environment: Record<string, string>): Promise<SupervisedProcess & Measurable> => {
    const process = await superviseProcess({ title, script, environment: { ...PRODUCTION, ...measurable(memoryFolder), ...environment }, log: console.error });
    run.started.defer(() => process.stop());
    return Object.assign(process, { cpu: () => cpuOf(process.pid!), memory: () => memoryOf(process.pid!, memoryFolder) });
  };
  const { signingKey, verificationKey } = newInternalKeys();
  const STAGES_INTERNAL_VERIFICATION_KEY = verificationKey.export({ type: "spki", format: "pem" }).toString();

  run.onProgress("Démarrage des sous-graphes et des deux passerelles");
  const environmentOfSubgraphs = { DATABASE_URL: databaseUrl, HOST: "127.0.0.1", PORT: "0", STAGES_INTERNAL_VERIFICATION_KEY };
  const [candidatures, people] = await Promise.all(STARTED.map((name) => start(`Le sous-graphe ${name}`, scriptOf(`@stages/${name}/main.ts`), environmentOfSubgraphs)));
  const nowhere = "http://127.0.0.1:9/graphql";
  const known = { candidatures: candidatures!.url, people: people!.url };
  const subgraphUrls: SubgraphUrls = { conventions: nowhere, offers: nowhere, ...known } satisfies Record<(typeof SUBGRAPH_NAMES)[number], string>;
  const environment = { STAGES_LOG_LEVEL: "warn", ...toEnvironment({ host: "127.0.0.1", port: 0, dataDir, identity: await benchIdentity(dataDir), door: { liveLimits: NO_RATES }, subgraphUrls, signingKey }) };
  const ours = await start("Notre passerelle", scriptOf("@stages/standalone/gateway-process.ts"), environment);
  const actorsFile = join(dataDir, "actors.json");
  writeFileSync(actorsFile, JSON.stringify([...actors]));
  const hive = await start("Hive Gateway", fileURLToPath(new URL("gateway.mjs", HIVE)), { ...environment, BENCH_ACTORS: actorsFile });

  const transport = httpTransport({ name: "candidatures", url: candidatures!.url, signingKey });
  run.started.defer(() => transport.stop());
  return { ours, hive, candidatures: { cpu: candidatures!.cpu, memory: candidatures!.memory, transport } };
}

function scriptOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}
