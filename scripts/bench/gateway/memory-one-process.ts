import { NO_RATES } from "@stages/gateway/limits.ts";
import { startConfiguredGateway } from "@stages/standalone/start-configured-gateway.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransports } from "@stages/transport/transport.ts";
import { benchIdentity } from "../lib/identity.ts";
import { memorySubgraph } from "./memory-subgraphs.ts";

/** Our gateway and the four of them in one process. */
await runServedProcess(async () => {
  const dataDir = process.env["BENCH_DATA_DIR"]!;
  const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, inProcessTransport(memorySubgraph(name))])) as unknown as SubgraphTransports;
  return startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir, identity: await benchIdentity(dataDir), transports, door: { liveLimits: NO_RATES } });
});
