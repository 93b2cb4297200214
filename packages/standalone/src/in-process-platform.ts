import { systemClock } from "@stages/kernel/civil-time.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransports } from "@stages/transport/transport.ts";
import { openPapers } from "./open-papers.ts";
import type { Platform, PlatformOptions } from "./platform.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";
import { createSubgraphs } from "./subgraphs.ts";

export async function startInProcessPlatform(options: PlatformOptions): Promise<Platform> {
  const { databaseUrl, requestsUrl = null, readsUrl = null, natsUrl = null, dataDir, identity, papers: settings, trustedProxies, drainSeconds = 0, publicUrl, allowedOrigins, door, clock = systemClock, host = "127.0.0.1", port, onProgress = () => {}, log = () => {} } = options;
  await using started = new AsyncDisposableStack();
  onProgress("Démarrage des quatre sous-graphes");
  const papers = settings && started.use(await openPapers(settings, systemClock()));
  if (papers?.warning) log(papers.warning);
  const subgraphs = createSubgraphs({ databaseUrl, requestsUrl, readsUrl, natsUrl, clock, isDemonstration: identity.development, papers });
  for (const subgraph of Object.values(subgraphs)) {
    started.defer(() => subgraph.stop());
    await subgraph.start();
  }
  onProgress("Démarrage de la passerelle");
  const entries = SUBGRAPH_NAMES.map((name) => [name, inProcessTransport(subgraphs[name])] as const);
  const transports = Object.fromEntries(entries) as unknown as SubgraphTransports;
  for (const transport of Object.values(transports)) started.defer(() => transport.stop());
  const gateway = await startConfiguredGateway({ host, port, dataDir, identity, transports, trustedProxies, drainSeconds, publicUrl, allowedOrigins, door, clock });
  started.defer(() => gateway.stop());
  const running = started.move();
  return { url: gateway.url, pidOf: () => process.pid, urlOf: (component) => (component === "gateway" ? gateway.url : null), stop: () => running.disposeAsync() };
}
