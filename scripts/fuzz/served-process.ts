import { createPublicKey } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { startConfiguredGateway } from "@stages/standalone/start-configured-gateway.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { serveSubgraph } from "@stages/transport/serve.ts";
import { SUBGRAPH_NAMES, type SubgraphName, type SubgraphTransports } from "@stages/transport/transport.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { WIDE_LIMITS } from "./wide-limits.ts";

/** What a fuzzed platform tells its parent once it answers. */
export interface Serving {
  readonly gateway: string;
  readonly subgraphs: Readonly<Record<SubgraphName, string>>;
}

/** The answer to any message. */
export interface Kept {
  readonly keptBytes: number;
}

/**
 * The platform in one process, its gateway on one port and each subgraph on another: a process of its own, so that what nobody caught
 * ends it rather than the one that looks on, and all that it writes can be read.
 */
const { FUZZED_DATABASE_URL: databaseUrl, FUZZED_DATA_DIR: dataDir, FUZZED_VERIFICATION_KEY: verificationPem } = process.env as Record<string, string>;
useDevelopmentKeys();
const subgraphs = createSubgraphs({ databaseUrl: databaseUrl!, clock: systemClock, isDemonstration: true });
for (const subgraph of Object.values(subgraphs)) await subgraph.start();
const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, inProcessTransport(subgraphs[name])])) as unknown as SubgraphTransports;
const gateway = await startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir: dataDir!, identity: { development: true, issuers: [] }, transports, door: { liveLimits: WIDE_LIMITS } });
const verificationKey = createPublicKey(verificationPem!);
const served = await Promise.all(SUBGRAPH_NAMES.map(async (name) => [name, await serveSubgraph(subgraphs[name], { port: 0, host: "127.0.0.1", verificationKey })] as const));

// What is kept, rather than what V8 has not yet given back.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("message", () => {
  collect();
  process.send!({ keptBytes: keptBytes() } satisfies Kept);
});
function keptBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.once("disconnect", async () => {
  await Promise.all([gateway.stop(), ...served.map(([, { close }]) => close())]);
  for (const transport of Object.values(transports)) await transport.stop();
  for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  process.exit(0);
});
const urls = Object.fromEntries(served.map(([name, { url }]) => [name, url])) as unknown as Serving["subgraphs"];
process.send!({ gateway: gateway.url, subgraphs: urls } satisfies Serving);
