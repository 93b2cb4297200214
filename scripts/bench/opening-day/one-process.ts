import { channel } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { type LiveLimits, NO_RATES } from "@stages/gateway/limits.ts";
import { startInProcessPlatform } from "@stages/standalone/in-process-platform.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { benchIdentity } from "../lib/identity.ts";
import type { PlatformSecond } from "./watch.ts";

/** Once a second, on a line: operations that are not answered yet, memory, and how late its timers are. */
let inFlight = 0;
const isOperation = ({ method, headers }: IncomingMessage) => method === "POST" && !headers.accept?.includes("text/event-stream");
channel("http.server.request.start").subscribe((message) => {
  const { request, response } = message as { readonly request: IncomingMessage; readonly response: { once(event: "close", listener: () => void): void } };
  if (!isOperation(request)) return;
  inFlight += 1;
  response.once("close", () => void (inFlight -= 1));
});
const late = monitorEventLoopDelay({ resolution: 10 });
late.enable();
setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage();
  const second: PlatformSecond = { at: Number(process.hrtime.bigint()) / 1e6, inFlight, rss, heapUsed, lateMs: late.percentile(99) / 1e6 };
  appendFileSync(process.env["BENCH_SECONDS"]!, `${JSON.stringify(second)}\n`);
  late.reset();
}, 1_000).unref();

/** The platform as `npm start` has it, on the morning of the opening. */
await runServedProcess(async () => {
  useDevelopmentKeys();
  const [begun, from] = [systemClock(), Temporal.Instant.from(process.env["BENCH_NOW"]!)];
  const clock = () => from.add(systemClock().since(begun));
  const dataDir = process.env["BENCH_DATA_DIR"]!;
  return startInProcessPlatform({
    mode: "in-process",
    databaseUrl: process.env["DATABASE_URL"]!,
    dataDir,
    identity: await benchIdentity(dataDir),
    clock,
    port: 0,
    door: { liveLimits: { ...NO_RATES, ...(JSON.parse(process.env["BENCH_LIMITS"]!) as Partial<LiveLimits>) } },
  });
});
