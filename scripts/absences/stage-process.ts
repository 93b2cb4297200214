import { createPublicKey } from "node:crypto";
import { createConventionsSubgraph } from "@stages/conventions/subgraph.ts";
import { serveSubgraph } from "@stages/transport/serve.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import { sharedClock } from "./shared-clock.ts";

/** The subgraph as `main.ts` runs it, but for its clock. */
await runServedProcess(async () => {
  const { PROOF_DATABASE_URL: databaseUrl, PROOF_CLOCK: file, PROOF_KEY: key, PROOF_KEYRING: keyring } = process.env as Record<string, string>;
  useKeyring(readKeyring(keyring!));
  const clock = sharedClock(file!);
  const subgraph = createConventionsSubgraph({ databaseUrl: databaseUrl!, clock, onFailure: (error) => console.error(error), isDemonstration: true });
  await subgraph.start();
  const server = await serveSubgraph(subgraph, { host: "127.0.0.1", port: 0, verificationKey: createPublicKey(key!) });
  return {
    url: server.url,
    async stop() {
      await server.close();
      await subgraph.stop();
    },
  };
});
