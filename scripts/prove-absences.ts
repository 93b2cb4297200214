import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConventionsSubgraph } from "@stages/conventions/subgraph.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import { proveAbsences } from "./absences/prove-absences.ts";
import { promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:absences -- [absences] [seed]`: 1 000 chains on two processes of the subgraph, of which one at a time is
 * killed every second and a half. Fails when a step or an escalation is lost or told twice, or more than two seconds late.
 */
const [absences = "1000", seed = String(Date.now() % 100_000)] = process.argv.slice(2);
const LATEST_MS = 2_000;

useKeyring(readKeyring(DEVELOPMENT_KEYS));
const folder = mkdtempSync(join(tmpdir(), "stages-proof-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(folder, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
started.defer(() => server.stop());
const databaseUrl = server.url("absences");
await ensureDatabase(databaseUrl);
const subgraph = createConventionsSubgraph({ databaseUrl, clock: () => Temporal.Now.instant(), onFailure: (error) => console.error(error) });
await subgraph.migrate();
await subgraph.stop();

const begunAt = performance.now();
const { faults, latestMs, latestSweptMs, medianMs, ...proof } = await proveAbsences({ databaseUrl, absences: Number(absences), seed: Number(seed), killEveryMs: 1_500, variety: 3, onProgress: (line) => console.log(line) });
console.log({ ...proof, seed, latestMs: Math.round(latestMs), latestSweptMs: Math.round(latestSweptMs), medianMs: Math.round(medianMs), seconds: Math.round((performance.now() - begunAt) / 1_000), faults: faults.length });
for (const fault of faults.slice(0, 20)) console.error(fault);
promise("alertes perdues ou doublées sous des arrêts brutaux", { seen: `${faults.length} pour ${absences} absences`, wanted: "0", kept: faults.length === 0 });
promise("l'alerte la plus tardive", { seen: `${Math.round(latestMs)} ms`, wanted: `≤ ${LATEST_MS} ms`, kept: latestMs <= LATEST_MS });
