import { NO_RATES } from "@stages/gateway/limits.ts";
import { channel } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { startInProcessPlatform } from "@stages/standalone/in-process-platform.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { benchIdentity } from "../lib/identity.ts";

/** What is spent on each request, from its headers being read to the last byte given to the socket, written down once it is over. */
const started = new WeakMap<IncomingMessage, number>();
channel("http.server.request.start").subscribe((message) => started.set((message as { readonly request: IncomingMessage }).request, performance.now()));
channel("http.server.response.finish").subscribe((message) => {
  const { request } = message as { readonly request: IncomingMessage };
  const from = started.get(request);
  if (from !== undefined && request.method === "POST") appendFileSync(process.env["BENCH_TIMES"]!, `${performance.now() - from}\n`);
});

/** The platform as `npm start` has it, at the end of the national data: nothing of it is overdue, however long ago that was. */
await runServedProcess(async () => {
  useDevelopmentKeys();
  const [from, begun] = [Temporal.Instant.from(process.env["BENCH_NOW"]!), systemClock()];
  const clock = () => from.add(systemClock().since(begun));
  const dataDir = process.env["BENCH_DATA_DIR"]!;
  return startInProcessPlatform({ mode: "in-process", databaseUrl: process.env["DATABASE_URL"]!, dataDir, identity: await benchIdentity(dataDir), clock, port: 0, door: { liveLimits: NO_RATES } });
});
