import { createPublicKey } from "node:crypto";
import { serveSubgraph } from "@stages/transport/serve.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";
import { memorySubgraph } from "./memory-subgraphs.ts";

/** One of them, served as packages/subgraph/src/run-subgraph.ts serves the real ones. */
await runServedProcess(async () => {
  const verificationKey = createPublicKey(process.env["STAGES_INTERNAL_VERIFICATION_KEY"]!);
  const served = await serveSubgraph(memorySubgraph(process.env["BENCH_SUBGRAPH"] as SubgraphName), { host: "127.0.0.1", port: 0, verificationKey });
  return { url: served.url, stop: () => served.close() };
});
