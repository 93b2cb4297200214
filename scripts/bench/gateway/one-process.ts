import { startInProcessPlatform } from "@stages/standalone/in-process-platform.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";

/** The platform as `npm start` has it, in a process of its own, so that its CPU is not the load generator's. */
await runServedProcess(() =>
  startInProcessPlatform({ mode: "in-process", databaseUrl: process.env["DATABASE_URL"]!, dataDir: process.env["BENCH_DATA_DIR"]!, port: 0 }),
);
