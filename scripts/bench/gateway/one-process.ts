import { NO_RATES } from "@stages/gateway/limits.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { startInProcessPlatform } from "@stages/standalone/in-process-platform.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { benchIdentity } from "../lib/identity.ts";

/** The platform as `npm start` has it, in a process of its own, so that its CPU is not the load generator's. */
await runServedProcess(async () => {
  useDevelopmentKeys();
  const dataDir = process.env["BENCH_DATA_DIR"]!;
  return startInProcessPlatform({ mode: "in-process", databaseUrl: process.env["DATABASE_URL"]!, dataDir, identity: await benchIdentity(dataDir), port: 0, door: { liveLimits: NO_RATES } });
});
