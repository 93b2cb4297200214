import { NO_RATES } from "@stages/gateway/limits.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beginningOfLog } from "@stages/standalone/cluster/beginning-of-log.ts";
import { startCluster } from "@stages/standalone/cluster/start-cluster.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { run } from "./checks.ts";
import { checkCluster } from "./cluster/check-cluster.ts";
import { clusterSubject } from "./cluster/cluster-subject.ts";
import { HEAD, lineOf } from "./cluster/kill-table.ts";
import { staleReads } from "./cluster/stale-reads.ts";
import { proveKills } from "./kills/prove-kills.ts";
import { narrator } from "./story/narrator.ts";
import { playStory } from "./story/play-story.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:cluster [-- --in=folder] [component …]`: starts the cluster in a folder that leaves nothing behind, checks it,
 * tells the story through it, then kills each component, or those that are named, under load. Fails when a write that was answered is not there
 * exactly once, when a subscriber that resumes missed an event or had one twice, when an author is not shown what was just answered, when
 * anything is answered but data or a code; and when a control has nothing to show. Then the platform's tests, with a cluster for what is distributed.
 */
const args = process.argv.slice(2);
const kept = args.find((arg) => arg.startsWith("--in="))?.slice("--in=".length);
const only = args.filter((arg) => !arg.startsWith("--"));
const WRITES = 500;
const SETTLE_MS = 2_000;
/** Every example, the story twice, each subscription, who sees what, what refuses how: in one process, and through a cluster of their own. */
const TESTS = ["platform", "refusals", "audit", "class-list-progress"].map((name) => `packages/standalone/src/${name}.pg.test.ts`);

useDevelopmentKeys();
const log = (line: string) => console.log(line);
const folder = kept ?? mkdtempSync(join(tmpdir(), "stages-cluster-"));
await using started = new AsyncDisposableStack();
if (!kept) started.defer(() => rmSync(folder, { recursive: true, force: true }));
const cluster = await startCluster({ dataDir: folder, port: 0, door: { liveLimits: NO_RATES }, onProgress: log, log: (line) => log(`    ${line}`) });
started.defer(() => cluster.stop());

for (const { what, seen } of await checkCluster(cluster)) log(`✓ ${what} (${seen})`);
if (only.length === 0) {
  let chapters = 0;
  await playStory(cluster.url, { ...narrator(() => {}), step: () => void (chapters += 1) }, await beginningOfLog(cluster));
  log(`✓ le récit, ${chapters} chapitres`);
}
const stale = { remote_apply: await staleReads(cluster, "remote_apply", WRITES), local: await staleReads(cluster, "local", WRITES) };

log(`\n${HEAD}`);
const subject = await clusterSubject(cluster);
const victims = subject.inOrder.filter((name) => only.length === 0 || only.includes(name));
const { rows, faults, written, heard, controls } = await proveKills(subject, { victims, settleMs: SETTLE_MS, onKill: (row) => log(lineOf(row)) });
await subject.close();
log("");
promise(`grappe, écritures répondues et perdues, effets doublés, programmes emportés (${rows.length} arrêts brutaux)`, { seen: `${faults.length} faute(s) sur ${written} écritures répondues et ${heard} événements entendus`, wanted: "aucune", kept: faults.length === 0 });
for (const fault of faults) console.error(fault);
promise("grappe, absents du réplica aussitôt répondus", { seen: `${stale.remote_apply} sur ${WRITES}`, wanted: "0", kept: stale.remote_apply === 0 });
if (only.length === 0) {
  control("sans attendre le réplica, absents", { seen: `${stale.local} sur ${WRITES}`, broke: stale.local > 0 });
  control("grappe, sans clé, des offres publiées deux fois", { seen: String(controls.publishedTwiceWithoutKey), broke: controls.publishedTwiceWithoutKey > 0 });
  control("grappe, sans curseur, des événements manqués", { seen: String(controls.missedWithoutCursor), broke: controls.missedWithoutCursor > 0 });
}
await cluster.stop();

if (only.length === 0) {
  log("\nLes essais de la plateforme, sur une grappe à eux :");
  const tests = await run("vitest", ["run", "--project", "platform", "--no-file-parallelism", ...TESTS], { live: true, environment: { STAGES_PLATFORM: "cluster" } });
  if (tests.code !== 0) process.exitCode = 1;
}
