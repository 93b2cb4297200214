import { NO_RATES } from "@stages/gateway/limits.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { openBus } from "@stages/events/open-bus.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { startPlatform } from "@stages/standalone/platform.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import { killComponent } from "./events/kill-component.ts";
import { proveEvents } from "./events/prove-events.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:events -- [events] [seed]`: 20 000 changes of status with random commit delays, while the gateway and the
 * subgraph that tells them, relay included, are killed at random. Fails when a resuming subscriber misses one that it may
 * see, sees one twice, out of its convention's order, or that it may not see; or when the control loses none. With `NATS_URL`
 * the log of facts is there.
 */
const [events = "20000", seed = String(Date.now() % 100_000)] = process.argv.slice(2);
const natsUrl = process.env["NATS_URL"] ?? null;

useKeyring(readKeyring(DEVELOPMENT_KEYS));
const folder = mkdtempSync(join(tmpdir(), "stages-proof-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(folder, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
started.defer(() => server.stop());
const databaseUrl = server.url("events");
await ensureDatabase(databaseUrl);
await prepareDatabase({ databaseUrl, clock: systemClock });
const platform = await startPlatform({ mode: "distributed", databaseUrl, natsUrl, port: 0, dataDir: folder, identity: { development: true, issuers: [] }, door: { liveLimits: NO_RATES } });
started.defer(() => platform.stop());

const tokenOf = async (persona: string) => {
  const response = await fetch(new URL("/development/token", platform.url), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ persona }) });
  return ((await response.json()) as { token: string }).token;
};
const bus = await openBus({ databaseUrl, natsUrl }, { label: "proof", onFailure: (error) => console.error(error) });
started.defer(() => bus.stop());
const begunAt = performance.now();
const { faults, ...proof } = await proveEvents({
  databaseUrl, bus, url: platform.url, tokenOf, kill: (component) => killComponent(platform, component),
  events: Number(events), seed: Number(seed), kills: 4, killEveryMs: 8_000, pauseMs: 20, onProgress: (line) => console.log(line),
});
console.log({ ...proof, seed, seconds: Math.round((performance.now() - begunAt) / 1_000), faults: faults.length });
for (const fault of faults.slice(0, 20)) console.error(fault);
promise("événements manqués, doublés ou hors d'ordre sous des arrêts brutaux", { seen: `${faults.length} pour ${events} changements de statut`, wanted: "0", kept: faults.length === 0 });
control("sans curseur, des événements manqués", { seen: String(proof.lostWithoutCursor), broke: proof.lostWithoutCursor > 0 });
