import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { createPeopleSubgraph } from "@stages/people/subgraph.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { proveNotifications } from "./notifications/prove-notifications.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:notifications -- [notifications] [seed]`: 10 000 of them through three dispatchers, of which one at a time is
 * killed every second; then a twentieth without claims nor keys, sent and then marked, and marked and then sent. Fails when one
 * is missing or double at what honours the key, or when the controls lose and double none.
 */
const [notifications = "10000", seed = String(Date.now() % 100_000)] = process.argv.slice(2);
const count = Number(notifications);

useDevelopmentKeys();
const folder = mkdtempSync(join(tmpdir(), "stages-proof-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(folder, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
started.defer(() => server.stop());

async function prove(name: string, options: { readonly notifications: number; readonly speed: number; readonly naive?: "SEND" | "MARK" }) {
  const databaseUrl = server.url(name);
  await ensureDatabase(databaseUrl);
  const subgraph = createPeopleSubgraph({ databaseUrl, clock: () => Temporal.Now.instant(), onFailure: (error) => console.error(error) });
  await subgraph.migrate();
  await subgraph.stop();
  let shown = 0;
  const onProgress = (line: string) => {
    if (Date.now() - shown < 5_000) return;
    shown = Date.now();
    console.log(line);
  };
  const proof = await proveNotifications({ databaseUrl, seed: Number(seed), killEveryMs: 1_000, onProgress, ...options });
  console.log({ name, seed, ...proof });
  return proof;
}

// Ten minutes of a claim are twenty seconds; twelve hours of an urgent letter, twenty-four minutes.
const ours = await prove("ours", { notifications: count, speed: 30 });
const sent = await prove("sent_then_marked", { notifications: count / 20, speed: 60, naive: "SEND" });
const marked = await prove("marked_then_sent", { notifications: count / 20, speed: 60, naive: "MARK" });
const wrong = ours.missing + ours.double + ours.astray;
promise("notifications manquantes, doublées sous leur clé ou égarées", { seen: `${wrong} sur ${count}`, wanted: "0", kept: wrong === 0 });
control("envoyées puis marquées, sans clé, doublées", { seen: String(sent.double), broke: sent.double > 0 });
control("marquées puis envoyées, manquantes", { seen: String(marked.missing), broke: marked.missing > 0 });
