import { fileURLToPath } from "node:url";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { type SubgraphUrls, toEnvironment } from "./gateway-environment.ts";
import type { Component, Platform, PlatformOptions } from "./platform.ts";
import { mainOf, subgraphEnvironment } from "./subgraph-environment.ts";
import { telemetryEnvironment } from "./telemetry-environment.ts";
import { type SupervisedProcess, superviseProcess } from "./supervised-process.ts";

/** Keys of one launch: the gateway alone can sign, a subgraph can only verify. */
export async function startDistributedPlatform(options: PlatformOptions): Promise<Platform> {
  const { dataDir, identity, trustedProxies = 0, telemetry, door = {}, drainSeconds = 0, publicUrl, allowedOrigins, host = "127.0.0.1", port, output, onProgress = () => {}, log = () => {} } = options;
  await using started = new AsyncDisposableStack();
  const { signingKey, verificationKey } = newInternalKeys();
  const processes = new Map<Component, SupervisedProcess>();
  const printing = output === undefined ? {} : { output };
  const keep = (component: Component, process: SupervisedProcess) => {
    processes.set(component, process);
    started.defer(() => process.stop());
  };

  onProgress("Démarrage des quatre sous-graphes, un processus chacun");
  const startSubgraph = async (name: SubgraphName) => {
    const environment = { ...subgraphEnvironment(name, { ...options, verificationKey }), ...telemetryEnvironment(telemetry, name) };
    keep(name, await superviseProcess({ title: `Le sous-graphe ${name}`, script: mainOf(name), environment, log, ...printing }));
  };
  const outcomes = await Promise.allSettled(SUBGRAPH_NAMES.map(startSubgraph));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;

  onProgress("Démarrage de la passerelle, dans le sien");
  const subgraphUrls = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, processes.get(name)!.url])) as unknown as SubgraphUrls;
  const environment = { ...toEnvironment({ host, port, dataDir, identity, trustedProxies, drainSeconds, publicUrl, allowedOrigins, door, subgraphUrls, signingKey }), ...telemetryEnvironment(telemetry, "gateway") };
  const script = fileURLToPath(new URL("./gateway-process.ts", import.meta.url));
  const gateway = await superviseProcess({ title: "La passerelle", script, environment, log, ...printing });
  keep("gateway", gateway);
  const running = started.move();
  return {
    url: gateway.url,
    pidOf: (component) => processes.get(component)?.pid ?? null,
    urlOf: (component) => processes.get(component)?.url ?? null,
    stop: () => running.disposeAsync(),
  };
}
