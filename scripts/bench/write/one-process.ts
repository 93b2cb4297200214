import { systemClock } from "@stages/kernel/civil-time.ts";
import { startConfiguredGateway } from "@stages/standalone/start-configured-gateway.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransports } from "@stages/transport/transport.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { benchIdentity } from "../lib/identity.ts";

/**
 * The platform in one process, of which `candidatures` alone is started: it relays what it tells into the log, and folds what it
 * counts. The others answer, and hear nothing until another process starts them.
 */
await runServedProcess(async () => {
  useDevelopmentKeys();
  const subgraphs = createSubgraphs({ databaseUrl: process.env["DATABASE_URL"]!, clock: systemClock });
  await subgraphs.candidatures.start();
  const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, inProcessTransport(subgraphs[name])])) as unknown as SubgraphTransports;
  const dataDir = process.env["BENCH_DATA_DIR"]!;
  const gateway = await startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir, identity: await benchIdentity(dataDir), transports, clock: systemClock });
  return {
    url: gateway.url,
    async stop() {
      await gateway.stop();
      await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.stop()));
    },
  };
});
