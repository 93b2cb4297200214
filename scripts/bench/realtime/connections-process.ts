import { NO_RATES } from "@stages/gateway/limits.ts";
import { ToyPlatform } from "@stages/gateway/toy-platform.ts";

/** A gateway over toy subgraphs, which says what it holds in memory when it is asked. */
const platform = new ToyPlatform();
const gateway = await platform.start({ liveLimits: { ...NO_RATES, connectionsPerPerson: Number.MAX_SAFE_INTEGER } });
process.on("message", async (count: number) => {
  await platform.whenSubscribed(count);
  globalThis.gc!();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send!({ rss, heap: heapUsed + external });
});
process.once("disconnect", () => process.exit());
process.send!(gateway.url);
