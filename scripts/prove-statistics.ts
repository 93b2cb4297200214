import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { proveStatistics } from "./statistics/prove-statistics.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:statistics -- [operations] [seed]`: 100 000 random operations on the facts of the four subgraphs by three
 * processes, folded by two, of which one is killed every four seconds; recounted every fifteen seconds meanwhile, and at the
 * end. Fails when a cell says something else than the facts, or when the control, whose writers count covered students by
 * themselves, is right.
 */
const [operations = "100000", seed = String(Date.now() % 100_000)] = process.argv.slice(2);

useDevelopmentKeys();
const folder = mkdtempSync(join(tmpdir(), "stages-proof-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(folder, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
started.defer(() => server.stop());
const databaseUrl = server.url("statistics");
await ensureDatabase(databaseUrl);
const begunAt = performance.now();
const { differences, ...proof } = await proveStatistics({ databaseUrl, operations: Number(operations), seed: Number(seed), killEveryMs: 4_000, onProgress: (line) => console.log(line) });
console.log({ seed, ...proof, differences: differences.length, seconds: Math.round((performance.now() - begunAt) / 1_000) });
for (const difference of differences.slice(0, 20)) console.error(difference);
promise("cellules qui disent autre chose que les faits", { seen: `${differences.length} après ${operations} actes`, wanted: "0", kept: differences.length === 0 });
control("comptées par ceux qui écrivent, fausses de", { seen: String(proof.naiveIsOffBy), broke: proof.naiveIsOffBy !== 0 });
