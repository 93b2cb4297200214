import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beginningOfLog } from "@stages/standalone/cluster/beginning-of-log.ts";
import { startCluster } from "@stages/standalone/cluster/start-cluster.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { run } from "./checks.ts";
import { checkCluster } from "./cluster/check-cluster.ts";
import { HEAD, proveKills } from "./cluster/prove-kills.ts";
import { staleReads } from "./cluster/stale-reads.ts";
import { narrator } from "./story/narrator.ts";
import { playStory } from "./story/play-story.ts";

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
/** Every example, the story twice, each subscription, who sees what, what refuses how: in one process, and through a cluster of their own. */
const TESTS = ["platform", "refusals", "audit", "class-list-progress"].map((name) => `packages/standalone/src/${name}.pg.test.ts`);

useDevelopmentKeys();
const log = (line: string) => console.log(line);
const folder = kept ?? mkdtempSync(join(tmpdir(), "stages-cluster-"));
await using started = new AsyncDisposableStack();
if (!kept) started.defer(() => rmSync(folder, { recursive: true, force: true }));
const cluster = await startCluster({ dataDir: folder, port: 0, onProgress: log, log: (line) => log(`    ${line}`) });
started.defer(() => cluster.stop());

for (const { what, seen } of await checkCluster(cluster)) log(`✓ ${what} (${seen})`);
if (only.length === 0) {
  let chapters = 0;
  await playStory(cluster.url, { ...narrator(() => {}), step: () => void (chapters += 1) }, await beginningOfLog(cluster));
  log(`✓ le récit, ${chapters} chapitres`);
}
const stale = { remote_apply: await staleReads(cluster, "remote_apply", WRITES), local: await staleReads(cluster, "local", WRITES) };

log(`\n${HEAD}`);
const { rows, faults, written, heard, controls } = await proveKills(cluster, only.length > 0 ? only : null, log);
log(`\n${rows.length} arrêts brutaux ; ${written} écritures répondues, perdues 0 si rien ne suit ; ${heard} événements entendus.`);
log(`Relu sur le réplica aussitôt répondu : ${stale.remote_apply} absents sur ${WRITES} (remote_apply) ; témoin, sans attendre le réplica : ${stale.local}.`);
log(`Témoins : ${controls.publishedTwiceWithoutKey} offres publiées deux fois sans clé ; ${controls.missedWithoutCursor} événements manqués sans curseur.`);
for (const fault of faults) console.error(fault);
const controlled = only.length > 0 || (controls.publishedTwiceWithoutKey > 0 && controls.missedWithoutCursor > 0 && stale.local > 0);
if (!controlled) console.error("Un témoin ne montre rien : la preuve ne mord pas.");
await cluster.stop();

if (only.length === 0) {
  log("\nLes essais de la plateforme, sur une grappe à eux :");
  const tests = await run("vitest", ["run", "--project", "platform", "--no-file-parallelism", ...TESTS], { live: true, environment: { STAGES_PLATFORM: "cluster" } });
  if (tests.code !== 0) process.exitCode = 1;
}
if (faults.length > 0 || stale.remote_apply > 0 || !controlled) process.exitCode = 1;
